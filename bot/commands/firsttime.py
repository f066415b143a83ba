"""The first start: the bundled course gets its index, with a progress bar."""

from __future__ import annotations

import sys

from bot.commands.failing import CannotStart
from bot.settings import Settings


def course_ready(settings: Settings, *, quiet: bool = False) -> None:
    """Build the bundled course's index if it is missing or older than the notes.

    Raises :class:`CannotStart` where the course does not exist or cannot be indexed.
    """
    from bot.commands.progress import BuildBar
    from bot.courseware import CourseMissing, course_is_current, index_course

    try:
        if course_is_current(settings):
            return
        print("Indexing the bundled course, once:", file=sys.stderr)
        with BuildBar(quiet=quiet) as bar:
            index_course(settings, bar)
    except CourseMissing as missing:
        raise CannotStart(str(missing)) from None
