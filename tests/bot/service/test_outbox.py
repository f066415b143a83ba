"""The outbox: one message a key, nothing repeated blindly, nothing claimed that is not known."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from rigs.clocks import SetClock
from rigs.outbox_chat import AT_ONCE, HELLO, ROOM, Chat, send

from bot.conversation import Address, Place, Reply
from bot.memory.client import Link
from bot.platforms import NotDelivered, OutcomeUnknown, RateLimited
from bot.service import carrying
from bot.service.claims import CALLED_FOR, CLAIMED_FOR
from bot.service.letters import nonce_of
from bot.service.outbox import TRIED_FOR, Outbox, Posted


async def test_the_same_key_again_returns_what_it_came_to(outbox: Outbox) -> None:
    """Ten callers at once and one later: one message."""
    chat = Chat()
    outcomes = await asyncio.gather(*(send(outbox, chat) for _ in range(10)))
    assert {o.state for o in outcomes} <= {"SENT", "SENDING", "CLAIMED"}
    again = await send(outbox, chat)
    assert (again.state, chat.calls) == ("SENT", 1)
    assert again.message == f"message-{next(iter(chat.said))}"
    assert list(chat.said.values()) == [HELLO]


@pytest.mark.parametrize(("seen", "state"), [(True, "SENT"), (False, "UNKNOWN")])
async def test_an_unknown_outcome_is_looked_up_and_else_kept_as_such(outbox: Outbox, seen: bool, state: str) -> None:
    """Never sent again where the platform cannot recognise it."""
    chat = Chat(OutcomeUnknown(), takes_before=True)
    chat.sees = seen
    assert (await send(outbox, chat)).state == state
    assert (await send(outbox, chat)).state == state
    assert chat.calls == 1
    assert await outbox.unknown() == ([] if seen else ["k"])


async def test_a_nonce_that_the_platform_knows_makes_a_second_call_safe(outbox: Outbox) -> None:
    """Two broken connections, one message."""
    chat = Chat(OutcomeUnknown(), OutcomeUnknown(), takes_before=True)
    chat.resend_safe, chat.sees = True, False
    assert (await send(outbox, chat)).state == "SENT"
    assert (chat.calls, len(chat.said)) == (3, 1)


@pytest.mark.parametrize("trouble", [RateLimited(3), NotDelivered("down", final=False)])
async def test_a_doubt_is_not_forgotten_over_a_later_refusal(
    outbox: Outbox, clock: SetClock, trouble: Exception
) -> None:
    """Refused is only the second call; the first may have been taken, and time runs out on its nonce."""
    chat = Chat(OutcomeUnknown(), *[trouble] * 9, takes_before=True)
    chat.resend_safe, chat.sees = True, False
    assert (await send(outbox, chat)).state == "UNKNOWN"
    clock.pass_(hours=1)
    assert await outbox.attempt_due({"chat": chat}) == 0
    assert len(chat.said) == 1


async def test_what_was_not_taken_is_tried_for_a_day(outbox: Outbox, clock: SetClock) -> None:
    """With growing pauses, and then it has failed."""
    chat = Chat(*[NotDelivered("503", final=False)] * 99)
    began = clock.at
    assert (await send(outbox, chat)).state == "WAITING"
    while (await send(outbox, chat)).state == "WAITING":
        clock.pass_(minutes=10)
        await outbox.attempt_due({"chat": chat})
        assert (clock.at - began).total_seconds() < TRIED_FOR + 7200
    assert await send(outbox, chat) == Posted("FAILED", "", "503")
    assert 24 < chat.calls < 60


async def test_a_short_outage_delays_and_loses_nothing(outbox: Outbox, clock: SetClock) -> None:
    """The picture and the words survive the wait."""
    chat = Chat(NotDelivered("503", final=False))
    await send(outbox, chat)
    clock.pass_(seconds=2)
    assert await outbox.attempt_due({"chat": chat}) == 1
    assert (await send(outbox, chat)).state == "SENT"
    assert list(chat.said.values()) == [HELLO]


async def test_a_final_refusal_is_final(outbox: Outbox) -> None:
    """A channel that is gone stays gone."""
    chat = Chat(NotDelivered("no such channel", final=True))
    assert await send(outbox, chat) == Posted("FAILED", "", "no such channel")
    assert await send(outbox, chat) == Posted("FAILED", "", "no such channel")
    assert chat.calls == 1


@pytest.mark.parametrize(("taken", "state"), [(True, "SENT"), (False, "UNKNOWN")])
async def test_a_process_that_died_while_sending_leaves_an_unknown_outcome(
    outbox: Outbox, clock: SetClock, taken: bool, state: str
) -> None:
    """The next one looks; it does not send.  Who waits for what cannot be found is told so, once."""

    def die() -> None:
        raise KeyboardInterrupt

    chat, lost = Chat(die, takes_before=taken), Reply("Please try again.")
    with pytest.raises(KeyboardInterrupt):
        await outbox.send("k", chat, ROOM, {}, HELLO, in_doubt=lost)
    assert (await send(outbox, chat)).state == "SENDING"
    for _ in range(3):
        clock.pass_(seconds=CALLED_FOR + 1)
        await outbox.attempt_due({"chat": chat})
    assert (await send(outbox, chat)).state == state
    assert (chat.calls, list(chat.said.values())) == ((1, [HELLO]) if taken else (2, [lost]))


async def test_an_edit_that_a_process_died_of_is_made_again_at_once(outbox: Outbox, clock: SetClock) -> None:
    """Nobody need look whether it was made: somebody may be waiting for it."""

    def die() -> None:
        raise KeyboardInterrupt

    chat, edit = Chat(die), replace(HELLO, replaces="pressed")
    with pytest.raises(KeyboardInterrupt):
        await outbox.send("k", chat, ROOM, {}, edit)
    clock.pass_(seconds=CLAIMED_FOR + 0.1)
    await outbox.attempt_due({"chat": chat})
    assert (await outbox.send("k", chat, ROOM, {}, edit)).state == "SENT"
    assert chat.calls == 2


async def test_a_private_chat_is_looked_into_as_well(outbox: Outbox) -> None:
    """By the process that goes on, which knows of it only what the letter says."""
    looked: list[Place] = []

    class Listed(Chat):
        async def find(self, place: Place, nonce: str) -> str | None:
            looked.append(place)
            return await super().find(place, nonce)

    chat = Listed(OutcomeUnknown("lost"), takes_before=True)
    posted = await outbox.send("k", chat, Place("chat", "T1"), {"user": "ana", "channel": "D1"}, HELLO)
    assert (posted.state, looked) == ("SENT", [Place("chat", "T1", "D1")])


async def test_a_process_that_died_before_sending_owes_nothing(redis: Link, outbox: Outbox, clock: SetClock) -> None:
    """Nothing had gone out, so it goes out now."""

    async def die(seconds: float) -> None:
        raise KeyboardInterrupt

    chat = Chat()
    for number in range(AT_ONCE):
        await send(outbox, chat, f"before {number}")
    with pytest.raises(KeyboardInterrupt):
        await Outbox(redis, clock, die).send("k", chat, ROOM, {}, HELLO)
    clock.pass_(seconds=CLAIMED_FOR + 1)
    assert await outbox.attempt_due({"chat": chat}) == 1
    assert (await send(outbox, chat)).state == "SENT"
    assert chat.calls == AT_ONCE + 1


async def test_carrying_ends_when_told(outbox: Outbox) -> None:
    """And what no connected platform can carry is left to a process that can."""
    chat = Chat(NotDelivered("503", final=False))
    await send(outbox, chat)
    stop = asyncio.Event()
    stop.set()
    await carrying.carry(outbox, {}, stop)
    assert await outbox.attempt_due({}) == 0


async def test_a_post_that_hangs_holds_up_no_other(
    outbox: Outbox, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor one that is put off only then; and the process ends without waiting for the platform."""
    monkeypatch.setattr(carrying, "LOOKED_EVERY", 0.01)
    monkeypatch.setattr(carrying, "ENDED_WITHIN", 0.01)
    hangs, stop = asyncio.Event(), asyncio.Event()

    class Hanging(Chat):
        async def deliver(self, place: Place, address: Address, reply: Reply, nonce: str) -> str:
            if nonce == nonce_of("hangs") and self.calls:
                hangs.set()
                await asyncio.Event().wait()
            return await super().deliver(place, address, reply, nonce)

    chat = Hanging(*[NotDelivered("503", final=False)] * 2)
    await send(outbox, chat, "hangs")
    clock.pass_(minutes=1)
    at_work = asyncio.create_task(carrying.carry(outbox, {"chat": chat}, stop))
    async with asyncio.timeout(10):
        await hangs.wait()
        await send(outbox, chat, "another")
        clock.pass_(minutes=1)
        while (await send(outbox, chat, "another")).state != "SENT":
            await asyncio.sleep(0.01)
        stop.set()
        await at_work


