"""How many days in a row a learner has studied, and why, in words.

A streak is a walk over dates.  The rules that hold here:

- a credited date lengthens the streak by one, right or wrong;
- a date that is excused (an outage, an operator's repair, a move) or a chosen day off neither breaks
  nor lengthens it;
- every seventh day of a streak earns a freeze, two are held at most; a missed date uses one and the
  streak stands; a missed date without one ends it;
- today, until it is over, is never missed.

Nothing of this is stored: freezes earned and used come out of the walk, so a repaired date or a
late outage entry gives everything back by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from typing import Literal, TypeAlias

from bot.progress.credit import Act, Credits, credit
from bot.progress.days import DAY_START, ONE_DAY
from bot.progress.facts import DaysOff, Fact, Outage, Repair
from bot.progress.zones import city, zone

DAYS_PER_FREEZE = 7
FREEZES_HELD = 2
DAYS_EXPLAINED = 14

Mark: TypeAlias = Literal["counted", "excused", "off", "freeze", "missed", "open"]


@dataclass(frozen=True, slots=True)
class Streak:
    """A learner's streak.

    ``today``: today is credited already.  ``calendar`` marks every date from the first credited one
    to today; ``explain`` says the last two weeks of it in words, newest last.
    """

    days: int = 0
    best: int = 0
    freezes: int = 0
    today: bool = False
    calendar: tuple[tuple[date, Mark], ...] = ()
    explain: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Days:
    """What is known about dates: credits, reasons to excuse one, days off."""

    credits: Credits
    reasons: dict[date, str]
    rests: Sequence[DaysOff]

    def rest(self, day: date) -> bool:
        chosen = [choice for choice in self.rests if choice.since <= day]
        return bool(chosen) and day.weekday() in chosen[-1].weekdays

    def mark(self, day: date, today: date, freezes: int) -> Mark:
        if day in self.credits.credited:
            return "counted"
        if day in self.reasons:
            return "excused"
        if day >= today:
            return "open"
        if self.rest(day):
            return "off"
        return "freeze" if freezes else "missed"


def streak(facts: Iterable[Fact], today: date, now: datetime, day_start: time = DAY_START) -> Streak:
    """Walk one learner's facts (tenant-wide ones included) up to ``now``; ``today`` is their local day.

    An excused date is excused whenever that was written down.
    """
    days = _days([fact for fact in facts if fact.at <= now or isinstance(fact, Outage | Repair)], now, day_start)
    if not days.credits.credited:
        return Streak()
    run = best = freezes = 0
    calendar: list[tuple[date, Mark]] = []
    for day in _dates(days.credits, today):
        mark = days.mark(day, today, freezes)
        calendar.append((day, mark))
        if mark == "counted":
            run += 1
            best = max(best, run)
            freezes = min(FREEZES_HELD, freezes + (run % DAYS_PER_FREEZE == 0))
        elif mark == "freeze":
            freezes -= 1
        elif mark == "missed":
            run = 0
    return Streak(
        days=run,
        best=best,
        freezes=freezes,
        today=today in days.credits.credited,
        calendar=tuple(calendar),
        explain=tuple(_sentences(calendar[-DAYS_EXPLAINED:], days)),
    )


def _dates(found: Credits, today: date) -> Iterator[date]:
    """From the first credited date to today, or beyond it: after flying west, tomorrow may be credited."""
    day = min(found.credited)
    while day <= max(today, *found.credited):
        yield day
        day += ONE_DAY


def _days(facts: Sequence[Fact], now: datetime, day_start: time) -> _Days:
    found = credit(facts, now, day_start)
    reasons: dict[date, str] = {}
    for fact in facts:
        if isinstance(fact, Outage | Repair):
            reasons.setdefault(fact.day, fact.reason)
    rests = sorted((fact for fact in facts if isinstance(fact, DaysOff)), key=lambda choice: choice.at)
    days = _Days(found, reasons, rests)
    for move, dates in found.travels:
        spared = next((day for day in dates if day not in reasons and not days.rest(day)), None)
        if spared is not None:
            reasons[spared] = f"the move to {city(move.new)}"
    return days


def _sentences(calendar: Sequence[tuple[date, Mark]], days: _Days) -> Iterator[str]:
    """The days in words: each that counted, and the others together where the same is said of them."""
    said = [(day, _became(day, mark, days), day if mark == "counted" else None) for day, mark in calendar]
    for (words, _), together in groupby(said, key=lambda one: one[1:]):
        named = [f"{day:%a} {day.day}" for day, *_ in together]
        yield f"{named[0]} to {named[-1]} {words}" if len(named) > 1 else f"{named[0]} {words}"


def _became(day: date, mark: Mark, days: _Days) -> str:
    match mark:
        case "counted":
            return f"counted ({_clock(days.credits.credited[day])})"
        case "excused":
            return f"excused: {days.reasons[day]}"
        case "off":
            return "off"
        case "freeze":
            return f"freeze used{_too_soon(day, days)}"
        case "missed":
            return f"missed{_too_soon(day, days)}"
        case "open":
            return "still open"


def _clock(act: Act) -> str:
    return f"{act.at.astimezone(zone(act.tz)):%H:%M} {city(act.tz)}"


def _too_soon(day: date, days: _Days) -> str:
    act = days.credits.refused.get(day)
    return f" (answered at {_clock(act)}, under 18 hours after the last one, just after a move)" if act else ""
