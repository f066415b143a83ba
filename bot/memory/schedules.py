"""Which channels get a daily question, and when; the index of what is due follows the schedules."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot import codec
from bot.conversation import Place
from bot.groups.schedules import Jitter, Occurrence, first_after
from bot.memory import keys
from bot.memory.client import Client
from bot.memory.errands import RedisErrands
from bot.memory.pushes import RedisPushes
from bot.ports import Clock
from bot.records import Errand, Schedule


class RedisSchedules:
    """One entry a channel; saving it plans its next question."""

    def __init__(
        self, redis: Client, errands: RedisErrands, clock: Clock, jitter: Jitter, ahead: Collection[str] = ()
    ) -> None:
        """``ahead``: platforms that are handed a question before its time."""
        self.ahead = ahead
        self._redis = redis
        self._pushes = RedisPushes(redis, clock)
        self._errands = errands
        self._clock = clock
        self.jitter = jitter

    async def get(self, tenant: str, channel: str) -> Schedule | None:
        """The schedule of a channel."""
        stored = await self._redis.hget(keys.of_tenant(tenant, "schedules"), channel)
        return codec.loads(Schedule, stored) if stored else None

    async def all(self, tenant: str) -> tuple[Schedule, ...]:
        """Every schedule of a tenant, by channel."""
        stored = await self._redis.hgetall(keys.of_tenant(tenant, "schedules"))
        return tuple(codec.loads(Schedule, text) for _, text in sorted(stored.items()))

    async def save(self, schedule: Schedule) -> datetime | None:
        """Set or replace a channel's schedule; returns when its next question is due, if ever."""
        key = keys.of_tenant(schedule.place.tenant, "schedules")
        await self._redis.hset(key, schedule.place.channel or "", codec.dumps(schedule))
        return await self._plan(schedule, once=False)

    async def remove(self, tenant: str, channel: str) -> bool:
        """No more questions there.  What is left in the index is dropped when it comes up."""
        schedule = await self.get(tenant, channel)
        removed = bool(await self._redis.hdel(keys.of_tenant(tenant, "schedules"), channel))
        if schedule is not None:
            await self._look_ahead(schedule.place, once=False)
        return removed

    async def lead(self, tenant: str, channel: str) -> str | None:
        """Who gets the channel's six lines on Mondays."""
        learner: str | None = await self._redis.hget(keys.of_tenant(tenant, "leads"), channel)
        return learner

    async def set_lead(self, tenant: str, channel: str, learner: str | None) -> None:
        """One lead a channel, or none."""
        key = keys.of_tenant(tenant, "leads")
        await (self._redis.hset(key, channel, learner) if learner else self._redis.hdel(key, channel))

    async def plan_missing(self) -> int:
        """Plan every schedule that the index does not know: after a restore, or a crash between the two."""
        found = await self.everywhere()
        for schedule in found:
            await self._plan(schedule, once=True)
        return len(found)

    async def everywhere(self) -> list[Schedule]:
        """Every schedule of every tenant."""
        found: list[Schedule] = []
        async for key in self._redis.scan_iter(match="{t:*}:schedules", count=1000):
            found += await self.all(keys.tenant_of(key) or "")
        return found

    async def following(self, schedule: Schedule) -> Occurrence | None:
        """Its next question; a date that had one gets no second, also where its time was changed meanwhile."""
        place, after = schedule.place, self._clock.now()
        while one := first_after(schedule, after, self.jitter):
            push = await self._pushes.get(place.tenant, place.channel or "", one.day.isoformat())
            if push is None or not push.settled or push.state == "WITHDRAWN":
                return one
            after = one.at
        return None

    async def _plan(self, schedule: Schedule, *, once: bool) -> datetime | None:
        following = await self.following(schedule)
        if following is not None:
            place = schedule.place
            errand = Errand("push", place.platform, place.tenant, place.channel or "", following.at)
            await self._errands.plan(errand, once=once)
        await self._look_ahead(schedule.place, once=once)
        return following.at if following else None

    async def _look_ahead(self, place: Place, *, once: bool) -> None:
        """Have it seen to at once that what waits at the platform is what the schedule says."""
        if place.platform in self.ahead:
            now = self._clock.now()
            errand = Errand("ahead", place.platform, place.tenant, place.channel or "", now)
            await self._errands.plan(errand, once=once)
