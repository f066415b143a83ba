"""Pins at Slack: set once however often, taken off, and refused in words."""

from __future__ import annotations

import pytest
from rigs.slack_stub import SlackStub, Trouble

from bot.conversation import Place, Reply
from bot.platforms import NotDelivered, OutcomeUnknown, RateLimited
from bot.platforms.slack.connection import SlackPlatform

ROOM = Place("slack", "slack:T1", "C1")


async def test_pinned_once_and_taken_off_once(platform: SlackPlatform, stub: SlackStub) -> None:
    """``already_pinned`` and ``no_pin`` are what was wanted."""
    ts = await platform.deliver(ROOM, {}, Reply("A question."), "n1")
    await platform.pin(ROOM, ts)
    await platform.pin(ROOM, ts)
    assert stub.pins == [("C1", ts)]
    await platform.unpin(ROOM, ts)
    await platform.unpin(ROOM, ts)
    assert stub.pins == []


async def test_without_the_scope_it_says_which(platform: SlackPlatform, stub: SlackStub) -> None:
    """For good, so that nobody tries again."""
    stub.may_pin = False
    with pytest.raises(NotDelivered, match="pins:write is not granted") as refused:
        await platform.pin(ROOM, "1700000000.000001")
    assert refused.value.final


@pytest.mark.parametrize(
    ("trouble", "outcome"), [(Trouble.RATE_LIMITED, RateLimited), (Trouble.REPLY_LOST, OutcomeUnknown)]
)
async def test_what_may_be_tried_again(
    platform: SlackPlatform, stub: SlackStub, trouble: Trouble, outcome: type[Exception]
) -> None:
    """And then comes to one pin."""
    stub.trouble("pins.add", trouble)
    with pytest.raises(outcome):
        await platform.pin(ROOM, "1700000000.000001")
    await platform.pin(ROOM, "1700000000.000001")
    assert stub.pins == [("C1", "1700000000.000001")]
