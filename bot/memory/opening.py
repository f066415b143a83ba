"""Everything that lasts, opened as one: the stores over one Redis, and the embedded server where no other is named."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.memory.archive import Archive
from bot.memory.boards import RedisBoards
from bot.memory.client import Link, connect
from bot.memory.clock import RedisClock
from bot.memory.ledger import RedisLedger
from bot.memory.people import RedisPeople
from bot.memory.server import EmbeddedServer
from bot.memory.stores import RedisDeliveries, RedisGroups, RedisProfiles, RedisReviews, RedisSessions
from bot.memory.talk import RedisAnswerCache, RedisGrants, RedisLimits, RedisSpend, RedisThreads
from bot.memory.vault import RedisVault
from bot.ports import Clock
from bot.settings import Settings
from bot.tokens import derive


@dataclass(frozen=True)
class Memory:
    """Everything that lasts, on one server."""

    redis: Link
    clock: Clock
    ledger: RedisLedger
    deliveries: RedisDeliveries
    sessions: RedisSessions
    profiles: RedisProfiles
    reviews: RedisReviews
    groups: RedisGroups
    boards: RedisBoards
    threads: RedisThreads
    cache: RedisAnswerCache
    spend: RedisSpend
    limits: RedisLimits
    grants: RedisGrants
    people: RedisPeople
    archive: Archive
    vault: RedisVault

    async def keep_time(self) -> None:
        """Follow the server's clock until cancelled, where the clock is not a story's."""
        keep = getattr(self.clock, "keep_time", None)
        if keep is not None:
            await keep()


@asynccontextmanager
async def open_memory(settings: Settings, secret: str, clock: Clock | None = None) -> AsyncIterator[Memory]:
    """Connect to Redis, starting the embedded server where no other is named."""

    server = None if settings.redis_url else EmbeddedServer(settings.data)
    if server is not None:
        await asyncio.to_thread(server.start)
    url = settings.redis_url.get_secret_value() if settings.redis_url else server.url if server else ""

    async def revive() -> None:
        if server is not None:
            await asyncio.to_thread(server.revive)

    redis = connect(url, revive=revive if server else None)
    book = RedisLedger(redis)
    time = clock or RedisClock(redis)
    profiles = RedisProfiles(redis, book)

    async def listed(tenant: str, learner: str) -> bool:
        profile = await profiles.get(tenant, learner)
        return profile.board != "hide" and not profile.cram

    try:
        if isinstance(time, RedisClock):
            await time.sample()
        yield Memory(
            redis,
            time,
            book,
            RedisDeliveries(redis),
            RedisSessions(redis),
            profiles,
            RedisReviews(redis),
            RedisGroups(redis),
            RedisBoards(redis, book, listed),
            RedisThreads(redis),
            RedisAnswerCache(redis),
            RedisSpend(redis, time),
            RedisLimits(redis, time, settings.limits),
            RedisGrants(redis),
            RedisPeople(redis, book, time, derive(secret, "tombstones")),
            Archive(redis, book, derive(secret, "tombstones")),
            RedisVault(redis),
        )
    finally:
        await redis.aclose()
        if server is not None:
            await asyncio.to_thread(server.leave)
