"""What the tests of groups share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from rigs.ahead_hall import THURSDAY, AheadHall
from rigs.answers import answer
from rigs.clocks import SetClock
from rigs.slack_stub import SlackStub

from bot.memory.client import Link
from bot.quizzing.courses import Course

__all__ = ["answer"]


@pytest.fixture
async def slack() -> AsyncIterator[SlackStub]:
    async with SlackStub.running() as stub:
        yield stub
        assert stub.refused == []


@pytest.fixture
def hall(redis: Link, toy: Course, slack: SlackStub) -> AheadHall:
    """On a Thursday morning, what is due that day is over; the app may not read the channel."""
    slack.struck, slack.may_read = THURSDAY.timestamp(), False
    return AheadHall(redis, toy, SetClock(THURSDAY), slack=slack)
