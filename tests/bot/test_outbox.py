"""The outbox: one message a key, nothing repeated blindly, nothing claimed that is not known."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from rigs.redis_fixtures import StoppedClock

from bot.conversation import Address, Image, Place, Reply
from bot.memory.client import Link
from bot.outbox import A_POST, BURST, CALLED_FOR, CLAIMED_FOR, TRIED_FOR, Outbox, Posted
from bot.platforms import Inlet, NotDelivered, OutcomeUnknown, RateLimited

ROOM = Place("chat", "T1", "C1")
AT_ONCE = 1 + int(BURST / A_POST)
HELLO = Reply("hello", images=(Image(b"\x89PNG", "a board"),))


@dataclass
class Growing:
    """A message that was begun."""

    message: str

    async def grow(self, text: str) -> None: ...


class Chat:
    """A platform that keeps what it was told, and breaks as the script says."""

    name = "chat"

    def __init__(self, *script: Exception | Callable[[], None], takes_before: bool = False) -> None:
        self.resend_safe = False
        self.sees = True
        self.calls = 0
        self.said: dict[str, Reply] = {}
        self.addresses: list[Address] = []
        self._script = list(script)
        self._takes_before = takes_before

    async def listen(self, inlet: Inlet) -> None: ...

    async def deliver(self, place: Place, address: Address, reply: Reply, nonce: str) -> str:
        self.calls += 1
        self.addresses.append(address)
        trouble = self._script.pop(0) if self._script else None
        if trouble is None or self._takes_before:
            self.said.setdefault(nonce, reply)
        if isinstance(trouble, Exception):
            raise trouble
        if trouble is not None:
            trouble()
        return f"message-{nonce}"

    async def begin(self, place: Place, address: Address, nonce: str) -> Growing:
        return Growing(f"draft-{nonce}")

    async def find(self, place: Place, nonce: str) -> str | None:
        return f"message-{nonce}" if self.sees and nonce in self.said else None

    async def close(self) -> None: ...


@pytest.fixture
def outbox(redis: Link, clock: StoppedClock) -> Outbox:
    """Its pauses pass on the clock of the test."""

    async def sleep(seconds: float) -> None:
        clock.pass_(seconds=seconds)
        await asyncio.sleep(0)

    return Outbox(redis, clock, sleep)


async def send(outbox: Outbox, chat: Chat, key: str = "k", place: Place = ROOM) -> Posted:
    return await outbox.send(key, chat, place, {"ts": "1"}, HELLO)


async def test_the_same_key_again_returns_what_it_came_to(outbox: Outbox) -> None:
    """Ten callers at once and one later: one message."""
    chat = Chat()
    outcomes = await asyncio.gather(*(send(outbox, chat) for _ in range(10)))
    assert {o.state for o in outcomes} <= {"SENT", "SENDING", "CLAIMED"}
    again = await send(outbox, chat)
    assert (again.state, chat.calls) == ("SENT", 1)
    assert again.message == f"message-{next(iter(chat.said))}"
    assert list(chat.said.values()) == [HELLO]


async def test_a_channel_gets_one_post_a_second(outbox: Outbox, clock: StoppedClock) -> None:
    """After a burst; another channel does not wait; what would wait long is put off and carried later."""
    chat = Chat()
    began = clock.at
    for number in range(AT_ONCE + 3):
        assert (await send(outbox, chat, f"k{number}")).state == "SENT"
    assert (clock.at - began).total_seconds() == pytest.approx(3, abs=0.01)
    before = clock.at
    await send(outbox, chat, "other", Place("chat", "T1", "C2"))
    assert clock.at == before


async def test_retry_after_is_honoured_for_the_place(outbox: Outbox, clock: StoppedClock) -> None:
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
    outbox: Outbox, clock: StoppedClock, trouble: Exception
) -> None:
    """Refused is only the second call; the first may have been taken, and time runs out on its nonce."""
    chat = Chat(OutcomeUnknown(), *[trouble] * 9, takes_before=True)
    chat.resend_safe, chat.sees = True, False
    assert (await send(outbox, chat)).state == "UNKNOWN"
    clock.pass_(hours=1)
    assert await outbox.attempt_due({"chat": chat}) == 0
    assert len(chat.said) == 1


async def test_what_was_not_taken_is_tried_for_a_day(outbox: Outbox, clock: StoppedClock) -> None:
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


async def test_a_short_outage_delays_and_loses_nothing(outbox: Outbox, clock: StoppedClock) -> None:
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
    outbox: Outbox, clock: StoppedClock, taken: bool, state: str
) -> None:
    """The next one looks; it does not send."""

    def die() -> None:
        raise KeyboardInterrupt

    chat = Chat(die, takes_before=taken)
    with pytest.raises(KeyboardInterrupt):
        await outbox.send("k", chat, ROOM, {}, HELLO)
    assert (await send(outbox, chat)).state == "SENDING"
    clock.pass_(seconds=CALLED_FOR + 1)
    await outbox.attempt_due({"chat": chat})
    assert (await send(outbox, chat)).state == state
    assert chat.calls == 1


async def test_a_process_that_died_before_sending_owes_nothing(
    redis: Link, outbox: Outbox, clock: StoppedClock
) -> None:
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


async def test_the_place_in_line_of_a_process_that_died_is_kept(
    redis: Link, outbox: Outbox, clock: StoppedClock
) -> None:
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


async def test_carrying_ends_when_told(outbox: Outbox) -> None:
    """And what no connected platform can carry is left to a process that can."""
    chat = Chat(NotDelivered("503", final=False))
    await send(outbox, chat)
    stop = asyncio.Event()
    stop.set()
    await outbox.carry({}, stop)
    assert await outbox.attempt_due({}) == 0


async def test_a_reply_takes_the_place_of_the_message_of_its_key(outbox: Outbox, clock: StoppedClock) -> None:
    """The platform hears the id of that message; in another channel there is none, so it is said anew."""
    chat = Chat()
    named = replace(HELLO, key="question")
    first = await outbox.send("k1", chat, ROOM, {}, named)
    for number, room in enumerate((ROOM, Place("chat", "T1", "C2")), start=2):
        await outbox.send(f"k{number}", chat, room, {}, replace(HELLO, replaces="question"))
    assert [reply.replaces for reply in chat.said.values()] == [None, first.message, "question"]


async def test_a_draft_is_begun_once_and_ended_by_whoever_sends(
    outbox: Outbox, redis: Link, clock: StoppedClock
) -> None:
    """The process that began it dies; another one, which may not begin it again, completes the same message."""
    chat = Chat()
    draft = await outbox.begin("k", chat, ROOM, {"ts": "1"})
    assert draft is not None
    other = Outbox(redis, clock)
    assert await other.begin("k", chat, ROOM, {"ts": "1"}) is None
    assert (await send(other, chat)).state == "SENT"
    assert chat.addresses == [{"ts": "1", "draft": draft.message}]
    assert await other.begin("k", chat, ROOM, {"ts": "1"}) is None


async def test_an_edit_of_unknown_outcome_is_made_again(outbox: Outbox, clock: StoppedClock) -> None:
    """Made twice, it is made: no message is left half said."""
    chat = Chat(OutcomeUnknown())
    chat.sees = False
    edit = replace(HELLO, replaces="pressed")
    assert (await outbox.send("k", chat, ROOM, {}, edit)).state == "WAITING"
    clock.pass_(seconds=10)
    await outbox.attempt_due({"chat": chat})
    assert (await outbox.send("k", chat, ROOM, {}, edit)).state == "SENT"


async def test_whispers_and_edits_do_not_queue_behind_posts(outbox: Outbox, clock: StoppedClock) -> None:
    """Platforms count them apart: three people who press at once are answered at once."""
    chat, began = Chat(), clock.now()
    for number in range(AT_ONCE):
        await send(outbox, chat, f"before {number}")
    for number, reply in enumerate((replace(HELLO, private=True), replace(HELLO, replaces="pressed"))):
        await outbox.send(f"k{number}", chat, ROOM, {"user": "ana"}, reply)
    assert clock.now() == began


async def test_a_chat_with_one_person_has_its_own_pace(outbox: Outbox, clock: StoppedClock) -> None:
    """Somebody who is written to a lot delays nobody else."""
    chat, began = Chat(), clock.now()
    alone = Place("chat", "T1")
    for number, who in enumerate(("ana", "bo", *["ana"] * AT_ONCE)):
        await outbox.send(f"k{number}", chat, alone, {"user": who}, HELLO)
    assert (clock.now() - began).total_seconds() == pytest.approx(1.0)
