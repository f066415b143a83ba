"""Pins at Discord, over real sockets: set once, taken off, and refused in words."""

from __future__ import annotations

import pytest
from rigs.discord_shapes import CHANNEL, GUILD
from rigs.discord_stub import Fault

from bot.conversation import Place, Reply
from bot.platforms import NotDelivered, RateLimited

HALL = Place("discord", str(GUILD), str(CHANNEL))
PIN = rf"/channels/{CHANNEL}/messages/pins/\d+"


async def test_pinned_once_and_taken_off_once(discord, worker):
    """Again changes nothing; a message that is gone needs nothing."""
    message = await worker.deliver(HALL, {}, Reply("A question."), "n")
    await worker.pin(HALL, message)
    await worker.pin(HALL, message)
    assert discord.pins == [int(message)]
    await worker.unpin(HALL, message)
    await worker.unpin(HALL, message)
    await worker.unpin(HALL, "123456")
    assert discord.pins == []


@pytest.mark.parametrize(
    ("code", "words"), [(50013, "permission Pin Messages is not granted"), (30003, "as many pins as Discord allows")]
)
async def test_a_refusal_says_what_an_admin_can_do(discord, worker, code, words):
    """For good, so that nobody tries again."""
    message = await worker.deliver(HALL, {}, Reply("A question."), "n")
    discord.faults.append(Fault("PUT", PIN, status=403, code=code))
    with pytest.raises(NotDelivered, match=words) as refused:
        await worker.pin(HALL, message)
    assert refused.value.final


async def test_what_may_be_tried_again(discord, worker):
    """A limit, and a server that fell over after it was done."""
    message = await worker.deliver(HALL, {}, Reply("A question."), "n")
    discord.faults.append(Fault("PUT", PIN, status=429, retry_after=7.5))
    with pytest.raises(RateLimited):
        await worker.pin(HALL, message)
    discord.faults.append(Fault("PUT", PIN, status=500, applied=True))
    with pytest.raises(NotDelivered) as broken:
        await worker.pin(HALL, message)
    assert not broken.value.final
    await worker.pin(HALL, message)
    assert discord.pins == [int(message)]
