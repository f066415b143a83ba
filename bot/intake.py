"""The durable way in: a turn is on the stream before the platform hears an acknowledgement.

The rule that holds here: a turn is stored once for all the keys it may come back under (its event id,
its place and time), in one script with the check.  What is on the stream is handled until it is done,
by whichever process lives; handling it twice has one effect, because every effect has its own key.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.conversation import Turn
from bot.memory import codec
from bot.memory.client import Client
from bot.memory.streams import Entry, Parked, Streams
from bot.memory.worker import Worker
from bot.ports import Clock

HandleTurn = Callable[[Turn], Awaitable[None]]


class Intake:
    """Turns of every platform.  ``lane``: the process whose turns these are, where only it can answer."""

    def __init__(self, redis: Client, clock: Clock, lane: str = "") -> None:
        self._streams = Streams(redis, "turns", lane)
        self._clock = clock

    async def enqueue(self, turn: Turn, *dedupe: str) -> bool:
        """Store a turn, once for its id and all of ``dedupe``; ``False`` if it was there already.

        Returns only when it is stored; raises :class:`bot.ports.Unavailable` if it cannot be.
        """
        owner = turn.place.tenant
        once = dict.fromkeys(f"{turn.place.platform} {owner} {key}" for key in (turn.id, *dedupe))
        return await self._streams.add(owner, codec.dumps(turn, tagged=True), *once)

    async def serve(
        self, handle: HandleTurn, stop: asyncio.Event, *, concurrency: int = 8, give_up: HandleTurn | None = None
    ) -> None:
        """Handle turns until ``stop`` is set, then drain.  ``give_up`` is told of a turn that is parked."""

        async def work(entry: Entry) -> None:
            await handle(_turn(entry.body))

        async def tell(entry: Entry) -> None:
            if give_up is not None:
                await give_up(_turn(entry.body))

        await self._streams.prepare()
        await Worker(self._streams, self._clock, work, give_up=tell, concurrency=concurrency).serve(stop)

    async def parked(self) -> list[Parked]:
        """Turns that were tried too often; ``doctor`` lists them."""
        return await self._streams.parked()

    async def waiting(self) -> int:
        """How many turns are not done yet."""
        return await self._streams.waiting()


def _turn(body: str) -> Turn:
    turn: Turn = codec.loads(Turn, body)
    return turn
