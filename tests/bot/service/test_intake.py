"""The intake: one effect a turn, through redelivery, kills, slow turns and floods."""

from __future__ import annotations

import asyncio
import random
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import pytest
from rigs.clocks import RealClock, SetClock

from bot.conversation import Learner, Message, Place, Turn
from bot.memory import keys
from bot.memory.client import Link, connect
from bot.memory.streams import GROUP, SHARED, Streams
from bot.ports import Busy, Unavailable
from bot.service.intake import OF_A_TENANT, Intake, in_silence

LEASE = 0.5
TAKES_AND_HANGS = """
import asyncio, sys
from datetime import UTC, datetime
from bot.service.intake import Intake
from bot.memory.client import connect
from bot.memory.streams import Streams

class Now:
    def now(self): return datetime.now(UTC)

async def hang(turn):
    print(turn.id, flush=True)
    await asyncio.Event().wait()

asyncio.run(Intake(Streams(connect(sys.argv[1]), lease=0.5), Now()).serve(hang, asyncio.Event()))
"""

SERVES = """
import asyncio, signal, sys
from datetime import UTC, datetime
from bot.service.intake import Intake
from bot.memory.client import connect
from bot.memory.streams import Streams

class Now:
    def now(self): return datetime.now(UTC)

async def serve(turn):
    print(turn.id, flush=True)

async def main():
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    print(flush=True)
    await Intake(Streams(connect(sys.argv[1])), Now()).serve(serve, stop)

asyncio.run(main())
"""


def said(number: int, learner: str = "ana", tenant: str = "T1") -> Message:
    return Message(f"m{number}", Learner("slack", tenant, learner, learner), Place("slack", tenant, "C1"), "hello")


@pytest.fixture
def intake(redis: Link) -> Intake:
    return Intake(Streams(redis, lease=LEASE), RealClock())


@asynccontextmanager
async def serving(
    intake: Intake, handle: Callable[[Turn], Awaitable[None]], excuse: Callable[[Turn], Awaitable[None]] = in_silence
) -> AsyncIterator[asyncio.Event]:
    stop = asyncio.Event()
    worker = asyncio.create_task(intake.serve(handle, stop, excuse=excuse))
    try:
        yield stop
    finally:
        stop.set()
        await worker


@asynccontextmanager
async def worker_process(redis_url: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Serves until the block ends, and prints what it served."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SERVES, redis_url, stdout=asyncio.subprocess.PIPE, limit=2**20
    )
    assert process.stdout is not None
    await process.stdout.readline()
    try:
        yield process
    finally:
        process.terminate()
        await process.wait()


@pytest.mark.parametrize("count", [100, pytest.param(2000, marks=pytest.mark.long)])
async def test_redelivered_events_have_one_effect_each(redis: Link, redis_url: str, count: int) -> None:
    """Each comes one to five times, shuffled; two worker processes serve them."""
    rng = random.Random(7)
    turns = [said(n, learner=f"u{n % 97}", tenant=f"T{n % 40}") for n in range(count)]
    events = [turn for turn in turns for _ in range(rng.randint(1, 5))]
    rng.shuffle(events)
    platform, new = Intake(Streams(redis), RealClock()), 0
    async with worker_process(redis_url) as one, worker_process(redis_url) as other:
        for event in events:
            while True:
                try:
                    new += await platform.enqueue(event, f"event:{event.id}", f"ts:{event.id}")
                    break
                except Busy:
                    await asyncio.sleep(0.05)
        async with asyncio.timeout(120):
            while await Streams(redis).backlog():
                await asyncio.sleep(0.05)
    served = [(await process.stdout.read()).decode().split() for process in (one, other) if process.stdout]
    assert new == len(turns)
    assert all(served)
    assert Counter(served[0] + served[1]) == Counter(turn.id for turn in turns)


async def test_a_burst_of_many_teams_waits_for_no_lease(redis: Link) -> None:
    """Turns stored in the same millisecond on two streams have the same id there, and both are served at once."""
    intake, done = Intake(Streams(redis, lease=60), RealClock()), Counter[str]()

    async def handle(turn: Turn) -> None:
        done[turn.id] += 1

    turns = [said(number, learner=f"u{number}", tenant=f"T{number}") for number in range(100)]
    await asyncio.gather(*map(intake.enqueue, turns))
    async with serving(intake, handle), asyncio.timeout(20):
        while len(done) < len(turns):
            await asyncio.sleep(0.01)
    assert done == Counter(turn.id for turn in turns)


async def test_a_killed_workers_turn_is_served_though_nothing_else_happens(redis_url: str, intake: Intake) -> None:
    """kill -9 between take and done, on a quiet stream."""
    done: asyncio.Queue[str] = asyncio.Queue()

    async def handle(turn: Turn) -> None:
        done.put_nowait(turn.id)

    await intake.enqueue(said(1))
    victim = await asyncio.create_subprocess_exec(
        sys.executable, "-c", TAKES_AND_HANGS, redis_url, stdout=asyncio.subprocess.PIPE
    )
    assert victim.stdout is not None
    assert await victim.stdout.readline() == b"m1\n"
    victim.kill()
    await victim.wait()
    async with serving(intake, handle), asyncio.timeout(20):
        assert await done.get() == "m1"


