"""What learners say is wrong with a question, kept for whoever keeps the course."""

from __future__ import annotations

from bot.memory import codec, keys
from bot.memory.client import Client
from bot.records import Report


class RedisReports:
    """Reports of one tenant; the same key twice is one report."""

    def __init__(self, redis: Client) -> None:
        self._redis = redis

    async def add(self, tenant: str, report: Report, *, key: str) -> None:
        """Keep it; the first write wins."""
        await self._redis.hsetnx(keys.of_tenant(tenant, "reports"), key, codec.dumps(report))

    async def all(self, tenant: str) -> tuple[Report, ...]:
        """Every report, oldest first."""
        stored = await self._redis.hvals(keys.of_tenant(tenant, "reports"))
        return tuple(sorted((codec.loads(Report, text) for text in stored), key=lambda report: report.at))
