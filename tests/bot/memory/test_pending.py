"""What of a person is still on its way goes when they are forgotten."""

from __future__ import annotations

from rigs.clocks import SetClock
from rigs.outbox_chat import to_be_said

from bot.conversation import Address, Learner, Message, Place, Reply
from bot.memory.client import Link
from bot.memory.people import RedisPeople
from bot.memory.streams import TRIES, Streams
from bot.platforms import RateLimited
from bot.service.intake import Intake
from bot.service.outbox import Outbox

ROOM = Place("chat", "T1", "C1")


class Throttled:
    """A platform that wants everybody to wait an hour."""

    name = "chat"
    resend_safe = False

    async def deliver(self, place: Place, address: Address, reply: Reply, nonce: str) -> str:
        raise RateLimited(3600)

    async def begin(self, place: Place, address: Address, nonce: str) -> None: ...

    async def find(self, place: Place, nonce: str) -> None: ...

    async def listen(self, inlet: object) -> None: ...

    async def close(self) -> None: ...


def said(number: int, who: str) -> Message:
    return Message(f"m{number}", Learner("chat", "T1", who, who), ROOM, f"a secret of {who}")


async def test_turns_and_messages_of_a_person_go_with_them(redis: Link, people: RedisPeople, clock: SetClock) -> None:
    """Waiting, given up or not yet said; other people's stay."""
    streams, outbox = Streams(redis, lease=0, patience=0), Outbox(redis, clock)
    intake = Intake(streams, clock)
    await streams.open()
    for who in ("ana", "bo"):
        await intake.enqueue(said(1, who), f"given up {who}")
    for _ in range(TRIES + 1):
        for shard in streams.shards:
            await streams.read(shard, "w", 0)
        await streams.reclaim("w", 10)
    for who in ("ana", "bo"):
        await intake.enqueue(said(2, who), f"waiting {who}")
        await outbox.send(f"k-{who}", Throttled(), ROOM, {}, Reply(f"a secret of {who}"), learner=who)
    await people.forget("T1", "ana")
    assert [entry.learner for entry in await streams.parked()] == ["bo"]
    assert (await streams.backlog(), await to_be_said(redis)) == (1, 1)
    assert "a secret of ana" not in str(await everything(redis))


async def everything(redis: Link) -> list[object]:
    """All that is kept, whatever its kind."""
    readers = {"hash": redis.hgetall, "stream": redis.xrange, "string": redis.get, "set": redis.smembers}
    kept = []
    for key in await redis.keys("*"):
        reader = readers.get(await redis.type(key))
        kept.append((key, await reader(key) if reader else None))
    return kept
