"""Ten times too much from one team, while another asks now and then.

    python -m pytest -m long -q tests/chaos/test_overload.py
    STUDYHALL_OVERLOAD_SECONDS=30 python -m pytest -m long -q tests/chaos/test_overload.py

Quiet rounds and flooded ones take turns, so that both meet the same machine; the flood comes from a
process of its own.  A line a round, and one of results at the end; the times are told, not asserted.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from statistics import quantiles

import pytest
from chaos.flood import Flooded, flooding
from chaos.load import Crowd
from chaos.stage import PATIENCE, Stage, told, warmed

from bot.conversation import Message
from bot.memory.streams import Streams
from bot.service.intake import OF_A_TENANT

pytestmark = pytest.mark.long

SECONDS = float(os.environ.get("STUDYHALL_OVERLOAD_SECONDS", "300"))
PER_SECOND = float(os.environ.get("STUDYHALL_OVERLOAD_RATE", "200"))
A_ROUND = 15.0
APART = 0.5

Say = Callable[[str], None]


async def test_ten_times_too_much_is_turned_away_and_never_lost(stage: Stage, say: Say) -> None:
    """What is stored is answered, the rest is told its place, and the other team hardly feels it."""
    loud, calm = stage.crowd(), stage.crowd("slack:T9", seed=8)
    rounds = max(1, round(SECONDS / A_ROUND))
    alone: list[float] = []
    meanwhile: list[float] = []
    floods: list[Flooded] = []
    longest = 0
    with stage.workers(2) as workers:
        await warmed(loud)
        before = workers.memory
        for number in range(rounds):
            quiet = await asked_now_and_then(calm, SECONDS / rounds)
            with flooding(stage.redis_url, loud.tenant, PER_SECOND, f"flood{number}") as flooded:
                await asyncio.sleep(1.0)
                felt = await asked_now_and_then(calm, SECONDS / rounds)
                longest = max(longest, await Streams(stage.redis).backlog())
            alone, meanwhile, floods = [*alone, *quiet], [*meanwhile, *felt], [*floods, flooded]
            async with asyncio.timeout(PATIENCE):
                await loud.idle()
            stage.slack.calls.clear()
            say(f"round {number + 1} of {rounds}: the other team alone {told(quiet)}; meanwhile {told(felt)}")
        grown = [(after - was) / 1e6 for was, after in zip(before, workers.memory, strict=True)]
    loud.turns += [turn for flooded in floods for turn in flooded.stored]
    acks = [ack for flooded in floods for ack in flooded.acks]
    lost = [*await loud.lost(), *await calm.lost()]
    say(
        f"{SECONDS:.0f} s of {sum(one.events for one in floods) / SECONDS:.0f} events/s: {len(loud.turns)} stored, "
        f"{sum(one.turned_away for one in floods)} turned away, {sum(one.unanswered for one in floods)} not acknowledged, "
        f"{len(lost)} lost, {len(loud.doubled())} doubled; acks {told(acks)}; workers grew by "
        f"{', '.join(f'{each:.0f}' for each in grown)} MB; the other team's answers alone {told(alone)}, meanwhile "
        f"{told(meanwhile)}: p95 {100 * (_p95(meanwhile) / _p95(alone) - 1):+.0f} %"
    )
    assert longest <= 2 * OF_A_TENANT
    assert lost == []
    assert loud.doubled() == []


async def asked_now_and_then(crowd: Crowd, seconds: float) -> list[float]:
    """A question every half second; the time from each to its answer."""

    async def answered(turn: Message) -> float:
        began = time.monotonic()
        if await crowd.intake.enqueue(turn):
            crowd.turns.append(turn)
        await crowd.said(turn)
        return time.monotonic() - began

    ends, waiting = time.monotonic() + seconds, []
    while time.monotonic() < ends:
        waiting.append(asyncio.create_task(answered(crowd.question(f"calm{len(crowd.turns)}-{len(waiting)}"))))
        await asyncio.sleep(APART)
    async with asyncio.timeout(PATIENCE):
        return await asyncio.gather(*waiting)


def _p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=100)[94]
