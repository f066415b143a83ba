"""Which local dates a learner's answers credit, and which dates a move excuses.

The rules that hold here:

- a date is credited by its first answer, right or wrong, however late or early in the day;
- for 48 hours after a change of zone takes hold, a *new* date is credited only once 18 hours have
  passed since the last crediting answer, so that flying east does not make two days of one evening;
- a move may skip a date (it never begins) or withhold one (it was answered too early, or it was so
  short that no answer could have counted); one such date a move is excused.

Why a set of dates and not a counter: flying west lives a date twice, and a date already credited
stays credited; flying back can even credit a date that lies before the last one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from bot.progress.days import DAY_START, ONE_DAY, Move, local_day, moves, next_day
from bot.progress.facts import Answer, Choice, Fact, ZoneChange

SETTLING = timedelta(hours=48)
REST = timedelta(hours=18)

Act: TypeAlias = Answer | Choice


@dataclass(frozen=True, slots=True)
class Credits:
    """Credited dates with the act that did it; dates answered too soon after a move; excusable dates.

    ``travels`` holds, for each move that took hold, the dates it skipped or withheld, earliest first.
    """

    credited: Mapping[date, Act]
    refused: Mapping[date, Act]
    travels: tuple[tuple[Move, tuple[date, ...]], ...]


@dataclass(slots=True)
class _Trip:
    move: Move
    dates: set[date] = field(default_factory=set)


def credit(facts: Iterable[Fact], now: datetime, day_start: time = DAY_START) -> Credits:
    """Fold a learner's facts up to ``now`` into dates."""
    known = [fact for fact in facts if fact.at <= now]
    acts = sorted((fact for fact in known if isinstance(fact, Answer | Choice)), key=lambda act: act.at)
    changes = [fact for fact in known if isinstance(fact, ZoneChange)]
    trips = [_Trip(move) for move in moves(changes, day_start) if move.at <= now]

    credited: dict[date, Act] = {}
    refused: dict[date, Act] = {}
    last: datetime | None = None
    for act in acts:
        if act.day in credited:
            continue
        trip = _settling(act.at, trips)
        if trip is not None and last is not None and act.at - last < REST:
            refused.setdefault(act.day, act)
            trip.dates.add(act.day)
        else:
            credited[act.day] = act
            last = act.at
    taken = [trip.move for trip in trips]
    for number, trip in enumerate(trips):
        trip.dates.update(_skipped(trip.move, day_start), _too_short(taken[number:], credited, day_start))
    travels = tuple((trip.move, tuple(sorted(trip.dates - credited.keys()))) for trip in trips)
    return Credits(credited, refused, travels)


def _settling(at: datetime, trips: Sequence[_Trip]) -> _Trip | None:
    """The latest move that took hold less than 48 hours before."""
    for trip in reversed(trips):
        if trip.move.at <= at:
            return trip if at < trip.move.at + SETTLING else None
    return None


def _skipped(move: Move, day_start: time) -> set[date]:
    """Dates the learner would have begun in the old zone and never lives in the new one."""
    due = local_day(move.at, move.old, day_start)
    lived = local_day(move.at, move.new, day_start)
    return {due + ONE_DAY * n for n in range((lived - due).days)}


def _too_short(taken: Sequence[Move], credited: Mapping[date, Act], day_start: time) -> set[date]:
    """The first date after the first of these moves, if it ended before any answer could credit it."""
    move = taken[0]
    earlier = [act.at for act in credited.values() if act.at < move.at]
    lived = local_day(move.at, move.new, day_start)
    if earlier and _end(lived, taken, day_start) - max(earlier) <= REST:
        return {lived}
    return set()


def _end(day: date, taken: Sequence[Move], day_start: time) -> datetime:
    """When ``day`` is over, though a next move may prolong it."""
    at = taken[0].at
    for number, move in enumerate(taken):
        at = move.at
        while local_day(at, move.new, day_start) <= day:
            at = next_day(at, move.new, day_start)
        if number + 1 == len(taken) or at < taken[number + 1].at:
            break
    return at
