"""Where a learner's points stand: the sorted sets behind the boards, and what they must hold.

The rule that holds here: a position is a sum over the learner's facts.  Taking an answer adds to it;
whatever else moves it (hiding, a corrected key, a withdrawn item, a return after a week, a restore)
reckons it anew.  A group has no sets of its own: its board is the tenant's, read for its members.

Scores are stored as *minus* the points: ascending order then ranks the best first and equal points by
learner id, which is the order `bot.progress.standings` defines.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.memory import keys
from bot.progress.facts import Answer, Fact
from bot.progress.judged import fixing, judged
from bot.progress.standings import window
from bot.records import Measure, Period

SHORT: tuple[Period, ...] = ("day", "week")
"""Whoever answered within these periods has not been away for a week."""

LONG: tuple[Period, ...] = ("month", "season", "all")
PERIODS = SHORT + LONG
MEASURES: tuple[Measure, ...] = ("points", "fixed")


def board_key(tenant: str, measure: Measure, period: Period, day: date) -> str:
    """The sorted set of one board."""
    first, _ = window(period, day)
    return keys.of_tenant(tenant, "board", measure, period, "" if period == "all" else first.isoformat())


def board_keys(tenant: str, measure: Measure, day: date) -> list[str]:
    """Every board of one measure that a day belongs to."""
    return [board_key(tenant, measure, period, day) for period in PERIODS]


def long_boards(tenant: str, day: date) -> list[str]:
    """The boards of a day that somebody can be away from."""
    return [board_key(tenant, measure, period, day) for measure in MEASURES for period in LONG]


def is_long(key: str) -> bool:
    """Whether this is such a board, of whatever day."""
    return keys.name_of(key) == "board" and key.split(":")[4] in LONG


def seen_key(tenant: str) -> str:
    """Learner and the day (a number) of their latest answer: who has been away drops off."""
    return keys.of_tenant(tenant, "seen")


def positions(tenant: str, learner: str, facts: Iterable[Fact]) -> dict[str, int]:
    """The learner's score in every sorted set their facts touch; 0 where they should not be in it."""
    known = list(facts)
    scores: dict[str, int] = {}
    for fact in known:
        if isinstance(fact, Answer) and fact.learner == learner:
            touched = [key for measure in MEASURES for key in board_keys(tenant, measure, fact.day)]
            scores |= dict.fromkeys([*touched, seen_key(tenant)], 0)
    mine = [answer for answer in judged(known) if answer.learner == learner]
    for answer in mine:
        scores[seen_key(tenant)] = max(scores[seen_key(tenant)], answer.day.toordinal())
        for key in board_keys(tenant, "points", answer.day) if answer.first else ():
            scores[key] -= answer.points
    for answer in fixing(mine):
        for key in board_keys(tenant, "fixed", answer.day):
            scores[key] -= 1
    return scores
