"""Two documents that give different figures for the same thing.

Conservative on purpose: the sentences must be much alike, and the figure must stand between the same words.
Whatever else documents disagree on is not noticed here.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.asking import claims
from bot.asking.units import Unit

MUCH_ALIKE = 0.7


def disagreeing_with(said: Unit, others: Sequence[Unit]) -> Unit | None:
    """The first piece of another document that says the same with another figure."""
    figures = claims.figures(said.text)
    if not figures:
        return None
    for other in others:
        same_place = other.span.hit.passage.document == said.span.hit.passage.document
        if same_place or _alike(said, other) < MUCH_ALIKE:
            continue
        theirs = claims.figures(other.text)
        pairs = [(mine, their) for mine in figures for their in theirs]
        if any(_of_the_same(*pair) for pair in pairs) and not any(mine.is_that_of(their) for mine, their in pairs):
            return other
    return None


def _alike(one: Unit, other: Unit) -> float:
    longer = max(len(one.stems), len(other.stems))
    return len(one.stems & other.stems) / longer if longer else 0.0


def _of_the_same(one: claims.Figure, other: claims.Figure) -> bool:
    between = bool(one.before and one.after) and one.before[:1] == other.before[:1] and one.after[:1] == other.after[:1]
    return between and one.value != other.value
