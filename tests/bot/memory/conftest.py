from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.progress.facts import Answer, Choice

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)


@pytest.fixture
def answered() -> Callable[..., Answer]:
    """An answer; only what matters to the test is named."""

    def make(
        learner: str = "ana", delivery: str = "d1", item: str = "i1", at: datetime = NOON, **more: object
    ) -> Answer:
        correct = bool(more.pop("correct", True))
        plain = {
            "version": 1,
            "options": ("a",),
            "day": at.date(),
            "tz": "UTC",
            "first": True,
            "points": 20 if correct else 0,
        }
        return Answer(learner=learner, delivery=delivery, item=item, at=at, correct=correct, **(plain | more))

    return make


@pytest.fixture
def chosen() -> Callable[..., Choice]:
    """A choice in a sealed delivery."""

    def make(learner: str = "ana", option: str = "a", at: datetime = NOON) -> Choice:
        return Choice(learner, "sealed", "i1", (option,), at, at.date(), "UTC")

    return make
