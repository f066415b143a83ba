"""One team that floods, in a process of its own: what it costs is not the service's."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from typing import Any

from chaos.load import Crowd
from rigs.slack_stub import SlackStub

from bot.conversation import Turn
from bot.memory.client import connect
from bot.ports import Busy, Unavailable

WILLING_TO_WAIT = 10
PATIENCE = 60.0


@dataclass
class Flooded:
    """What a flood came to."""

    stored: list[Turn] = field(default_factory=list)
    acks: list[float] = field(default_factory=list)
    turned_away: int = 0
    unanswered: int = 0

    @property
    def events(self) -> int:
        """How many were sent."""
        return len(self.acks) + self.unanswered


@contextmanager
def flooding(redis_url: str, tenant: str, rate: float, name: str) -> Iterator[Flooded]:
    """``rate`` questions a second while the block runs; afterwards the result tells about them."""
    context = get_context("spawn")
    stop, (ours, theirs) = context.Event(), context.Pipe(duplex=False)
    process = context.Process(target=_flood, args=(redis_url, tenant, rate, name, stop, theirs), daemon=True)
    process.start()
    flooded = Flooded()
    ours.recv()  # it has begun
    try:
        yield flooded
    finally:
        stop.set()
        if ours.poll(PATIENCE):
            flooded.__dict__.update(vars(ours.recv()))
        process.join(PATIENCE)
        process.kill()


def _flood(redis_url: str, tenant: str, rate: float, name: str, stop: Event, result: Any) -> None:
    os.nice(WILLING_TO_WAIT)  # in earnest it is other machines that send
    asyncio.run(_send(redis_url, tenant, rate, name, stop, result))


async def _send(redis_url: str, tenant: str, rate: float, name: str, stop: Event, result: Any) -> None:
    redis = connect(redis_url)
    crowd, flooded = Crowd(redis, SlackStub(), tenant), Flooded()
    result.send(None)
    began, sent = time.monotonic(), []
    while not stop.is_set():
        sent.append(asyncio.create_task(_one(crowd, crowd.question(f"{name}-{len(sent)}"), flooded)))
        await asyncio.sleep(max(0.0, began + len(sent) / rate - time.monotonic()))
    await asyncio.gather(*sent)
    await redis.aclose()
    result.send(flooded)


async def _one(crowd: Crowd, turn: Turn, flooded: Flooded) -> None:
    began = time.monotonic()
    try:
        if await crowd.intake.enqueue(turn):
            flooded.stored.append(turn)
    except Busy:
        flooded.turned_away += 1
    except Unavailable:
        flooded.unanswered += 1
        return
    flooded.acks.append(time.monotonic() - began)
