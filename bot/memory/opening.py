"""Opens everything that lasts: the stores over one Redis, and the embedded server where no other is named."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from functools import partial

from bot.groups.schedules import punctual, spread
from bot.memory.archive import Archive
from bot.memory.boards import RedisBoards
from bot.memory.client import Client, connect
from bot.memory.clock import RedisClock
from bot.memory.contact import meet
from bot.memory.errands import RedisErrands
from bot.memory.ledger import RedisLedger
from bot.memory.people import RedisPeople
from bot.memory.pushes import RedisPushes
from bot.memory.reports import RedisGaps, RedisReports
from bot.memory.schedules import RedisSchedules
from bot.memory.server import EmbeddedServer
from bot.memory.stores import RedisDeliveries, RedisGroups, RedisProfiles, RedisReviews, RedisSessions
from bot.memory.talk import RedisAnswerCache, RedisGrants, RedisLimits, RedisSpend, RedisThreads, read_limits
from bot.memory.teams import RedisTeams
from bot.memory.tombstones import Tombstones
from bot.memory.vault import RedisVault
from bot.ports import CannotStart, Clock
from bot.settings import Settings
from bot.tokens import derive


class Memory:
    """Everything that lasts, on one server.

    ``clock`` is a story's; without it time is the server's.  ``unasked`` as in :func:`open_memory`.
    """

    def __init__(
        self, redis: Client, settings: Settings, clock: Clock | None, tombstones: Tombstones, unasked: Collection[str]
    ) -> None:
        self.redis = redis
        self.clock: Clock = clock or RedisClock(redis)
        self.ledger = RedisLedger(redis, asks=lambda tenant: tenant not in unasked)
        self.deliveries = RedisDeliveries(redis)
        self.sessions = RedisSessions(redis)
        self.profiles = RedisProfiles(redis, self.ledger)
        self.reviews = RedisReviews(redis)
        self.groups = RedisGroups(redis)
        self.boards = RedisBoards(redis, self.ledger)
        self.threads = RedisThreads(redis)
        self.cache = RedisAnswerCache(redis)
        self.spend = RedisSpend(redis, self.clock)
        self.limits = RedisLimits(redis, self.clock, settings.limits)
        self.grants = RedisGrants(redis)
        self.people = RedisPeople(redis, self.ledger, self.clock, tombstones)
        self.archive = Archive(redis, self.ledger, tombstones)
        self.vault = RedisVault(redis)
        self.teams = RedisTeams(redis)
        self.reports = RedisReports(redis)
        self.gaps = RedisGaps(redis)
        self.errands = RedisErrands(redis)
        jitter = spread if clock is None else punctual
        ahead = {"slack"} if settings.slack_pushes == "scheduled" else ()
        self.schedules = RedisSchedules(redis, self.errands, self.clock, jitter, ahead)
        self.pushes = RedisPushes(redis, self.clock)

    async def keep_time(self) -> None:
        """Follow the server's clock until cancelled, where the clock is not a story's."""
        if isinstance(self.clock, RedisClock):
            await self.clock.keep_time()


@asynccontextmanager
async def open_memory(
    settings: Settings, secret: str | None = None, clock: Clock | None = None, *, unasked: Collection[str] = ()
) -> AsyncIterator[Memory]:
    """Connect to Redis, starting the embedded server where no other is named.

    ``secret`` salts the marks of forgotten people where Redis has no salt yet, and is not needed again;
    whoever only looks leaves it out.  ``unasked`` are the tenants whose people appear on boards without
    having been asked.  Raises :class:`CannotStart` with one sentence where nothing can be kept there, or a
    setting cannot be read.
    """
    _check(settings)
    server = None
    if settings.redis_url:
        redis = connect(settings.redis_url.get_secret_value())
    else:
        server = EmbeddedServer(settings.data)
        await asyncio.to_thread(server.start)
        redis = connect(server.url, revive=partial(asyncio.to_thread, server.revive))
    tombstones = Tombstones(redis, derive(secret, "tombstones") if secret else b"")
    memory = Memory(redis, settings, clock, tombstones, unasked)
    try:
        await meet(redis)
        if secret:
            await tombstones.salts()
        if isinstance(memory.clock, RedisClock):
            await memory.clock.sample()
        yield memory
    finally:
        await redis.aclose()
        if server is not None:
            await asyncio.to_thread(server.leave)


def _check(settings: Settings) -> None:
    """Check the settings before anything is started.  Raises :class:`CannotStart`."""
    try:
        read_limits(settings.limits)
    except ValueError as wrong:
        raise CannotStart(str(wrong)) from None
    try:
        if settings.redis_url is not None:
            connect(settings.redis_url.get_secret_value())
    except ValueError as wrong:
        raise CannotStart(f"REDIS_URL: {str(wrong).rstrip('.')}; write redis://HOST:PORT.") from None
