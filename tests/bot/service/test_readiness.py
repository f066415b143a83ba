"""Who has just started does not keep people waiting whom somebody else answers at once."""

from __future__ import annotations

import asyncio
import gc

from rigs.clocks import RealClock

from bot.conversation import Turn
from bot.memory.client import Link
from bot.memory.streams import Streams
from bot.service.intake import Intake
from bot.service.readiness import until_needed, warm


async def handled(turn: Turn) -> None:
    """Nothing is to be done."""


def test_what_stands_is_not_looked_through_again() -> None:
    """A collection passes over what was there when the models were open."""
    opened: list[dict[str, int]] = []
    warm(lambda: opened.append({"a model": 1}))
    try:
        assert gc.get_freeze_count() > 0
        assert not any(one is opened for one in gc.get_objects())
    finally:
        gc.unfreeze()


async def test_a_cold_worker_waits_for_nobody(redis: Link) -> None:
    """Alone, slowly is better than not at all."""
    warming = asyncio.get_running_loop().create_future()
    await until_needed(Streams(redis, lease=0.5), warming, asyncio.Event())
    assert not warming.done()


async def test_a_cold_worker_leaves_turns_to_a_warm_one_while_it_lives(redis: Link) -> None:
    """Needed is it when the other ends, or when it is warm itself."""
    streams, stop, warming = Streams(redis, lease=0.5), asyncio.Event(), asyncio.get_running_loop().create_future()
    warm = asyncio.create_task(Intake(streams, RealClock()).serve(handled, stop))
    await streams.open()
    async with asyncio.timeout(20):
        while not await streams.attended():
            await asyncio.sleep(0.01)
        waiting = asyncio.create_task(until_needed(streams, warming, asyncio.Event()))
        ready = asyncio.get_running_loop().create_future()
        ready.set_result(None)
        await until_needed(streams, ready, asyncio.Event())
        assert not waiting.done()
        stop.set()
        await warm
        await waiting
    assert not warming.done()
