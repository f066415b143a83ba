"""The index of what is due when: sorted sets by instant, in shards, that every process polls.

The rule that holds here: an errand may be seen twice, or be lost and planned again from the schedules;
what it leads to is decided by the record of the push, never by its being here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import cast
from urllib.parse import quote, unquote

from bot.memory import keys
from bot.memory.clock import instant
from bot.memory.scripts import Store
from bot.records import Errand, ErrandKind

AT_ONCE = 100


class RedisErrands(Store):
    """One sorted set a shard and platform, scored by UTC instant."""

    async def due(self, platform: str, until: datetime, tenant: str | None = None) -> list[Errand]:
        """The errands due by ``until``, oldest first: all of a tenant, or at most 100 a shard of all tenants."""
        shards: Iterable[int] = range(keys.SHARDS) if tenant is None else (keys.shard(tenant),)
        found = await asyncio.gather(*(self._of(shard, platform, until, tenant is None) for shard in shards))
        errands = [errand for some in found for errand in some if tenant in (None, errand.tenant)]
        return sorted(errands, key=lambda errand: (errand.at, errand.kind, errand.tenant, errand.subject))

    async def plan(self, errand: Errand, *, once: bool = False) -> None:
        """Add it, or move it to its instant; ``once``: only if it is not there yet."""
        await self._redis.zadd(_key(errand), {_written(errand): errand.at.timestamp()}, nx=once)

    async def again(self, errand: Errand, at: datetime | None) -> None:
        """Move a finished errand to ``at`` (``None``: remove it), unless it was planned anew meanwhile."""
        following = "" if at is None else repr(at.timestamp())
        was = repr(errand.at.timestamp())
        await self._scripts.run("next_errand", [_key(errand)], _written(errand), was, following)

    async def planned(self, errand: Errand) -> datetime | None:
        """When it is due; ``None`` where it is not planned."""
        at = await self._redis.zscore(_key(errand), _written(errand))
        return None if at is None else instant(at)

    async def drop(self, errand: Errand) -> None:
        """Remove it."""
        await self._redis.zrem(_key(errand), _written(errand))

    async def _of(self, shard: int, platform: str, until: datetime, some: bool) -> list[Errand]:
        found = await self._redis.zrangebyscore(
            keys.of_shard(shard, "errands", platform),
            "-inf",
            until.timestamp(),
            start=0,
            num=AT_ONCE if some else -1,
            withscores=True,
        )
        return [_read(platform, text, at) for text, at in found]


def _key(errand: Errand) -> str:
    return keys.of_shard(keys.shard(errand.tenant), "errands", errand.platform)


def errand_name(kind: ErrandKind, tenant: str, subject: str, key: str = "") -> str:
    """The name of an errand in the index; its parts are percent-encoded, so none can forge another."""
    return " ".join(quote(part, safe="") for part in (kind, tenant, subject, key))


def tenant_named(written: str) -> str:
    """The tenant of an errand, from its name in the index."""
    return unquote(written.split(" ")[1])


def _written(errand: Errand) -> str:
    return errand_name(errand.kind, errand.tenant, errand.subject, errand.key)


def _read(platform: str, text: str, at: float) -> Errand:
    kind, tenant, subject, key = (unquote(part) for part in text.split(" "))
    return Errand(cast(ErrandKind, kind), platform, tenant, subject, instant(at), key)
