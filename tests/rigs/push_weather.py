"""The weather of a storm of pushes: how bad it is, and which channels all over the world stand in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from bot.conversation import Place
from bot.groups.schedules import occurrences, spread
from bot.records import Schedule

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "America/Sao_Paulo", "Australia/Sydney", "Asia/Kolkata")
STEP = 20.0


@dataclass(frozen=True)
class Weather:
    """How bad it is.

    Of the posts that are sent the share ``lost`` is taken and answered with a broken connection; at the
    share ``killed`` the sender is killed, half of the time before the post is taken and half after.  In
    ``struck`` of all instants some process is killed somewhere in its work.  ``skew`` is in seconds.
    ``scheduled``: the platform is handed its questions ahead, and posts them itself.
    """

    platform: str
    history: bool = False
    channels: int = 500
    workers: int = 8
    days: int = 3
    begins: datetime = datetime(2026, 3, 27, 20, tzinfo=UTC)
    lost: float = 0.1
    killed: float = 0.002
    struck: float = 0.25
    skew: float = 90.0
    seed: int = 1
    naive: bool = False
    scheduled: bool = False

    @property
    def ahead(self) -> tuple[str, ...]:
        """The platforms that are handed their questions before their time."""
        return (self.platform,) if self.scheduled else ()

    @property
    def ends(self) -> datetime:
        return self.begins + timedelta(days=self.days)

    @cached_property
    def instants(self) -> list[datetime]:
        """Every instant at which a question is due."""
        due = (one.at for plan in schedules(self) for one in occurrences(plan, self.begins, self.ends, gusts))
        return sorted(set(due))


def gusts(schedule: Schedule) -> timedelta:
    """As in service, but by twenty seconds: so that many come due at once, and everybody at the same ones."""
    return timedelta(seconds=spread(schedule).seconds // STEP * STEP)


def schedules(weather: Weather) -> list[Schedule]:
    """Channels all over the world: most at nine, some in the hour the clocks change."""
    found = []
    for number in range(weather.channels):
        hour, minute = (2, 30) if number % 5 == 0 else (9, 0)
        at = datetime(2026, 1, 1, hour, minute).time()
        place = Place(weather.platform, f"T{number % 20}", f"C{number}")
        found.append(Schedule(place, frozenset(range(7)), at, ZONES[number % len(ZONES)]))
    return found
