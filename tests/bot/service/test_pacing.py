"""Lines before a chat: a post each second but for bursts, and nobody waits for somebody else's."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rigs.clocks import SetClock
from rigs.outbox_chat import AT_ONCE, HELLO, ROOM, Chat, send, to_be_said

from bot.conversation import FINAL, Place, Reply
from bot.memory.client import Link
from bot.platforms import RateLimited
from bot.service.claims import CLAIMED_FOR
from bot.service.outbox import Outbox


async def test_a_channel_gets_one_post_a_second(outbox: Outbox, clock: SetClock) -> None:
    """After a burst; another channel does not wait; what would wait long is put off and carried later."""
    chat = Chat()
    began = clock.at
    for number in range(AT_ONCE + 3):
        assert (await send(outbox, chat, f"k{number}")).state == "SENT"
    assert (clock.at - began).total_seconds() == pytest.approx(3, abs=0.01)
    before = clock.at
    await send(outbox, chat, "other", Place("chat", "T1", "C2"))
    assert clock.at == before


async def test_retry_after_is_honoured_for_the_place(outbox: Outbox, clock: SetClock) -> None:
    """Nothing else is said there either until the platform allows it."""
    chat = Chat(RateLimited(30))
    assert (await send(outbox, chat, "a")).state == "WAITING"
    assert (await send(outbox, chat, "b")).state == "WAITING"
    assert chat.calls == 1
    clock.pass_(seconds=29)
    await outbox.attempt_due({"chat": chat})
    assert chat.calls == 1
    clock.pass_(seconds=2)
    assert await outbox.attempt_due({"chat": chat}) == 2
    assert [(await send(outbox, chat, key)).state for key in "ab"] == ["SENT", "SENT"]
    assert chat.calls == 3


async def test_the_place_in_line_of_a_process_that_died_is_kept(redis: Link, outbox: Outbox, clock: SetClock) -> None:
    """Its chat is not paced a second time for the same post."""

    async def die(seconds: float) -> None:
        raise KeyboardInterrupt

    chat = Chat()
    for number in range(AT_ONCE + 2):
        await send(outbox, chat, f"before {number}")
    with pytest.raises(KeyboardInterrupt):
        await Outbox(redis, clock, die).send("k", chat, ROOM, {}, HELLO)
    clock.pass_(seconds=CLAIMED_FOR)
    before = clock.at
    assert await outbox.attempt_due({"chat": chat}) == 1
    assert clock.at == before


async def test_whispers_and_edits_do_not_queue_behind_posts(outbox: Outbox, clock: SetClock) -> None:
    """Platforms count them apart: three people who press at once are answered at once."""
    chat, began = Chat(), clock.now()
    for number in range(AT_ONCE):
        await send(outbox, chat, f"before {number}")
    for number, reply in enumerate((replace(HELLO, private=True), replace(HELLO, replaces="pressed"))):
        await outbox.send(f"k{number}", chat, ROOM, {"user": "ana"}, reply)
    assert clock.now() == began


async def test_a_chat_with_one_person_has_its_own_pace(outbox: Outbox, clock: SetClock) -> None:
    """Somebody who is written to a lot delays nobody else."""
    chat, began = Chat(), clock.now()
    alone = Place("chat", "T1")
    for number, who in enumerate(("ana", "bo", *["ana"] * AT_ONCE)):
        await outbox.send(f"k{number}", chat, alone, {"user": who}, HELLO)
    assert (clock.now() - began).total_seconds() == pytest.approx(1.0)


async def test_of_many_edits_of_a_message_the_highest_stands(redis: Link, outbox: Outbox, clock: SetClock) -> None:
    """A class that answers at once: one edit a second, in no particular order; nothing overtakes the last word."""
    chat = Chat()
    await outbox.send("question", chat, ROOM, {}, replace(HELLO, key="q"))
    order = [3, 1, 2, 40, *range(4, 40)]
    for count in order:
        await outbox.send(f"k{count}", chat, ROOM, {}, counted(count))
    clock.pass_(seconds=1)
    await outbox.attempt_due({"chat": chat})
    assert [reply.version for reply in chat.said.values()] == [0, 3, 40]
    await outbox.send("closing", chat, ROOM, {}, counted(FINAL))
    await outbox.send("k41", chat, ROOM, {}, counted(41))
    clock.pass_(seconds=1)
    await outbox.attempt_due({"chat": chat})
    assert [reply.version for reply in chat.said.values()] == [0, 3, 40, FINAL]
    assert await to_be_said(redis) == 0


def counted(count: int) -> Reply:
    return replace(HELLO, replaces="q", version=count)
