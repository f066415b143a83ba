"""The course in use: opening it, indexing its notes, and what other parts need to know of it.

An indexed course is kept in the user's cache too, under a key of its notes and the embedder, so that
another data folder on this machine takes it over in a moment instead of embedding it again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bot import cache
from bot.asking.outcomes import Answered, Outcome
from bot.groups.schedule_words import TopicOf
from bot.ports import CannotStart
from bot.quizzing.topics import find, full_names
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.quizzing.courses import Course
    from index.builder import Progress
    from retrieval.aliases import Aliases

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


def open_current_course(settings: Settings, *, lenient: bool = False) -> Course | None:
    """The course in use; ``lenient``: ``None`` instead of an error when it is broken."""
    from bot.quizzing.courses import open_course
    from bot.quizzing.findings import CourseBroken

    try:
        folder = course_folder(settings)
        return open_course(folder) if folder else None
    except (CourseMissing, CourseBroken):
        if lenient:
            return None
        raise


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
    from index.builder import RULES

    digest = hashlib.sha256(f"{LAYOUT} {RULES} {settings.embedder or ''}".encode())
    for note in sorted(notes.glob("*.md")):
        digest.update(note.name.encode() + b"\0" + note.read_bytes())
    return digest.hexdigest()


def aliases_of(course: Course | None) -> Aliases:
    """The course's product names as the search uses them."""
    from retrieval.aliases import Aliases, Product

    if course is None:
        return Aliases()
    return Aliases(
        tuple(
            Product(product.id, tuple(dict.fromkeys(naming.name for naming in product.names)), product.also)
            for product in course.products
        )
    )


def topic_of(course: Course | None, outcome: Outcome) -> str | None:
    """What a cited note of the course is about, for ``Quiz me on this``."""
    if course is None or not isinstance(outcome, Answered):
        return None
    asked = {topic for item in course.served for topic in item.topics}
    for citation in outcome.citations:
        note = course.notes.get(citation.passage.document.rsplit("/", 1)[-1].removesuffix(".md"))
        if note is not None and citation.library == course.id:
            return next((topic for topic in note.front.get("topics", ()) if topic in asked), None)
    return None


def question_lines(course: Course) -> Sequence[str]:
    """The lines of the course's shortest question, without its answer, as an example."""
    if not course.served:
        return ("The course has no questions yet.",)
    single = [item for item in course.served if item.choose == 1 and not item.code] or list(course.served)
    item = min(single, key=lambda item: (len(item.scenario), item.id))
    written = course.names(course.newest.id).write(
        item.scenario, f"**{item.ask}**", *(one.text for one in item.options)
    )
    return (*written[:2], *(f"**{letter}** {text}" for letter, text in zip("ABCDEF", written[2:], strict=False)))


def topic_names(course: Course) -> TopicOf:
    """What a topic is called, for the words somebody typed."""
    in_full = full_names(course)

    def name(text: str, /, *, whole: bool = False) -> str | None:
        if whole:
            return in_full(text)
        subject = find(course, text)
        return subject.name if subject else None

    return name


def section_titles(course: Course) -> dict[str, str]:
    """The exam's sections by number."""
    return {section.number: section.title for section in course.newest.sections}


def section_weights(course: Course | None, day: date) -> Mapping[str, float]:
    """The exam's section weights in force on a date."""
    if course is None:
        return {}
    return {section.number: float(section.weight) for section in course.blueprint_for(day).sections}
