"""When a channel's questions are due: dates on its own wall clock, instants in UTC.

The rule that holds here: a question belongs to a *date*, and a date has one instant.  A time that the
clock skips means the first instant after the gap, one that it reads twice means the first reading.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from bot.progress.days import ONE_DAY, first_instant
from bot.progress.zones import zone
from bot.records import Schedule

LOOKED_AHEAD = 400
OPEN_FOR = timedelta(hours=12)
SPREAD_SECONDS = 50

Jitter = Callable[[Schedule], timedelta]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A date on which a question is due, and the instant."""

    day: date
    at: datetime


def spread(schedule: Schedule) -> timedelta:
    """A delay of less than a minute, always the same for a channel, so that not all post at nine sharp."""
    name = f"{schedule.place.platform}/{schedule.place.tenant}/{schedule.place.channel}"
    return timedelta(milliseconds=zlib.crc32(name.encode()) % (SPREAD_SECONDS * 1000))


def punctual(schedule: Schedule) -> timedelta:
    """No spread: in stories, where minutes matter."""
    return timedelta(0)


def first_after(schedule: Schedule, after: datetime, jitter: Jitter = punctual) -> Occurrence | None:
    """The first occurrence later than ``after``; ``None`` where every date is left out for a year."""
    return next((one for one in _occurrences(schedule, after, jitter) if one.at > after), None)


def occurrences(schedule: Schedule, since: datetime, until: datetime, jitter: Jitter = punctual) -> list[Occurrence]:
    """What is due from ``since`` to ``until``, both included."""
    found = []
    for one in _occurrences(schedule, since, jitter):
        if one.at > until:
            break
        if one.at >= since:
            found.append(one)
    return found


def closes_at(schedule: Schedule, day: date, opened: datetime) -> datetime:
    """When the question of ``day`` closes; a late one stays open as long as it would have been."""
    if schedule.closes is None:
        return opened + OPEN_FOR
    last = day if schedule.closes > schedule.at else day + ONE_DAY
    closes = first_instant(last, schedule.closes, schedule.tz)
    return closes if closes > opened else opened + OPEN_FOR


def is_last_of_week(schedule: Schedule, day: date) -> bool:
    """Whether no later date of the same week, Monday to Sunday, has a question."""
    later = (day + n * ONE_DAY for n in range(1, 7 - day.weekday()))
    return not any(_asked_on(schedule, other) for other in later)


def _occurrences(schedule: Schedule, around: datetime, jitter: Jitter) -> Iterator[Occurrence]:
    first = around.astimezone(zone(schedule.tz)).date() - ONE_DAY
    late = jitter(schedule)
    for number in range(LOOKED_AHEAD):
        day = first + number * ONE_DAY
        if _asked_on(schedule, day):
            yield Occurrence(day, first_instant(day, schedule.at, schedule.tz) + late)


def _asked_on(schedule: Schedule, day: date) -> bool:
    return (
        day.weekday() in schedule.days and day not in schedule.off and day not in _holidays(schedule.holidays, day.year)
    )


def known_holidays(name: str) -> bool:
    """Whether the public holidays of ``DE`` or ``DE-BE`` are known."""
    try:
        _holidays(name, 2026)
    except ValueError:
        return False
    return bool(name)


@cache
def _holidays(name: str, year: int) -> frozenset[date]:
    """Public holidays of a country or a part of it.  Raises ``ValueError`` for one that is not known."""
    if not name:
        return frozenset()
    import holidays

    country, _, part = name.upper().partition("-")
    try:
        return frozenset(holidays.country_holidays(country, subdiv=part or None, years=year))
    except NotImplementedError:
        raise ValueError(f"no holidays are known for {name!r}") from None
