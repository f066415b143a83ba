"""Where somebody is on a map: what they know of each pattern, from cards and from answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from bot.coaching.deck import recalls_of
from bot.quizzing.maps import Row
from bot.quizzing.student import Student

Mark = Literal["known", "missed", "open"]

SIGNS: Mapping[Mark, str] = {"known": "✓", "missed": "✗", "open": "○"}
WORDS: Mapping[Mark, str] = {"known": "known", "missed": "missed last time", "open": "not met yet"}


def marks(rows: Iterable[Row], student: Student) -> dict[str, Mark]:
    """By pattern: how its last card went; without one, how the last question on the same section went."""
    last = {recall.card: recall.right for recall in recalls_of(student.facts, student.learner.id)}
    read = _by_section(student)
    found: dict[str, Mark] = {}
    for row in rows:
        right = last.get(row.id, read.get((row.note, row.heading)))
        found[row.id] = "open" if right is None else "known" if right else "missed"
    return found


def _by_section(student: Student) -> dict[tuple[str, str], bool]:
    """Whether the last answer that rested on a section was right."""
    found: dict[tuple[str, str], bool] = {}
    for answer in student.answers:
        item = student.course.item(answer.item, answer.version)
        for option in (item.option(one) for one in item.key) if item else ():
            found[option.source.note, option.source.heading] = answer.correct
    return found
