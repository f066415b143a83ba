"""What learners tell those who keep the course and the documents: wrong questions, and gaps."""

from __future__ import annotations

from datetime import UTC, datetime

from bot import codec
from bot.memory import keys
from bot.memory.scripts import Store
from bot.records import Report

GAPS_KEPT = 60 * 24 * 3600
MOST_GAPS = 500


class RedisReports(Store):
    """Reports of one tenant; the same key twice is one report."""

    async def add(self, tenant: str, report: Report, *, key: str) -> None:
        """Keep it; the first write wins."""
        await self._redis.hsetnx(keys.of_tenant(tenant, "reports"), key, codec.dumps(report))

    async def all(self, tenant: str) -> tuple[Report, ...]:
        """Every report, oldest first."""
        stored = await self._redis.hvals(keys.of_tenant(tenant, "reports"))
        return tuple(sorted((codec.loads(Report, text) for text in stored), key=lambda report: report.at))


class RedisGaps(Store):
    """Questions the documents could not answer, without a name; the same question again is the same entry."""

    async def add(self, tenant: str, question: str, at: datetime) -> None:
        """Keep a question; the oldest fall away."""
        key = keys.of_tenant(tenant, "gaps")
        await self._redis.zadd(key, {question: at.timestamp()})
        await self._redis.zremrangebyrank(key, 0, -MOST_GAPS - 1)
        await self._redis.expire(key, GAPS_KEPT)

    async def between(self, tenant: str, since: datetime, until: datetime) -> tuple[str, ...]:
        """The questions told from ``since`` to before ``until``, oldest first."""
        key = keys.of_tenant(tenant, "gaps")
        first, last = since.astimezone(UTC).timestamp(), until.astimezone(UTC).timestamp()
        return tuple(await self._redis.zrangebyscore(key, first, f"({last}"))
