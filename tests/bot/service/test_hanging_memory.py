"""A Redis that hangs, or answers late: people are told in time, and what was taken is done once, without a restart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from rigs.clocks import RealClock
from rigs.redis_proxy import RedisProxy

from bot.conversation import Learner, Message, Place, Turn
from bot.memory.client import Link, connect
from bot.memory.server import EmbeddedServer
from bot.memory.streams import Streams
from bot.ports import Unavailable
from bot.service.intake import Intake
from bot.service.process import STORED_WITHIN, Door
from bot.tutor import Tutor

LEASE = 1.5
HANGS = 2.0
SLACK_WAITS = 3.0
PATIENCE = 60.0


@pytest.fixture
async def wire(redis_server: EmbeddedServer, redis: Link, tmp_path: Path) -> AsyncIterator[RedisProxy]:
    """Stands before the emptied server of this test run."""
    yield RedisProxy(redis_server.socket)


@asynccontextmanager
async def linked(wire: RedisProxy, folder: Path) -> AsyncIterator[Intake]:
    """An intake that reaches its server over the wire."""
    async with wire.listening(folder / "wire.sock") as url:
        link = connect(url)
        try:
            yield Intake(Streams(link, lease=LEASE), RealClock())
        finally:
            await link.aclose()


@asynccontextmanager
async def serving(intake: Intake, handle: Callable[[Turn], Awaitable[None]]) -> AsyncIterator[None]:
    stop = asyncio.Event()
    worker = asyncio.create_task(intake.serve(handle, stop))
    try:
        yield
    finally:
        stop.set()
        await worker


def said(number: int, learner: str = "ana") -> Message:
    return Message(f"m{number}", Learner("slack", "T1", learner, learner), Place("slack", "T1", "C1"), "hello")


async def again(door: Door, turn: Turn) -> None:
    """Sent until it is taken, as platforms and people do."""
    async with asyncio.timeout(PATIENCE):
        while True:
            with suppress(Unavailable):
                await door.enqueue(turn)
                return


async def done(redis: Link) -> None:
    async with asyncio.timeout(PATIENCE):
        while await Streams(redis).backlog():
            await asyncio.sleep(0.05)


async def test_while_it_hangs_the_way_in_says_so_in_time(redis: Link, wire: RedisProxy, tmp_path: Path) -> None:
    """A platform waits three seconds; what it then sends again is taken, and served by the same process, once."""
    served: list[str] = []

    async def handle(turn: Turn) -> None:
        served.append(turn.id)

    async with linked(wire, tmp_path) as intake, serving(intake, handle):
        door = Door(intake, Tutor.__new__(Tutor))
        assert await door.enqueue(said(1))
        await done(redis)
        wire.hang()
        with pytest.raises(Unavailable):
            await door.enqueue(said(2))
        wire.go_on()
        await again(door, said(2))
        await done(redis)
    assert STORED_WITHIN < SLACK_WAITS
    assert served == ["m1", "m2"]


async def test_a_turn_that_runs_while_it_hangs_runs_once(redis: Link, wire: RedisProxy, tmp_path: Path) -> None:
    """Nobody could give a sign of life for several leases; a worker beside it does not take that for a death."""
    started: list[str] = []
    hung, over = asyncio.Event(), asyncio.Event()

    async def slow(turn: Turn) -> None:
        started.append(turn.id)
        hung.set()
        await over.wait()

    async with linked(wire, tmp_path) as intake:
        other = Intake(intake._streams, RealClock())
        async with serving(intake, slow), serving(other, slow):
            await Intake(Streams(redis), RealClock()).enqueue(said(1))
            await hung.wait()
            wire.hang()
            await asyncio.sleep(HANGS)
            wire.go_on()
            await asyncio.sleep(2 * LEASE)
            over.set()
            await done(redis)
    assert started == ["m1"]
    assert await Streams(redis).parked() == []


@pytest.mark.long
async def test_slow_answers_lose_nothing_and_park_nothing(redis: Link, wire: RedisProxy, tmp_path: Path) -> None:
    """Every answer comes later than a lease is long: each turn is done, and none is given up as tried too often."""
    wire.late = 1.1 * LEASE
    served: set[str] = set()

    async def handle(turn: Turn) -> None:
        served.add(turn.id)

    for number in range(4):
        await Intake(Streams(redis), RealClock()).enqueue(said(number, f"u{number}"))
    async with linked(wire, tmp_path) as intake, serving(intake, handle):
        await done(redis)
        wire.late = 0.0
    assert served == {f"m{number}" for number in range(4)}
    assert await Streams(redis).parked() == []
