"""kill -9 of workers at seeded instants under load: no turn lost, no effect doubled, and work goes on at once."""

from __future__ import annotations

import asyncio
import os
import random
import time
from pathlib import Path

import pytest
from chaos.load import Crowd, instants
from chaos.workers import Workers, room
from rigs.slack_stub import SlackStub

from bot.memory import keys
from bot.memory.client import Link
from bot.memory.ledger import RedisLedger
from bot.memory.streams import GROUP, SHARED, Streams

pytestmark = pytest.mark.long

KILLS = int(os.environ.get("STUDYHALL_KILLS", "300"))
WORKERS, SEED, LONGEST, APART = 2, 20, 8.0, 0.2
SETTLED_WITHIN = 300.0


async def test_killed_workers_lose_nothing_and_double_nothing(
    redis: Link, redis_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Questions and quizzes come all the time; each kill hits a worker wherever it is, imports and start included."""
    data = room(tmp_path)
    async with SlackStub.running() as slack:
        crowd = Crowd(redis, slack)
        await Streams(redis).open()
        enough = asyncio.Event()

        async def talk() -> None:
            while not enough.is_set():
                await crowd.say()
                await asyncio.sleep(APART)

        with Workers.hired(WORKERS, data, redis_url, slack.api_url) as workers:
            talking = asyncio.create_task(talk())
            recovered = await _kill_again_and_again(workers, redis)
            enough.set()
            await talking
            async with asyncio.timeout(SETTLED_WITHIN):
                await crowd.idle()
        counted = await crowd.counted(list(await RedisLedger(redis).facts(crowd.tenant)))
        lost, unknown, parked = await crowd.lost(), await crowd.unknown(), await Streams(redis).parked()
    with capsys.disabled():
        ordered = sorted(recovered)
        print(
            f"\n{KILLS} kills, {len(crowd.turns)} turns, {len(counted)} answers of {len(crowd.pressed)} questions: "
            f"{len(lost)} lost, {len(crowd.doubled())} doubled, {len(unknown)} posts unknown, {len(parked)} parked; "
            f"what was in hand was done after {ordered[len(ordered) // 2]:.1f} s, at most {ordered[-1]:.1f} s"
        )
    assert lost == []
    assert parked == []
    assert crowd.doubled() == []
    assert set(counted.values()) == {1}
    assert len(counted) == len(crowd.pressed)
    assert slack.refused == []


async def _kill_again_and_again(workers: Workers, redis: Link) -> list[float]:
    """The seconds after each kill until everything was done that any worker had in hand then."""
    waits: list[asyncio.Task[float]] = []
    chance = random.Random(SEED)
    for wait in instants(KILLS, SEED, LONGEST):
        await asyncio.sleep(wait)
        in_hand = await _in_hand(redis)
        waits.append(asyncio.create_task(_until_done(redis, in_hand)))
        await asyncio.to_thread(workers.kill, chance.randrange(WORKERS))
    return await asyncio.gather(*waits)


async def _in_hand(redis: Link) -> set[str]:
    """What some worker has taken and not finished."""
    found: set[str] = set()
    for shard in range(keys.SHARDS):
        stream = keys.of_shard(shard, "turns", SHARED)
        found |= {f"{stream} {row['message_id']}" for row in await redis.xpending_range(stream, GROUP, "-", "+", 500)}
    return found


async def _until_done(redis: Link, entries: set[str]) -> float:
    killed = time.monotonic()
    while entries & await _in_hand(redis):
        await asyncio.sleep(0.2)
    return time.monotonic() - killed
