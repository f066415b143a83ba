"""What asking needs kept: threads, answers, what models cost, how much was asked, who may read what."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4

from bot import codec
from bot.conversation import Place
from bot.memory import keys
from bot.memory.client import Client
from bot.memory.scripts import Store
from bot.ports import Clock
from bot.records import Grant, ThreadPolicy, Wait

REMEMBERED = 12
THREAD_KEPT = 30 * 24 * 3600
SPEND_KEPT = 10 * 24 * 3600
UNITS = {
    "s": (1, "a second"),
    "min": (60, "a minute"),
    "h": (3600, "an hour"),
    "hour": (3600, "an hour"),
    "day": (24 * 3600, "a day"),
}
LIMIT = re.compile(r"(\d+)/(s|min|hour|h|day)")
OWNERS = ("user", "tenant")


class RedisThreads(Store):
    """What was said lately in a thread, and whether the tutor speaks there unasked."""

    async def recent(self, place: Place) -> list[tuple[str, str]]:
        """(role, text), oldest first."""
        stored = await self._redis.zrange(_thread(place), 0, -1)
        return [(role, text) for _, role, text in map(json.loads, stored)]

    async def add(self, place: Place, role: str, text: str, at: datetime) -> None:
        """Remember one turn; the oldest fall away.  The same turn twice is one member, so it may be sent again."""
        entry = json.dumps([at.isoformat(), role, text], ensure_ascii=False)
        await self._scripts.run("say_in_thread", [_thread(place)], entry, at.timestamp(), REMEMBERED, THREAD_KEPT)

    async def policy(self, place: Place) -> ThreadPolicy | None:
        """What somebody decided for this thread or channel."""
        policy: ThreadPolicy | None = await self._redis.hget(
            keys.of_tenant(place.tenant, "policy"), keys.place_name(place)
        )
        return policy

    async def set_policy(self, place: Place, policy: ThreadPolicy) -> None:
        """Decide it."""
        await self._redis.hset(keys.of_tenant(place.tenant, "policy"), keys.place_name(place), policy)


class RedisAnswerCache(Store):
    """Answers to questions asked before; losing one costs time only."""

    async def get(self, key: str) -> str | None:
        """The stored answer."""
        stored: str | None = await self._redis.get(self._key(key))
        return stored

    async def put(self, key: str, value: str, seconds: int, *, whose: tuple[str, str] | None = None) -> None:
        """Keep an answer for a while; what a person said, until they are forgotten."""
        if whose is not None:  # first, so that nothing of theirs is ever kept that could not be found
            index = keys.of_learner(*whose, "asked")
            await self._redis.sadd(index, self._key(key))
            await self._redis.expire(index, seconds)
        await self._redis.set(self._key(key), value, ex=seconds)

    @staticmethod
    def _key(key: str) -> str:
        return keys.of_shard(keys.shard(key), "answer", key)


class RedisSpend(Store):
    """What chat models cost a tenant today (UTC): one entry a call, so that a re-sent write counts once."""

    def __init__(self, redis: Client, clock: Clock) -> None:
        super().__init__(redis)
        self._clock = clock

    async def spent_today(self, tenant: str) -> float:
        """The sum of today's calls."""
        return await self.spent(tenant, self._clock.now().date(), 1)

    async def spent(self, tenant: str, first: date, days: int) -> float:
        """The sum of the calls on some dates (UTC), as long as they are kept."""
        dates = [first + timedelta(days=number) for number in range(days)]
        return sum([float(usd) for day in dates for usd in await self._redis.hvals(self._key(tenant, day))])

    async def add(self, tenant: str, usd: float) -> None:
        """Count one call."""
        if usd <= 0:
            return
        key = self._key(tenant, self._clock.now().date())
        await self._redis.hset(key, uuid4().hex, usd)
        await self._redis.expire(key, SPEND_KEPT)

    @staticmethod
    def _key(tenant: str, day: date) -> str:
        return keys.of_tenant(tenant, "spend", day.isoformat())


