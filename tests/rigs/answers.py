"""One way to make an answer: by the date, in UTC, everything else with a default."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from bot.progress.facts import Answer

FIRST_DAY = date(2026, 11, 2)


def answered(day: date = FIRST_DAY, clock: time = time(12), **given: Any) -> Answer:
    """An answer on ``day`` at ``clock`` UTC; points follow from outcome, difficulty and first attempt."""
    correct = given.get("correct", True)
    first = given.get("first", True)
    values: dict[str, Any] = {
        "learner": "ana",
        "delivery": "d1",
        "item": "i1",
        "version": 1,
        "options": ("a",) if correct else ("b",),
        "correct": correct,
        "at": datetime.combine(day, clock, UTC),
        "day": day,
        "tz": "UTC",
        "first": first,
        "points": 10 * given.get("difficulty", 2) if correct and first else 0,
        "objectives": ("1.1",),
    }
    return Answer(**{**values, **given})


@pytest.fixture(scope="session")
def answer() -> Callable[..., Answer]:
    """The maker of answers."""
    return answered
