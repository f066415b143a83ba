"""Rapid-fire cards: which patterns somebody means, which one comes next, and in which order of services.

Everything here follows from its arguments.  The rule that holds: a round is known by its id and the
facts written in it, so nothing else is remembered between two presses.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.progress.facts import Fact, Recall
from bot.quizzing.courses import Course
from bot.quizzing.maps import Map, Row
from bot.quizzing.topics import means

ROUND = 10


@dataclass(frozen=True, slots=True)
class Deck:
    """The patterns of a topic.  ``name`` is what people call it; empty when all are meant."""

    name: str
    rows: tuple[Row, ...]


def every_row(course: Course) -> tuple[Row, ...]:
    """All patterns of a course."""
    return tuple(row for drawn in course.maps.values() for row in drawn.rows)


def row_named(course: Course, row_id: str) -> Row | None:
    """The pattern with this id."""
    return next((row for row in every_row(course) if row.id == row_id), None)


def map_of(course: Course, row: Row) -> Map:
    """The map a pattern stands on."""
    return next(drawn for drawn in course.maps.values() if row in drawn.rows)


def find_map(course: Course, text: str) -> Map | None:
    """The map somebody means: by its title, else the one with most of the patterns the words find."""
    for drawn in course.maps.values():
        if means(text, drawn.title) or means(text, drawn.id.replace("-", " ")):
            return drawn
    deck = find_deck(course, text)
    if deck is None or not text.strip():
        return None
    return max(course.maps.values(), key=lambda drawn: len(set(drawn.rows) & set(deck.rows)))


def find_deck(course: Course, text: str) -> Deck | None:
    """The patterns that ``text`` names by map, section, objective or service; else those that contain its words."""
    if not text.strip():
        return Deck("", every_row(course))
    for drawn in course.maps.values():
        if text.strip().lower() in (drawn.id.replace("-", " "), drawn.title.lower()):
            return Deck(drawn.title, drawn.rows)
    named = [(name, rows) for name, rows in _names(course) if means(text, name)]
    if not named:
        named = [(text, [row for row in every_row(course) if means(text, f"{row.pattern} {row.constraint}")])]
    chosen = {row.id for _, rows in named for row in rows}
    rows = tuple(row for row in every_row(course) if row.id in chosen)
    return Deck(text.strip(), rows) if rows else None


def next_row(deck: Deck, recalls: Sequence[Recall], round_id: str) -> Row | None:
    """The next pattern of a round: last missed, then never met, then known; ``None`` when it is over."""
    asked = {recall.card for recall in recalls if recall.round == round_id}
    if len(asked) >= min(ROUND, len(deck.rows)):
        return None
    last = {recall.card: recall.right for recall in recalls if recall.round != round_id}
    order = {False: 0, None: 1, True: 2}
    left = [row for row in deck.rows if row.id not in asked]

    def turn(row: Row) -> tuple[int, str]:
        return order[last.get(row.id)], hashlib.sha256(f"{round_id}/{row.id}".encode()).hexdigest()

    return min(left, key=turn)


def services(row: Row, round_id: str) -> list[str]:
    """The right service among its rivals, in this round's order."""
    order = [row.service, *row.rivals]
    random.Random(f"{round_id}/{row.id}").shuffle(order)
    return order


def recalls_of(facts: Iterable[Fact], learner: str) -> list[Recall]:
    """A learner's cards so far, oldest first."""
    return [fact for fact in facts if isinstance(fact, Recall) and fact.learner == learner]


def _names(course: Course) -> Iterable[tuple[str, Sequence[Row]]]:
    rows, names = every_row(course), course.names(course.newest.id)
    for drawn in course.maps.values():
        yield drawn.title, drawn.rows
        yield drawn.id.replace("-", " "), drawn.rows
    for section in course.newest.sections:
        inside = [row for row in rows if row.objective.split(".")[0] == section.number]
        yield section.number, inside
        yield section.title, inside
        for part in section.subsections:
            yield part.id, [row for row in rows if row.objective == part.id]
            yield part.title, [row for row in rows if row.objective == part.id]
    for service in dict.fromkeys(row.service for row in rows):
        yield names.plainly(service), [row for row in rows if row.service == service]
    for product in course.products:
        fits = [row for row in rows if f"{{{{{product.id}}}}}" in row.service]
        yield from ((name, fits) for name in product.every_name)
