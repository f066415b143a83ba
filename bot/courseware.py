"""The course in use, and what other parts need to know of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from bot.asking.outcomes import Answered, Outcome
from bot.course_index import CourseMissing, course_folder
from bot.groups.schedule_words import TopicOf
from bot.quizzing.topics import find, full_names
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.quizzing.courses import Course
    from retrieval.aliases import Aliases


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
