"""The streak against an independent oracle, over zones, their transitions and random trips.

The oracle (``rigs.streak_oracle``) shares no code with the fold.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from rigs.streak_oracle import TICK, Life, rules, tally, wall_day

from bot.progress.days import local_day, zone_in_force
from bot.progress.facts import Answer, DaysOff, Fact, Outage, ZoneChange
from bot.progress.streak import streak
from bot.progress.zones import zone_names

FAR = ("Pacific/Kiritimati", "Pacific/Honolulu", "Asia/Tokyo", "America/New_York")
ZONES = sorted(zone_names())


@dataclass
class Story:
    """Facts and what the oracle makes of them."""

    facts: list[Fact]
    life: Life
    outages: set[date]
    rest: frozenset[int]
    end: datetime


def live(rng: random.Random, start: datetime, home: str, towns: list[str], days: int, habit: float) -> Story:
    """Let a learner travel through ``towns`` and answer at odd hours; build the facts as they happen."""
    end = start + timedelta(days=days)
    instants = [(start + timedelta(seconds=rng.randrange(86400 * days)), "move", town) for town in towns]
    for n in range(days):
        hour = rng.choice([2.9, 3.0, 3.1, 9, 20, 23.5, rng.uniform(0, 24)])
        if rng.random() < habit:
            instants.append((start + timedelta(days=n, hours=hour), "answer", ""))
        if rng.random() < 0.3:
            instants.append((start + timedelta(days=n, hours=rng.uniform(0, 24)), "answer", ""))
    facts: list[Fact] = []
    life = Life(home)
    rest = frozenset(rng.sample(range(7), rng.choice([0, 0, 1, 2])))
    if rest:
        facts.append(DaysOff("a", start, start.date() - timedelta(days=3), rest))
    outages = {start.date() + timedelta(days=rng.randrange(days)) for _ in range(rng.choice([0, 1, 2]))}
    facts.extend(Outage(start, day, "the service was away") for day in outages)
    setting = home
    at = start
    queue = sorted(instants)
    while at < end:
        life.tick(at)
        while queue and queue[0][0] < at + TICK:
            when, what, town = queue.pop(0)
            if what == "move":
                facts.append(ZoneChange("a", when, setting, town))
                setting = town
                life.move(when, town)
            else:
                changes = [fact for fact in facts if isinstance(fact, ZoneChange)]
                tz = zone_in_force(when, changes, home)
                day = local_day(when, tz)
                assert (tz, day) == (life.zone, life.answer(when)), (home, towns, when)
                facts.append(answered(when, day, tz))
        at += TICK
    return Story(facts, life, outages, rest, end - timedelta(seconds=1))


def answered(at: datetime, day: date, tz: str) -> Answer:
    return Answer("a", f"d{at:%d%H%M%S}", "i", 1, ("x",), True, at, day, tz, first=True, points=10)


def check(story: Story, origin: str) -> None:
    if not story.life.credited:
        return
    today = wall_day(story.end, story.life.zone)
    expected = story.life.letters(today, story.outages, story.rest)
    got = streak(story.facts, today, story.end)
    word = {"counted": "C", "excused": ".", "off": ".", "open": ".", "freeze": "M", "missed": "M"}
    assert [(day, word[mark]) for day, mark in got.calendar] == expected, origin
    assert (got.days, got.best, got.freezes) == tally("".join(letter for _, letter in expected)), origin
    assert got.today == (today in story.life.credited)


def transitions(name: str, first: int = 2024, last: int = 2030) -> list[datetime]:
    """Days on which the offset of a zone changes."""
    found = []
    at = datetime(first, 1, 1, tzinfo=UTC)
    info = rules(name)
    while at.year <= last:
        if at.astimezone(info).utcoffset() != (at + timedelta(days=1)).astimezone(info).utcoffset():
            found.append(at)
        at += timedelta(days=1)
    return found


def trip_around(rng: random.Random, when: datetime, home: str, days: int) -> Story:
    towns = [rng.choice([*FAR, rng.choice(ZONES)]) for _ in range(rng.choice([0, 1, 1, 2, 3, 5]))]
    if towns and rng.random() < 0.3:
        towns.append(home)
    start = when - timedelta(days=days // 2, hours=rng.randrange(24))
    return live(rng, start, home, towns, days, rng.choice([0.7, 0.95, 1.0]))


def test_random_trips_agree_with_the_oracle() -> None:
    """A sample of journeys from a sample of zones, around the days their clocks change."""
    rng = random.Random(20260329)
    for number in range(200):
        home = rng.choice([*FAR, "Europe/Berlin", "Pacific/Chatham", rng.choice(ZONES)])
        when = rng.choice(transitions(home, 2026, 2026) or [datetime(2026, 6, 1, tzinfo=UTC)])
        check(trip_around(rng, when, home, 24), f"trip {number} from {home}")


@pytest.mark.long
def test_every_zone_and_every_transition_agrees_with_the_oracle() -> None:
    """All zones, every change of their clocks from 2024 to 2030: no streak differs."""
    rng = random.Random(2024)
    for home in ZONES:
        for when in transitions(home) or [datetime(2027, 1, 1, tzinfo=UTC)]:
            check(live(rng, when - timedelta(days=5), home, [], 10, 1.0), f"{home} at {when}")


@pytest.mark.long
def test_ten_thousand_trips_agree_with_the_oracle() -> None:
    """Ten thousand journeys between random zones: no streak differs."""
    rng = random.Random(10_000)
    for number in range(10_000):
        home = rng.choice(ZONES)
        when = datetime(2024, 1, 10, tzinfo=UTC) + timedelta(days=rng.randrange(2500))
        check(trip_around(rng, when, home, 14), f"trip {number} from {home}")
