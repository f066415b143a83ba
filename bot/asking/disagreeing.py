"""Two documents that give different figures, or different names, for the same thing.

Conservative on purpose: the sentences must be much alike; a figure must stand between the same words, a name
must be all that differs.  Whatever else documents disagree on is not noticed here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date

from bot.asking import claims
from bot.asking.expecting import SINCE
from bot.asking.units import Unit
from retrieval.fusion import ASKS_FOR_OLD

MUCH_ALIKE, ALIKE_BUT_FOR_A_NAME = 0.7, 0.5
OLD = ("legacy", "deprecated")
ENTRY = re.compile(r"\W*((?:19|20)\d\d-\d\d-\d\d)\b")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
BUT = "But the documents disagree: "


def disagreeing_with(said: Unit, others: Sequence[Unit]) -> Unit | None:
    """The first piece of another document that says the same with another figure or name."""
    for other in others:
        if other.span.hit.passage.document != said.span.hit.passage.document and (
            _other_figure(said, other) or _other_name(said, other)
        ):
            return other
    return None


def outdated(question: str, units: Sequence[Unit], asked: Collection[str]) -> set[int]:
    """The ids of pieces of old pages that a current one says much like, and of dated pieces after which another of the
    same list, or page, says as much: what held then.

    None where the question is about what is old, no dated ones where it is about a time.
    """
    if ASKS_FOR_OLD.search(question):
        return set()
    now = [unit for unit in units if unit.span.hit.passage.status not in OLD]
    past = [unit for unit in units if unit.span.hit.passage.status in OLD]
    then = {id(unit) for unit in past if any(_alike(unit, other) >= MUCH_ALIKE for other in now)}
    if SINCE.search(question) or YEAR.search(question):
        return then
    days = [(*entry, unit) for unit in units if (entry := _entry(unit))]
    return then | {
        id(unit)
        for place, day, unit in days
        for same, later, other in days
        if same == place and later > day and {stem for stem in asked if stem in unit.stems} <= other.stems
    }


def _entry(unit: Unit) -> tuple[str, str] | None:
    """What a dated piece is one of, and its day: an entry of a list, or a version of a page that has been written anew."""
    passage = unit.span.hit.passage
    if entry := ENTRY.match(unit.text):
        return passage.id, entry[1]
    return (f"{passage.title}\n{passage.heading}", passage.as_of.isoformat()) if passage.as_of else None


def newer_first(one: Unit, other: Unit) -> tuple[Unit, Unit]:
    """The two in the order they are to be said: what is older, or marked as old, comes second."""
    mine, theirs = one.span.hit.passage, other.span.hit.passage
    if mine.as_of and theirs.as_of and mine.as_of < theirs.as_of:
        return other, one
    return one, other


def remark_on(older: Unit, newer: Unit) -> str:
    """What is said before the second of the two."""
    mine, theirs = older.span.hit.passage, newer.span.hit.passage
    if mine.as_of and theirs.as_of and mine.as_of < theirs.as_of:
        return f"An older page ({_day(mine.as_of)}; the other is of {_day(theirs.as_of)}) says: "
    if mine.status in OLD and theirs.status == "current":
        return f"A {mine.status} page says: "
    if theirs.status in OLD and mine.status == "current":
        return "A current page says: "
    return BUT


def _other_figure(said: Unit, other: Unit) -> bool:
    named = said.shape in ("item", "prose") and not (said.finished and other.finished)
    if named or _alike(said, other) < MUCH_ALIKE or _named(said) != _named(other):
        return False
    mine, theirs = claims.figures(said.text), claims.figures(other.text)
    pairs = [(one, another) for one in mine for another in theirs]
    return any(_of_the_same(*pair) for pair in pairs) and not any(one.is_that_of(another) for one, another in pairs)


def _other_name(said: Unit, other: Unit) -> bool:
    """Whether one name stands where the other sentence has another, and every other word is the same."""
    if _alike(said, other) < ALIKE_BUT_FOR_A_NAME or not (said.finished and other.finished):
        return False
    names, others = claims.names(said.text), claims.names(other.text)
    mine, theirs = names - others, others - names
    if len(mine) != 1 or len(theirs) != 1:
        return False
    words, their_words = claims.words(said.text), claims.words(other.text)
    return words - their_words <= mine and their_words - words <= theirs


def _named(unit: Unit) -> set[str]:
    """The names a figure may belong to: version 2.0 of a model has another limit than its version 2.5."""
    return {name for name in claims.identifiers(unit.text) if name[0].isalpha()}


def _alike(one: Unit, other: Unit) -> float:
    longer = max(len(one.stems), len(other.stems))
    return len(one.stems & other.stems) / longer if longer else 0.0


def _of_the_same(one: claims.Figure, other: claims.Figure) -> bool:
    around = one.before[:1] == other.before[:1] and one.after[:1] == other.after[:1]
    return around and bool(one.before or one.after) and one.value != other.value


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
