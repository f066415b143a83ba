"""A learner's streak by living through it: an oracle that shares no code with the fold it checks.

It goes through the weeks in quarters of an hour, reads the wall clock at each, and carries the learner's
state along; the fold computes instants and sets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

TICK = timedelta(minutes=15)
SHIFT = timedelta(hours=3)


def rules(name: str) -> ZoneInfo:
    with files("tzdata.zoneinfo").joinpath(*name.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data)


RULES: dict[str, ZoneInfo] = {}


def wall_day(at: datetime, name: str) -> date:
    if name not in RULES:
        RULES[name] = rules(name)
    offset = at.astimezone(RULES[name]).utcoffset()
    assert offset is not None
    return (at.replace(tzinfo=None) + offset - SHIFT).date()


@dataclass
class Trip:
    until: datetime
    last_before: datetime | None
    first_day: date
    could_count: bool = False
    first_day_over: bool = False
    dates: set[date] = field(default_factory=set)


@dataclass
class Life:
    """A learner living through time, one quarter of an hour after the other."""

    zone: str
    waiting: tuple[str, date] | None = None
    last: datetime | None = None
    credited: set[date] = field(default_factory=set)
    trips: list[Trip] = field(default_factory=list)

    def tick(self, at: datetime) -> None:
        day = wall_day(at, self.zone)
        if self.waiting and day > self.waiting[1]:
            self.zone, self.waiting = self.waiting[0], None
            lived = wall_day(at, self.zone)
            trip = Trip(at + timedelta(hours=48), self.last, lived)
            self.trips.append(trip)
            while day < lived:
                trip.dates.add(day)
                day += timedelta(days=1)
        today = wall_day(at, self.zone)
        for trip in [trip for trip in self.trips if not trip.first_day_over]:
            if today > trip.first_day:
                trip.first_day_over = True
                if not trip.could_count:
                    trip.dates.add(trip.first_day)
            elif trip.last_before is None or at + TICK - trip.last_before > timedelta(hours=18):
                trip.could_count = True

    def move(self, at: datetime, name: str) -> None:
        self.waiting = (name, wall_day(at, self.zone)) if name != self.zone else None

    def answer(self, at: datetime) -> date:
        day = wall_day(at, self.zone)
        if day not in self.credited:
            trip = self.trips[-1] if self.trips and at < self.trips[-1].until else None
            if trip and self.last and at - self.last < timedelta(hours=18):
                trip.dates.add(day)
            else:
                self.credited.add(day)
                self.last = at
        return day

    def letters(self, today: date, outages: set[date], rest: frozenset[int]) -> list[tuple[date, str]]:
        spared = set(outages)
        for trip in self.trips:
            left = sorted(d for d in trip.dates if d not in self.credited | spared and d.weekday() not in rest)
            spared.update(left[:1])
        result = []
        day = min(self.credited)
        while day <= max(today, *self.credited):
            neutral = day in spared or day >= today or day.weekday() in rest
            result.append((day, "C" if day in self.credited else "." if neutral else "M"))
            day += timedelta(days=1)
        return result


def tally(letters: str) -> tuple[int, int, int]:
    """(days, best, freezes): cut the first streak off the front, then start again with the rest."""
    best = 0
    while True:
        days, freezes, end = 0, 0, None
        for position, letter in enumerate(letters):
            if letter == "C":
                days += 1
                if days in range(7, 10_000, 7) and freezes < 2:
                    freezes += 1
            elif letter == "M":
                if days and not freezes:
                    end = position
                    break
                freezes -= 1 if freezes else 0
        best = max(best, days)
        if end is None:
            return days, best, freezes
        letters = letters[end + 1 :]
