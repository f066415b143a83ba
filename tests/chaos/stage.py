"""Where load is played: one Redis, one stub Slack, workers on a shared data folder."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from chaos.load import PEOPLE, Crowd
from chaos.workers import Workers
from rigs.slack_stub import SlackStub

from bot.memory.client import Link

PATIENCE = 600.0


@dataclass
class Stage:
    """What a test of load plays on."""

    redis: Link
    redis_url: str
    slack: SlackStub
    data: Path

    def crowd(self, tenant: str = "slack:T1", seed: int = 7, people: int = PEOPLE) -> Crowd:
        """Some people of a workspace."""
        return Crowd(self.redis, self.slack, tenant, seed, people)

    def workers(self, count: int) -> AbstractContextManager[Workers]:
        """So many of them while the block runs."""
        return Workers.hired(count, self.data, self.redis_url, self.slack.api_url)

    async def used(self) -> int:
        """Bytes that Redis keeps."""
        return int((await self.redis.info("memory"))["used_memory"])


async def warmed(crowd: Crowd) -> None:
    """Every worker has begun: a few turns went through."""
    for _ in range(8):
        await crowd.say()
    async with asyncio.timeout(PATIENCE):
        await crowd.idle()


def told(seconds: Sequence[float]) -> str:
    """The middle and the tail of them."""
    cuts = quantiles(seconds, n=100)
    return f"p50 {1000 * cuts[49]:.0f} ms, p95 {1000 * cuts[94]:.0f} ms, p99 {1000 * cuts[98]:.0f} ms"