class RedisLimits(Store):
    """How often a person and a tenant may ask: ``user=10/min,100/day tenant=2000/day``."""

    def __init__(self, redis: Client, clock: Clock, rules: str) -> None:
        super().__init__(redis)
        self._clock = clock
        self._rules = read_limits(rules)

    async def take(self, tenant: str, learner: str, *, turn: str) -> Wait | None:
        """Use one up (once per turn); :class:`Wait` if there is none left, and then nothing is used."""
        if not self._rules:
            return None
        arguments = [part for owner, seconds, most, _ in self._rules for part in (owner, seconds, most)]
        mine = keys.of_learner(tenant, learner, "limit")
        ours = keys.of_tenant(tenant, "limit")
        broken, seconds = await self._scripts.run(
            "take_turn", [mine, ours], turn, self._clock.now().timestamp(), *arguments
        )
        return None if broken < 0 else Wait(self._rules[int(broken)][3], float(seconds))


def read_limits(text: str) -> list[tuple[int, int, int, str]]:
    """(owner 1 or 2, seconds, how many, in words).  Raises ``ValueError`` naming what cannot be read."""
    found: list[tuple[int, int, int, str]] = []
    for part in text.split():
        owner, _, limits = part.partition("=")
        if owner not in OWNERS:
            raise ValueError(f"STUDYHALL_LIMITS: {part!r} is not user=… or tenant=…")
        for limit in filter(None, limits.split(",")):
            number = LIMIT.fullmatch(limit)
            if number is None:
                raise ValueError(f"STUDYHALL_LIMITS: {limit!r} is not like 10/min or 100/day")
            whose = "each" if owner == "user" else "for everyone here"
            seconds, unit = UNITS[number[2]]
            found.append((OWNERS.index(owner) + 1, seconds, int(number[1]), f"{number[1]} {unit} {whose}"))
    return found


class RedisGrants(Store):
    """Which libraries may be read where."""

    async def readable(self, tenant: str, *, channels: Collection[str] = (), external: bool = False) -> tuple[str, ...]:
        """Libraries for a place: the tenant's own and those of ``channels``; for external people fewer."""
        return tuple(
            grant.library
            for grant in await self.granted(tenant)
            if (not grant.channels or set(grant.channels) & set(channels)) and (grant.external or not external)
        )

    async def grant(self, grant: Grant) -> None:
        """Let a tenant read a library; channels add up, a grant without channels covers all."""
        done = False
        while not done:
            before, stored = await self._before(grant.tenant, grant.library)
            channels = grant.channels
            if before is not None and channels:
                channels = tuple(dict.fromkeys((*before.channels, *channels)))
            done = await self._replace(stored, replace(grant, channels=channels))

    async def revoke(self, library: str, tenant: str, channels: Sequence[str] = ()) -> bool:
        """Take it back, everywhere or in some channels; ``False`` if none of that was there."""
        while True:
            before, stored = await self._before(tenant, library)
            if before is None or (channels and not set(channels) & set(before.channels)):
                return False
            left = tuple(channel for channel in before.channels if channel not in channels) if channels else ()
            if await self._replace(stored, replace(before, channels=left), gone=not left):
                return True

    async def _before(self, tenant: str, library: str) -> tuple[Grant | None, str]:
        stored: str | None = await self._redis.hget(keys.of_tenant(tenant, "grants"), library)
        return (codec.loads(Grant, stored), stored) if stored else (None, "")

    async def _replace(self, stored: str, grant: Grant, *, gone: bool = False) -> bool:
        """Put the grant where ``stored`` was read; ``False`` if somebody changed it since."""
        key = keys.of_tenant(grant.tenant, "grants")
        return bool(
            await self._scripts.run("replace_field", [key], grant.library, stored, "" if gone else codec.dumps(grant))
        )

    async def granted(self, tenant: str) -> tuple[Grant, ...]:
        """Everything a tenant was granted."""
        stored = await self._redis.hgetall(keys.of_tenant(tenant, "grants"))
        return tuple(codec.loads(Grant, text) for _, text in sorted(stored.items()))

    async def everywhere(self) -> tuple[Grant, ...]:
        """Everything anybody was granted."""
        found = [keys.tenant_of(key) or "" async for key in self._redis.scan_iter(match="{t:*}:grants", count=1000)]
        return tuple([grant for tenant in sorted(found) for grant in await self.granted(tenant)])


def _thread(place: Place) -> str:
    return keys.of_tenant(place.tenant, "thread", keys.place_name(place))