async def test_a_slow_turn_of_a_live_worker_is_not_started_again(redis: Link, intake: Intake) -> None:
    """It runs for several leases, beside a second worker that looks for abandoned ones."""
    started: list[str] = []
    ended = asyncio.Event()

    async def slow(turn: Turn) -> None:
        started.append(turn.id)
        await asyncio.sleep(4 * LEASE)
        ended.set()

    await intake.enqueue(said(1))
    async with serving(intake, slow), serving(Intake(Streams(redis, lease=LEASE), RealClock()), slow):
        await ended.wait()
    assert started == ["m1"]


async def test_one_learners_flood_holds_up_nobody_else(intake: Intake) -> None:
    """While ana's first of thirty hangs, bo is served, and ana's second is not begun."""
    release, served = asyncio.Event(), asyncio.Event()
    begun: list[str] = []

    async def handle(turn: Turn) -> None:
        begun.append(turn.learner.id)
        if turn.learner.id == "bo":
            served.set()
        else:
            await release.wait()

    for number in range(30):
        await intake.enqueue(said(number))
    await intake.enqueue(said(99, learner="bo"))
    async with serving(intake, handle):
        async with asyncio.timeout(20):
            await served.wait()
        assert begun == ["ana", "bo"]
        release.set()


async def test_a_failing_turn_is_tried_five_times_and_parked(redis: Link) -> None:
    """Nothing is dropped in silence: who waits for it is told, once."""
    tried, told = 0, []
    intake = Intake(Streams(redis, lease=0.05, patience=0), RealClock())

    async def broken(turn: Turn) -> None:
        nonlocal tried
        tried += 1
        raise ValueError("no luck")

    async def excuse(turn: Turn) -> None:
        told.append(turn.id)

    await intake.enqueue(said(1))
    async with serving(intake, broken, excuse), asyncio.timeout(20):
        while not told:
            await asyncio.sleep(0)
    assert told == ["m1"]
    assert await Streams(redis).backlog() == 0
    (parked,) = await Streams(redis).parked()
    assert (tried, parked.learner) == (5, "ana")


async def test_a_full_queue_says_which_place_the_turn_would_have(intake: Intake) -> None:
    """A hundred a tenant; other tenants are not touched."""
    for number in range(OF_A_TENANT):
        await intake.enqueue(said(number))
    with pytest.raises(Busy, match="number 101") as busy:
        await intake.enqueue(said(OF_A_TENANT))
    assert busy.value.position == 101
    assert await intake.enqueue(said(0)) is False
    assert await intake.enqueue(said(0, tenant="T2"))


async def test_a_late_turn_of_a_forgotten_person_is_dropped(redis: Link, clock: SetClock) -> None:
    """They were deleted after they had said it."""
    asked: list[tuple[str, str, datetime]] = []
    seen: asyncio.Queue[str] = asyncio.Queue()

    async def forgotten(tenant: str, learner: str, at: datetime) -> bool:
        asked.append((tenant, learner, at))
        return learner == "ana"

    async def handle(turn: Turn) -> None:
        seen.put_nowait(turn.learner.id)

    intake = Intake(Streams(redis, lease=10), clock, forgotten)
    await intake.enqueue(said(1))
    await intake.enqueue(said(2, learner="bo"))
    async with serving(intake, handle):
        assert await seen.get() == "bo"
    assert ("T1", "ana", clock.at) in asked
    assert await Streams(redis).backlog() == 0


async def test_without_a_server_nothing_is_acknowledged() -> None:
    """The platform is told, so that it sends the event again."""
    link = connect("unix:///nonexistent/redis.sock")
    with pytest.raises(Unavailable):
        await Intake(Streams(link), RealClock()).enqueue(said(1))
    await link.aclose()


async def test_what_a_dead_worker_held_is_not_behind_what_came_later(intake: Intake, redis: Link) -> None:
    """A worker with every place taken puts it in line, and the oldest goes first."""
    streams, order, may_end = Streams(redis, lease=LEASE), list[str](), asyncio.Event()
    await streams.open()
    await intake.enqueue(said(1, "ana"))
    (held,) = await streams.read(keys.shard("T1"), "dead", 1.0)

    async def slow(turn: Turn) -> None:
        order.append(turn.learner.id)
        await may_end.wait()

    stop = asyncio.Event()
    await intake.enqueue(said(2, "bo"))
    worker = asyncio.create_task(intake.serve(slow, stop, concurrency=1))
    async with asyncio.timeout(20):
        while order != ["bo"]:
            await asyncio.sleep(0.01)
        for number, who in enumerate(("cy", "dee"), 3):
            await intake.enqueue(said(number, who))
        stream, idle = keys.of_shard(held.shard, "turns", SHARED), 0
        while True:  # it is in hand when its new holder has renewed it
            (row,) = await redis.xpending_range(stream, GROUP, held.id, held.id, 1)
            if row["consumer"] != "dead" and row["time_since_delivered"] < idle:
                break
            idle = row["time_since_delivered"] if row["consumer"] != "dead" else 0
            await asyncio.sleep(0.005)
        may_end.set()
        while len(order) < 4:
            await asyncio.sleep(0.01)
        stop.set()
        await worker
    assert order == ["bo", "ana", "cy", "dee"]
