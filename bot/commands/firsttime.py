"""The first start: the bundled course and the team's documents get their index, with a progress bar."""

from __future__ import annotations

import sys

from bot.commands.indexing import cannot_build
from bot.ports import CannotStart
from bot.settings import Settings


def libraries_ready(settings: Settings, *, quiet: bool = False) -> None:
    """Index what is to be read and has no index yet: the bundled course, and the folders of STUDYHALL_DOCS.

    Raises :class:`CannotStart` where one of them does not exist or cannot be indexed.
    """
    course_ready(settings, quiet=quiet)
    _documents_ready(settings, quiet)


def course_ready(settings: Settings, *, quiet: bool = False) -> None:
    """Index the course's notes if they have no index or an older one.  Raises :class:`CannotStart`."""
    from bot.course_index import course_is_current, index_course

    if course_is_current(settings):
        return
    from bot.commands.progress import BuildBar

    print("Indexing the course, once:", file=sys.stderr)
    try:
        with BuildBar(quiet=quiet) as bar:
            index_course(settings, bar)
    except cannot_build() as problem:
        raise CannotStart(f"STUDYHALL_COURSE={settings.course}: {problem}") from None


def _documents_ready(settings: Settings, quiet: bool) -> None:
    """Later changes are the operator's to index (`studyhall index build`), so that a start stays quick."""
    if not settings.docs:
        return
    from bot.commands.progress import BuildBar
    from bot.libraries import HOME, build_library, libraries

    if HOME in libraries(settings):
        return
    print("Indexing your documents, once:", file=sys.stderr)
    try:
        with BuildBar(quiet=quiet) as bar:
            build_library(settings, settings.docs, HOME, bar)
    except cannot_build() as problem:
        raise CannotStart(f"STUDYHALL_DOCS: {problem}") from None
