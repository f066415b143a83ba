"""The index of the course in use: where the course lives, whether its notes are indexed, and indexing them.

An indexed course is kept in the user's cache too, under a key of its notes and the embedder, so that
another data folder on this machine takes it over in a moment instead of embedding it again.  Every start
asks whether the index is current, so this imports nothing that is slow to load.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from bot import cache
from bot.ports import CannotStart
from bot.settings import Settings
from index.manifest import RULES

if TYPE_CHECKING:
    from index.builder import Progress

LAYOUT = "2"
STAMP = "notes.sha256"
CACHED = "courses"


class CourseMissing(CannotStart):
    """The course that was asked for is not here; the message names those that are."""


def course_folder(settings: Settings) -> Path | None:
    """Where the course in use lives.  Raises :class:`CourseMissing`."""
    from bot.quizzing.courses import courses_in

    if settings.course_library is None:
        return None
    found = courses_in(settings.data / "courses")
    if settings.course_library not in found:
        known = ", ".join(sorted(found)) or "none"
        raise CourseMissing(
            f"STUDYHALL_COURSE={settings.course!r} is not here; there is: {known}. `none` does without."
        )
    return found[settings.course_library]


def course_is_current(settings: Settings) -> bool:
    """Whether the course's notes are indexed as they are now."""
    folder = course_folder(settings)
    if folder is None or settings.course_library is None:
        return True
    stamp = settings.libraries / settings.course_library / STAMP
    return stamp.is_file() and stamp.read_text("ascii") == _digest(folder / "notes", settings)


def index_course(settings: Settings, progress: Progress) -> None:
    """Index the course's notes, or take over the index made for the same notes before."""
    from bot.libraries import build_library, shelf_of, take_export
    from index.editions import DamagedEdition, NoEdition

    folder = course_folder(settings)
    library = settings.course_library
    if folder is None or library is None:
        return
    notes = folder / "notes"
    digest = _digest(notes, settings)
    target = settings.libraries / library
    cache.take(CACHED, digest, target)
    take_export(settings)
    try:
        shelf_of(settings, library).current()
        current = course_is_current(settings)
    except (NoEdition, DamagedEdition):
        current = False
    if not current:
        build_library(settings, [str(notes)], library, progress)
        (target / STAMP).write_text(digest, "ascii")
    cache.keep(CACHED, digest, target)


def _digest(notes: Path, settings: Settings) -> str:
    digest = hashlib.sha256(f"{LAYOUT} {RULES['markdown']} {settings.embedder or ''}".encode())
    for note in sorted(notes.glob("*.md")):
        digest.update(note.name.encode() + b"\0" + note.read_bytes())
    return digest.hexdigest()
