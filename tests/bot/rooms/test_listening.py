"""Whether the tutor answers untagged talk: in Redis, by thread and by channel."""

from __future__ import annotations

import pytest

from bot.conversation import Command, Learner, Place
from bot.memory.client import Link
from bot.memory.talk import RedisThreads
from bot.rooms.listening import Listening

CHANNEL = Place("chat", "T1", "C1")
THREAD = Place("chat", "T1", "C1", "1")


async def listen(redis: Link, argument: str, place: Place = THREAD, *, admin: bool = False) -> str:
    """What is said to ``/listen argument``."""
    turn = Command("t", Learner("chat", "T1", "ana", "ana", admin=admin), place, "listen", argument)
    (reply,) = await Listening(RedisThreads(redis)).listen(turn)
    return reply.text


async def test_a_thread_is_anybodys(redis: Link) -> None:
    """And keeps what was said, for every process."""
    assert "silent once others do" in await listen(redis, "")
    assert "only when mentioned" in await listen(redis, "ask")
    assert "only when mentioned in this thread" not in await listen(redis, "")
    assert await RedisThreads(redis).policy(THREAD) == "ask"


async def test_a_channel_is_an_admins(redis: Link) -> None:
    """Its word holds in threads where nothing else was said."""
    assert "An admin decides" in await listen(redis, "auto", CHANNEL)
    assert await RedisThreads(redis).policy(CHANNEL) is None
    assert "everything said in this channel" in await listen(redis, "auto", CHANNEL, admin=True)
    assert "everything said in this thread" in await listen(redis, "")


@pytest.mark.parametrize("place", [THREAD, CHANNEL, Place("chat", "T1")])
async def test_other_words_change_nothing(redis: Link, place: Place) -> None:
    """They are answered."""
    assert await listen(redis, "loudly", place, admin=True)
    assert await RedisThreads(redis).policy(place) is None
