"""Questions the documents could not answer, told to whoever keeps them by the one who asked: without a name."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.memory import keys
from bot.memory.client import Client

KEPT = 60 * 24 * 3600
MOST = 500


class RedisGaps:
    """The list of a tenant; the same question again is the same entry."""

    def __init__(self, redis: Client) -> None:
        self._redis = redis

    async def add(self, tenant: str, question: str, at: datetime) -> None:
        """Keep a question; the oldest fall away."""
        key = keys.of_tenant(tenant, "gaps")
        await self._redis.zadd(key, {question: at.timestamp()})
        await self._redis.zremrangebyrank(key, 0, -MOST - 1)
        await self._redis.expire(key, KEPT)

    async def between(self, tenant: str, since: datetime, until: datetime) -> tuple[str, ...]:
        """The questions told from ``since`` to before ``until``, oldest first."""
        key = keys.of_tenant(tenant, "gaps")
        first, last = since.astimezone(UTC).timestamp(), until.astimezone(UTC).timestamp()
        return tuple(await self._redis.zrangebyscore(key, first, f"({last}"))
