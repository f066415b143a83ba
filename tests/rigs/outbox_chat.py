"""An outbox whose pauses pass on the clock of the test, and a platform that breaks as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from rigs.clocks import SetClock

from bot.conversation import Address, Image, Place, Reply
from bot.memory import keys
from bot.memory.client import Link
from bot.platforms import Inlet
from bot.service.outbox import Outbox, Posted
from bot.service.pacing import A_POST, BURST

ROOM = Place("chat", "T1", "C1")


async def to_be_said(redis: Link) -> int:
    """How many posts are still to be said."""
    return sum([await redis.zcard(keys.of_shard(shard, "posts")) for shard in range(keys.SHARDS)])


AT_ONCE = 1 + int(BURST / A_POST)
"""Posts that a chat takes in a row without a pause."""

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
def outbox(redis: Link, clock: SetClock) -> Outbox:
    """Its pauses pass on the clock of the test."""

    async def sleep(seconds: float) -> None:
        clock.pass_(seconds=seconds)
        await asyncio.sleep(0)

    return Outbox(redis, clock, sleep)


async def send(outbox: Outbox, chat: Chat, key: str = "k", place: Place = ROOM) -> Posted:
    return await outbox.send(key, chat, place, {"ts": "1"}, HELLO)