async def test_where_a_post_can_be_repeated_a_death_costs_a_moment(outbox: Outbox, clock: SetClock) -> None:
    """Somebody may be waiting for it, and the platform takes the second for the first."""

    def die() -> None:
        raise KeyboardInterrupt

    chat = Chat(die)
    chat.resend_safe, chat.sees = True, False
    with pytest.raises(KeyboardInterrupt):
        await send(outbox, chat)
    began = clock.at
    clock.pass_(seconds=CLAIMED_FOR + 0.1)
    await outbox.attempt_due({"chat": chat})
    assert ((await send(outbox, chat)).state, len(chat.said)) == ("SENT", 1)
    assert (clock.at - began).total_seconds() < 2 * CLAIMED_FOR


async def test_a_reply_takes_the_place_of_the_message_of_its_key(outbox: Outbox, clock: SetClock) -> None:
    """The platform hears the id of that message; in another channel there is none, so it is said anew."""
    chat = Chat()
    named = replace(HELLO, key="question")
    first = await outbox.send("k1", chat, ROOM, {}, named)
    for number, room in enumerate((ROOM, Place("chat", "T1", "C2")), start=2):
        await outbox.send(f"k{number}", chat, room, {}, replace(HELLO, replaces="question"))
    assert [reply.replaces for reply in chat.said.values()] == [None, first.message, None]


async def test_a_draft_is_begun_once_and_ended_by_whoever_sends(outbox: Outbox, redis: Link, clock: SetClock) -> None:
    """The process that began it dies; another one, which may not begin it again, completes the same message."""
    chat = Chat()
    draft = await outbox.begin("k", chat, ROOM, {"ts": "1"})
    assert draft is not None
    other = Outbox(redis, clock)
    assert await other.begin("k", chat, ROOM, {"ts": "1"}) is None
    assert (await send(other, chat)).state == "SENT"
    assert chat.addresses == [{"ts": "1", "draft": draft.message}]
    assert await other.begin("k", chat, ROOM, {"ts": "1"}) is None


async def test_an_edit_of_unknown_outcome_is_made_again(outbox: Outbox, clock: SetClock) -> None:
    """Made twice, it is made: no message is left half said."""
    chat = Chat(OutcomeUnknown())
    chat.sees = False
    edit = replace(HELLO, replaces="pressed")
    assert (await outbox.send("k", chat, ROOM, {}, edit)).state == "WAITING"
    clock.pass_(seconds=10)
    await outbox.attempt_due({"chat": chat})
    assert (await outbox.send("k", chat, ROOM, {}, edit)).state == "SENT"
