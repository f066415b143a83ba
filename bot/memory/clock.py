"""The clock of the service: Redis's, so that every process decides by the same one; and its heartbeat."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.memory import keys
from bot.memory.client import Client
from bot.memory.scripts import Store
from bot.ports import Unavailable

SAMPLED_EVERY = 10.0


def instant(stored: str | float) -> datetime:
    """A stored instant (seconds since 1970), in UTC."""
    return datetime.fromtimestamp(float(stored), UTC)


class RedisClock:
    """The ``machine``'s own clock, corrected by the offset to Redis TIME, which is sampled every ten seconds."""

    def __init__(self, redis: Client, machine: Callable[[], datetime] | None = None) -> None:
        self._redis = redis
        self._machine = machine or partial(datetime.now, UTC)
        self._offset = timedelta(0)

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        return self._machine() + self._offset

    async def sample(self) -> None:
        """Measure the offset once."""
        seconds, micros = await self._redis.time()
        self._offset = instant(seconds + micros / 1e6) - self._machine()

    async def keep_time(self) -> None:
        """Sample until cancelled; a server that is away leaves the last offset in force."""
        while True:
            with suppress(Unavailable):
                await self.sample()
            await asyncio.sleep(SAMPLED_EVERY)


class RedisHeartbeat(Store):
    """When the service was last known to be there, whichever process said so; it never goes back."""

    async def last(self) -> datetime | None:
        """The last beat; ``None`` before the first one."""
        stored = await self._redis.get(keys.of_shard(0, "beat"))
        return instant(stored) if stored else None

    async def beat(self, at: datetime) -> None:
        """The service is there at ``at``."""
        await self._scripts.run("beat", [keys.of_shard(0, "beat")], at.timestamp())
