"""Throughput, and a soak: what the service does at full speed, and for longer than a test.

    python -m pytest -m long -q tests/chaos/test_throughput.py -k share
    STUDYHALL_SOAK_MINUTES=60 python -m pytest -m long -q tests/chaos/test_throughput.py -k soak

Figures are printed, a line a minute and one at the end, never asserted: they are the machine's.  What
is asserted is what must hold at any speed.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable

import pytest
from chaos.stage import PATIENCE, Stage, warmed

from bot.memory.ledger import RedisLedger
from bot.memory.streams import Streams

pytestmark = pytest.mark.long

MINUTES = float(os.environ.get("STUDYHALL_SOAK_MINUTES", "5"))
PER_SECOND = float(os.environ.get("STUDYHALL_SOAK_RATE", "20"))
TURNS = 1500
PEOPLE = 400
"""So many that no chat's one message a second is what is measured."""

Say = Callable[[str], None]


@pytest.mark.parametrize("count", [1, 2, 4])
async def test_more_workers_share_the_work(stage: Stage, say: Say, count: int) -> None:
    """Everything stored beforehand, then worked off; no turn is done twice."""
    crowd = stage.crowd(people=PEOPLE)
    with stage.workers(count):
        await warmed(crowd)
        began, before = time.monotonic(), len(crowd.turns)
        while len(crowd.turns) - before < TURNS:
            await crowd.say()
        async with asyncio.timeout(PATIENCE):
            await crowd.idle()
        took = time.monotonic() - began
    say(f"{count} workers: {TURNS / took:.1f} turns/s ({TURNS} in {took:.1f} s)")
    assert await crowd.lost() == []
    assert crowd.doubled() == []


async def test_a_soak_leaves_nothing_behind(stage: Stage, say: Say) -> None:
    """At a steady rate for minutes (an hour by ``make soak``): no stuck claim, nothing lost or doubled."""
    crowd = stage.crowd(people=PEOPLE)
    grown: list[tuple[float, list[int]]] = []
    oldest = 0.0
    with stage.workers(2) as workers:
        await warmed(crowd)
        began, before = time.monotonic(), crowd.sent
        while (passed := time.monotonic() - began) < 60 * MINUTES:
            await crowd.say()
            if passed > 15 * len(grown):
                waiting, age = await crowd.intake.waiting()
                oldest = max(oldest, age)
                grown.append((passed, workers.memory))
                crowd.heard.let_go()
                if len(grown) % 4 == 1:
                    say(
                        f"minute {passed / 60:.0f}: {crowd.sent - before} events, {waiting} turns wait, the oldest for "
                        f"{age:.1f} s; workers {_megabytes(workers.memory)}, Redis {_megabytes([await stage.used()])}"
                    )
            await asyncio.sleep(max(0.0, (crowd.sent - before) / PER_SECOND - (time.monotonic() - began)))
        rate = (crowd.sent - before) / (time.monotonic() - began)
        async with asyncio.timeout(PATIENCE):
            await crowd.idle()
        half, last = grown[len(grown) // 2], workers.memory
        hours = (time.monotonic() - began - half[0]) / 3600
    slope = [(now - then) / 1e6 / hours for then, now in zip(half[1], last, strict=True)]
    counted = await crowd.counted(list(await RedisLedger(stage.redis).facts(crowd.tenant)))
    lost, doubled, parked = await crowd.lost(), crowd.doubled(), await Streams(stage.redis).parked()
    say(
        f"{MINUTES:.0f} min at {rate:.1f} events/s: {len(crowd.turns)} turns, {len(counted)} answers, {len(lost)} lost, "
        f"{len(doubled)} doubled, {len(parked)} parked; the oldest waited {oldest:.1f} s; workers grew in the second "
        f"half by {', '.join(f'{each:+.0f}' for each in slope)} MB/h"
    )
    assert lost == doubled == parked == []
    assert set(counted.values()) == {1}


def _megabytes(sizes: list[int]) -> str:
    return " and ".join(f"{size / 1e6:.0f}" for size in sizes) + " MB"
