"""kill -9 of workers at seeded instants under load: no turn lost, no effect doubled, and work goes on at once.

    python -m pytest -m long -q tests/chaos/test_kills.py
    STUDYHALL_KILLS=10 python -m pytest -m long -q tests/chaos/test_kills.py

A line a minute, and one of results at the end.  How soon work goes on is told, not asserted: see
:mod:`chaos.recovery` for what it is.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from chaos.load import Crowd, instants
from chaos.recovery import Watch
from chaos.workers import Workers, room
from rigs.slack_stub import SlackStub

from bot.memory.client import Link
from bot.memory.ledger import RedisLedger
from bot.memory.streams import Streams

pytestmark = pytest.mark.long

KILLS = int(os.environ.get("STUDYHALL_KILLS", "300"))
WORKERS = int(os.environ.get("STUDYHALL_KILLS_WORKERS", "2"))
SEED, LONGEST, APART = 20, 8.0, 0.2
PEOPLE = 400
"""So many that nobody's chat is behind because of the one message a second it is paced to."""
SETTLED_WITHIN = 600.0
WANTED = 5.0

Say = Callable[[str], None]


async def test_killed_workers_lose_nothing_and_double_nothing(
    redis: Link, redis_url: str, tmp_path: Path, say: Say
) -> None:
    """Questions and quizzes come all the time; each kill hits a worker wherever it is, imports and start included."""
    data = room(tmp_path)
    async with SlackStub.running() as slack:
        crowd = Crowd(redis, slack, people=PEOPLE)
        await Streams(redis).open()
        enough = asyncio.Event()

        async def talk() -> None:
            while not enough.is_set():
                await crowd.say()
                await asyncio.sleep(APART)

        with Workers.hired(WORKERS, data, redis_url, slack.api_url) as workers:
            talking = asyncio.create_task(talk())
            async with Watch.over(redis, crowd.heard) as watch:
                await _kill_again_and_again(workers, watch, say)
                enough.set()
                await talking
                async with asyncio.timeout(SETTLED_WITHIN):
                    await crowd.idle()
                    await watch.settled()
        counted = await crowd.counted(list(await RedisLedger(redis).facts(crowd.tenant)))
        lost, unknown, parked = await crowd.lost(), await crowd.unknown(), await Streams(redis).parked()
    say(
        f"{KILLS} kills of {WORKERS} workers, {len(crowd.turns)} turns, {len(counted)} answers of {len(crowd.pressed)} "
        f"questions: {len(lost)} lost, {len(crowd.doubled())} doubled, {len(unknown)} posts unknown, "
        f"{len(parked)} parked; {_told(watch)}"
    )
    assert lost == []
    assert parked == []
    assert crowd.doubled() == []
    assert set(counted.values()) == {1}
    assert len(counted) == len(crowd.pressed)
    assert slack.refused == []


async def _kill_again_and_again(workers: Workers, watch: Watch, say: Say) -> None:
    chance = random.Random(SEED)
    began = told = time.monotonic()
    for number, wait in enumerate(instants(KILLS, SEED, LONGEST)):
        await asyncio.sleep(wait)
        await watch.killed(await asyncio.to_thread(workers.kill, chance.randrange(WORKERS)))
        if time.monotonic() - told >= 60:
            told = time.monotonic()
            say(f"minute {(told - began) / 60:.0f}: {number + 1} kills; {_told(watch)}")


def _told(watch: Watch) -> str:
    late = sum(seconds > WANTED for seconds in watch.answered)
    return (
        f"{len(watch.answered)} people of killed workers taken over after {_middle(watch.took_over)}, answered after "
        f"{_middle(watch.answered)}, {late} of them later than {WANTED:.0f} s; counted from the first of several kills "
        f"after {_middle(watch.from_the_first)}; {watch.unknown} whose reply is listed as unknown; no worker was up for {watch.nobody_up:.0f} s"
    )


def _middle(seconds: list[float]) -> str:
    ordered = sorted(seconds) or [0.0]
    return f"{ordered[len(ordered) // 2]:.1f} s (at most {ordered[-1]:.1f})"
