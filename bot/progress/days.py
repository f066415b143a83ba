"""Which local day an instant belongs to, and when a change of zone takes hold.

The rule that holds here: a day is a *date on the learner's wall clock*, never a number of seconds.
It is the civil date, or the date before while the wall clock reads earlier than the day start; so
work after midnight belongs to the evening it ends.  A day may last 23 or 25 hours and nobody notices.

A change of zone takes hold when the next local day of the old zone begins.  Until then nothing
moves, so a profile that flips to and fro within a day changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.progress.facts import Fact, ZoneChange
from bot.progress.zones import zone

DAY_START = time(3)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Move:
    """A change of zone that took hold at the instant ``at``."""

    at: datetime
    old: str
    new: str


def local_day(at: datetime, tz: str, day_start: time = DAY_START) -> date:
    """The learner's day at this instant."""
    wall = at.astimezone(zone(tz))
    return wall.date() - ONE_DAY if wall.time() < day_start else wall.date()


def next_day(at: datetime, tz: str, day_start: time = DAY_START) -> datetime:
    """The first instant after ``at`` that belongs to a later local day."""
    tomorrow = local_day(at, tz, day_start) + ONE_DAY
    opens = first_instant(tomorrow, day_start, tz)
    if opens > at:
        return opens
    # The wall clock was set back over the day start: this is its second pass.
    return datetime.combine(tomorrow, day_start, zone(tz)).replace(fold=1).astimezone(UTC)


def first_instant(day: date, wall: time, tz: str) -> datetime:
    """When the wall clock first reads ``wall`` on ``day``, or if it skips that, the first instant after.

    An ambiguous time happens at its first occurrence.
    """
    rules = zone(tz)
    naive = datetime.combine(day, wall)
    at = naive.replace(tzinfo=rules).astimezone(UTC)
    if at.astimezone(rules).replace(tzinfo=None) == naive:
        return at
    return _end_of_gap(naive, rules)


def _end_of_gap(naive: datetime, rules: ZoneInfo) -> datetime:
    """The instant the clock jumps over ``naive``; the two readings of a skipped time enclose it."""
    before = naive.replace(tzinfo=rules, fold=1).astimezone(UTC)
    after = naive.replace(tzinfo=rules, fold=0).astimezone(UTC)
    old_offset = before.astimezone(rules).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        if middle.astimezone(rules).utcoffset() == old_offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def moves(changes: Iterable[ZoneChange], day_start: time = DAY_START) -> tuple[Move, ...]:
    """The changes of zone that take hold, in order; one replaced or taken back within its day does not."""
    ordered = sorted(changes, key=lambda change: change.at)
    if not ordered:
        return ()
    current = ordered[0].old
    taken: list[Move] = []
    waiting: Move | None = None
    for change in ordered:
        if waiting is not None and waiting.at <= change.at:
            taken.append(waiting)
            current = waiting.new
        waiting = None
        if change.new != current:
            waiting = Move(next_day(change.at, current, day_start), current, change.new)
    return (*taken, waiting) if waiting is not None else tuple(taken)


def zone_in_force(at: datetime, facts: Iterable[Fact], stated: str, day_start: time = DAY_START) -> str:
    """The zone a learner lives in at this instant; ``stated``, from their settings, if they never changed it."""
    changes = sorted((fact for fact in facts if isinstance(fact, ZoneChange)), key=lambda change: change.at)
    lived = changes[0].old if changes else stated
    for move in moves(changes, day_start):
        if move.at <= at:
            lived = move.new
    return lived
