"""Where a learner's points stand: the sorted sets behind the boards, and what they must hold.

The rule that holds here: a position is a sum over the learner's facts.  Taking an answer adds to it;
whatever else moves it (hiding, a corrected key, a withdrawn item, a restore) reckons it anew.

Scores are stored as *minus* the points: ascending order then ranks the best first and equal points by
learner id, which is the order `bot.progress.standings` defines.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.memory import keys
from bot.progress.facts import Answer, Fact
from bot.progress.judged import judged
from bot.progress.standings import window
from bot.records import Period

PERIODS: tuple[Period, ...] = ("day", "week", "month", "season", "all")


def board_key(tenant: str, group: str | None, period: Period, day: date) -> str:
    """The sorted set of one board; a group-less board is the tenant's."""
    first, _ = window(period, day)
    return keys.of_tenant(tenant, "board", group or "", period, "" if period == "all" else first.isoformat())


def board_keys(tenant: str, answer: Answer) -> list[str]:
    """Every board an answer's points stand on."""
    return [board_key(tenant, group, period, answer.day) for group in _groups(answer) for period in PERIODS]


def seen_key(tenant: str, group: str | None) -> str:
    """Learner and the day (a number) of their latest answer: who has been away drops off."""
    return keys.of_tenant(tenant, "seen", group or "")


def seen_keys(tenant: str, answer: Answer) -> list[str]:
    """Where this answer shows that the learner is here."""
    return [seen_key(tenant, group) for group in _groups(answer)]


def positions(tenant: str, learner: str, facts: Iterable[Fact]) -> dict[str, int]:
    """The learner's score in every sorted set their facts touch; 0 where they should not be in it."""
    known = list(facts)
    scores: dict[str, int] = {}
    for fact in known:
        if isinstance(fact, Answer) and fact.learner == learner:
            scores |= dict.fromkeys((*board_keys(tenant, fact), *seen_keys(tenant, fact)), 0)
    for answer in judged(known):
        if answer.learner != learner:
            continue
        for key in board_keys(tenant, answer) if answer.first else ():
            scores[key] -= answer.points
        for key in seen_keys(tenant, answer):
            scores[key] = max(scores[key], answer.day.toordinal())
    return scores


def _groups(answer: Answer) -> tuple[str | None, ...]:
    return (None, answer.group) if answer.group else (None,)
