"""Everything that lasts, opened as one: the stores over one Redis, and the embedded server where no other is named."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.groups.schedules import punctual, spread
from bot.memory.archive import Archive
from bot.memory.boards import RedisBoards
from bot.memory.client import Client, Link, connect
from bot.memory.clock import RedisClock
from bot.memory.contact import meet
from bot.memory.errands import RedisErrands
from bot.memory.gaps import RedisGaps
from bot.memory.ledger import RedisLedger
from bot.memory.people import RedisPeople
from bot.memory.pushes import RedisPushes
from bot.memory.reports import RedisReports
from bot.memory.schedules import RedisSchedules
from bot.memory.server import CannotServe, EmbeddedServer
from bot.memory.stores import RedisDeliveries, RedisGroups, RedisProfiles, RedisReviews, RedisSessions
from bot.memory.talk import RedisAnswerCache, RedisGrants, RedisLimits, RedisSpend, RedisThreads, read_limits
from bot.memory.teams import RedisTeams
from bot.memory.tombstones import Tombstones
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
    teams: RedisTeams
    reports: RedisReports
    errands: RedisErrands
    schedules: RedisSchedules
    pushes: RedisPushes
    gaps: RedisGaps

    async def keep_time(self) -> None:
        """Follow the server's clock until cancelled, where the clock is not a story's."""
        keep = getattr(self.clock, "keep_time", None)
        if keep is not None:
            await keep()


@asynccontextmanager
async def open_memory(
    settings: Settings, secret: str | None = None, clock: Clock | None = None, *, unasked: Collection[str] = ()
) -> AsyncIterator[Memory]:
    """Connect to Redis, starting the embedded server where no other is named.

    ``secret`` salts the marks of forgotten people where Redis has no salt yet, and is not needed again;
    whoever only looks leaves it out.  ``unasked`` are the tenants whose people appear on boards without
    having been asked.  Raises :class:`CannotServe` with one sentence where nothing can be kept there, or a
    setting cannot be read.
    """
    _check(settings)
    server = None if settings.redis_url else EmbeddedServer(settings.data)
    if server is not None:
        await asyncio.to_thread(server.start)
    url = settings.redis_url.get_secret_value() if settings.redis_url else server.url if server else ""

    async def revive() -> None:
        if server is not None:
            await asyncio.to_thread(server.revive)

    redis = connect(url, revive=revive if server else None)
    tombstones = Tombstones(redis, derive(secret, "tombstones") if secret else b"")
    memory = _stores(redis, settings, clock, tombstones, unasked)
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


def _stores(
    redis: Client, settings: Settings, clock: Clock | None, tombstones: Tombstones, unasked: Collection[str]
) -> Memory:
    """Everything that is kept on one server."""
    book = RedisLedger(redis, asks=lambda tenant: tenant not in unasked)
    time = clock or RedisClock(redis)
    errands = RedisErrands(redis)
    jitter = spread if clock is None else punctual
    ahead = {"slack"} if settings.slack_pushes == "scheduled" else ()
    return Memory(
        redis,
        time,
        book,
        RedisDeliveries(redis),
        RedisSessions(redis),
        RedisProfiles(redis, book),
        RedisReviews(redis),
        RedisGroups(redis),
        RedisBoards(redis, book),
        RedisThreads(redis),
        RedisAnswerCache(redis),
        RedisSpend(redis, time),
        RedisLimits(redis, time, settings.limits),
        RedisGrants(redis),
        RedisPeople(redis, book, time, tombstones),
        Archive(redis, book, tombstones),
        RedisVault(redis),
        RedisTeams(redis),
        RedisReports(redis),
        errands,
        RedisSchedules(redis, errands, time, jitter, ahead),
        RedisPushes(redis, time),
        RedisGaps(redis),
    )


def _check(settings: Settings) -> None:
    """What can be seen to be wrong before anything is started.  Raises :class:`CannotServe`."""
    try:
        read_limits(settings.limits)
    except ValueError as wrong:
        raise CannotServe(str(wrong)) from None
    try:
        if settings.redis_url is not None:
            connect(settings.redis_url.get_secret_value())
    except ValueError as wrong:
        raise CannotServe(f"REDIS_URL: {str(wrong).rstrip('.')}; write redis://HOST:PORT.") from None
