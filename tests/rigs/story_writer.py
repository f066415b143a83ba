"""Stories nobody thought of: several people in many zones who answer, repeat, travel, hide and delete themselves.

A story is written without knowing what will be asked or which option is right; :mod:`rigs.story_oracle`
says afterwards what had to come out.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, time

PEOPLE = ("ana", "bo", "cy", "dee")
ZONES = (
    "Pacific/Apia", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Pacific/Chatham", "Asia/Kathmandu", "Asia/Tokyo",
    "America/Sao_Paulo", "America/Santiago", "America/St_Johns", "America/New_York", "Australia/Lord_Howe",
    "Africa/Casablanca", "Africa/Cairo", "Europe/London", "Europe/Berlin", "UTC",
)  # fmt: skip
SPANS = ("90m", "1h30m", "7h", "12h", "17h", "20h", "23h", "24h", "24h", "24h", "25h", "2d", "3d", "8d")
LETTERS = ("A", "B", "c", "D", "A,B,C", "D,C,B", "b a d", "C ,A")
AT = (time(0), time(1, 15), time(2, 30), time(9), time(12), time(23, 30))
CHANGES = ((2026, 3), (2026, 4), (2026, 9), (2026, 10), (2026, 11))
"""Months in which clocks are put forward or back somewhere."""


@dataclass(frozen=True)
class Daily:
    """The question of the channel each day; ``hours`` it stays open, ``None``: as long as usual."""

    at: time
    zone: str
    hours: int | None = None


@dataclass(frozen=True)
class Story:
    """When it begins, its lines, and the daily question that its first line about it asks for."""

    clock: datetime
    lines: tuple[str, ...]
    daily: Daily


def write_story(chance: random.Random, steps: int, restarts: float) -> Story:
    """A story of some ``steps``; ``restarts`` is how likely the process ends before any of them."""
    clock = datetime(*chance.choice(CHANGES), chance.randint(1, 28), chance.randint(0, 23), tzinfo=UTC)
    daily = Daily(chance.choice(AT), chance.choice(ZONES), chance.choice((None, 3)))
    until = "" if daily.hours is None else f" until {(daily.at.hour + daily.hours) % 24:02d}:{daily.at:%M}"
    lines = [f"tz @{who} {chance.choice(ZONES)}" for who in PEOPLE if chance.random() < 0.7]
    lines.append(f"@ana #ml: /schedule {daily.at:%H:%M} daily {daily.zone}{until}")
    asked: set[str] = set()
    for _ in range(steps):
        if chance.random() < restarts:
            lines.append(chance.choice(("restart", "kill -9")))
        lines += _one_thing(chance, asked)
    for who in PEOPLE:
        lines += [f"@{who}: /streak", f"@{who}: /board all", f"@{who}: /board week"]
    return Story(clock, tuple(lines), daily)


def _one_thing(chance: random.Random, asked: set[str]) -> list[str]:
    """What one person does next, or time that passes; ``asked`` are those with a question before them."""
    who = chance.choice(PEOPLE)
    kinds = {"quiz": 30, "answer": 18 * (who in asked), "hide": 5, "leave": 2, "move": 5, "look": 14, "wait": 24}
    match chance.choices(list(kinds), list(kinds.values()))[0]:
        case "quiz":
            asked.add(who)
            letters = chance.choice(LETTERS)
            again = [f"@{who} answer {letters} again"] * chance.choice((0, 0, 0, 1, 2))
            return [f"@{who}{chance.choice(('', '', '', ' #ml'))}: /quiz 1", f"@{who} answer {letters}", *again]
        case "answer":
            return [f"@{who} answer {chance.choice(LETTERS)}"]
        case "hide":
            return [f"@{who}: /settings board {chance.choice(('hide', 'hide', 'show'))}"]
        case "leave":
            asked.discard(who)
            return [f"@{who}: /privacy delete me", f"@{who} press Delete everything"]
        case "move":
            return [f"tz @{who} {chance.choice(ZONES)}"]
        case "look":
            board = f"/board {chance.choice(('day', 'week', 'month', 'season', 'all'))}"
            return [f"@{who}: {chance.choice(('/streak', board))}"]
    return [f"clock +{chance.choice(SPANS)}"]
