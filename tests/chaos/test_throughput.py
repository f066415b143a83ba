"""Throughput, overload, soak: what the service does with more than it can, and for longer than a test.

    python -m pytest -m long -s tests/chaos/test_throughput.py
    STUDYHALL_SOAK_MINUTES=60 python -m pytest -m long -s tests/chaos/test_throughput.py -k soak

Figures are printed, never asserted: they are the machine's.  What is asserted is what must hold at any speed.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

import pytest
from chaos.load import Crowd
from chaos.workers import Workers, room
from rigs.slack_stub import SlackStub

from bot.conversation import Message
from bot.intake import OF_A_TENANT, Busy
from bot.memory.client import Link
from bot.memory.ledger import RedisLedger
from bot.memory.streams import Streams

pytestmark = pytest.mark.long

MINUTES = float(os.environ.get("STUDYHALL_SOAK_MINUTES", "5"))
PER_SECOND = float(os.environ.get("STUDYHALL_SOAK_RATE", "20"))
OVERLOAD_SECONDS = float(os.environ.get("STUDYHALL_OVERLOAD_SECONDS", "60"))
TURNS, FLOODERS = 300, 16
PATIENCE = 300.0


@dataclass
class Stage:
    """One Redis, one Slack, a shared data folder."""

    redis: Link
    redis_url: str
    slack: SlackStub
    data: Path

    def crowd(self, tenant: str = "slack:T1", seed: int = 7) -> Crowd:
        return Crowd(self.redis, self.slack, tenant, seed)

    def workers(self, count: int) -> AbstractContextManager[Workers]:
        return Workers.hired(count, self.data, self.redis_url, self.slack.api_url)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return room(tmp_path_factory.mktemp("room"))


@pytest.fixture
async def stage(redis: Link, redis_url: str, data: Path) -> AsyncIterator[Stage]:
    async with SlackStub.running() as slack:
        await Streams(redis).open()
        yield Stage(redis, redis_url, slack, data)


async def warmed(stage: Stage, crowd: Crowd) -> None:
    """Every worker has begun: a few turns went through."""
    for _ in range(8):
        await crowd.say()
    async with asyncio.timeout(PATIENCE):
        await crowd.idle()


def told(seconds: Sequence[float]) -> str:
    cuts = quantiles(seconds, n=100)
    return f"p50 {1000 * cuts[49]:.0f} ms, p95 {1000 * cuts[94]:.0f} ms, p99 {1000 * cuts[98]:.0f} ms"


@pytest.mark.parametrize("count", [1, 2, 4])
async def test_more_workers_share_the_work(stage: Stage, count: int) -> None:
    """Everything stored beforehand, then worked off; no turn is done twice."""
    crowd = stage.crowd()
    with stage.workers(count):
        await warmed(stage, crowd)
        began, before = time.monotonic(), len(crowd.turns)
        while len(crowd.turns) - before < TURNS:
            await crowd.say()
        async with asyncio.timeout(PATIENCE):
            await crowd.idle()
        took = time.monotonic() - began
    print(f"\n{count} workers: {TURNS / took:.1f} turns/s ({TURNS} in {took:.1f} s, load {os.getloadavg()[0]:.0f})")
    assert await crowd.lost() == []
    assert crowd.doubled() == []


async def test_ten_times_too_much_is_turned_away_and_never_lost(stage: Stage) -> None:
    """One team floods, another asks now and then: what is stored is answered, the rest is told its place."""
    loud, calm = stage.crowd(), stage.crowd("slack:T9", seed=8)
    acks: list[float] = []
    with stage.workers(2) as workers:
        await warmed(stage, loud)
        alone = await asked_now_and_then(calm, OVERLOAD_SECONDS / 2)
        before = workers.memory
        flooding = [asyncio.create_task(flood(loud, number, acks)) for number in range(FLOODERS)]
        meanwhile = await asked_now_and_then(calm, OVERLOAD_SECONDS)
        for task in flooding:
            task.cancel()
        turned_away = sum(await asyncio.gather(*flooding))
        longest = await Streams(stage.redis).backlog()
        async with asyncio.timeout(PATIENCE):
            await loud.idle()
        grown = [(after - was) / 1e6 for was, after in zip(before, workers.memory, strict=True)]
    print(
        f"\n{len(acks)} turns in {OVERLOAD_SECONDS:.0f} s, {turned_away} turned away, {len(loud.turns)} stored; acks {told(acks)}; "
        f"workers grew by {', '.join(f'{each:.0f}' for each in grown)} MB; load {os.getloadavg()[0]:.0f}\n"
        f"the other team's answers: alone {told(alone)}; meanwhile {told(meanwhile)}"
    )
    assert longest <= 2 * OF_A_TENANT
    assert await loud.lost() == []
    assert await calm.lost() == []
    assert loud.doubled() == []


async def flood(crowd: Crowd, number: int, acks: list[float]) -> int:
    """As fast as turns are taken, until cancelled; how many were turned away."""
    turned_away = count = 0
    try:
        while True:
            count += 1
            turn, began = crowd.question(f"flood{number}-{count}"), time.monotonic()
            try:
                if await crowd.intake.enqueue(turn):
                    crowd.turns.append(turn)
            except Busy:
                turned_away += 1
            acks.append(time.monotonic() - began)
            await asyncio.sleep(0.02)
    except asyncio.CancelledError:
        return turned_away


async def asked_now_and_then(crowd: Crowd, seconds: float) -> list[float]:
    """A question every half second; the time from each to its answer."""

    async def answered(turn: Message) -> float:
        began = time.monotonic()
        if await crowd.intake.enqueue(turn):
            crowd.turns.append(turn)
        while not await crowd.settled(turn):
            await asyncio.sleep(0.05)
        return time.monotonic() - began

    ends, waiting = time.monotonic() + seconds, []
    while time.monotonic() < ends:
        waiting.append(asyncio.create_task(answered(crowd.question(f"calm{len(crowd.turns)}-{len(waiting)}"))))
        await asyncio.sleep(0.5)
    async with asyncio.timeout(PATIENCE):
        return await asyncio.gather(*waiting)


async def test_a_soak_leaves_nothing_behind(stage: Stage) -> None:
    """At a steady rate for minutes (an hour by ``make soak``): no stuck claim, nothing lost or doubled."""
    crowd = stage.crowd()
    grown: list[tuple[float, list[int], int]] = []
    oldest = 0.0
    with stage.workers(2) as workers:
        await warmed(stage, crowd)
        began = time.monotonic()
        while (passed := time.monotonic() - began) < 60 * MINUTES:
            await crowd.say()
            if passed > 15 * len(grown):
                waiting, age = await crowd.intake.waiting()
                oldest = max(oldest, age)
                grown.append((passed, workers.memory, waiting))
            await asyncio.sleep(max(0.0, len(crowd.turns) / PER_SECOND - (time.monotonic() - began)))
        rate = len(crowd.turns) / (time.monotonic() - began)
        async with asyncio.timeout(PATIENCE):
            await crowd.idle()
        half, last = grown[len(grown) // 2][1], workers.memory
    slope = [(now - then) / 1e6 / (MINUTES / 120) for then, now in zip(half, last, strict=True)]
    counted = await crowd.counted(list(await RedisLedger(stage.redis).facts(crowd.tenant)))
    print(
        f"\n{MINUTES:.0f} min at {rate:.1f} turns/s: {len(crowd.turns)} turns, {len(counted)} answers; the oldest waited "
        f"{oldest:.1f} s; second half {', '.join(f'{each:+.0f}' for each in slope)} MB/h; load {os.getloadavg()[0]:.0f}"
    )
    assert await crowd.lost() == []
    assert crowd.doubled() == []
    assert await Streams(stage.redis).parked() == []
    assert set(counted.values()) == {1}
