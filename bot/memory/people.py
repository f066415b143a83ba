"""A person's own data: handed over, or forgotten."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from bot import codec
from bot.memory import dump, keys
from bot.memory.client import Client
from bot.memory.ledger import RedisLedger
from bot.memory.pending import Pending
from bot.memory.scripts import Store
from bot.memory.tombstones import Tombstones
from bot.memory.traces import Found, traces
from bot.ports import Clock
from bot.records import Receipt

COUNTED = {"facts": "answers and facts", "cards": "review dates", "profile": "settings", "presses": "presses"}


class RedisPeople(Store):
    """Export and deletion of one person."""

    def __init__(self, redis: Client, ledger: RedisLedger, clock: Clock, tombstones: Tombstones) -> None:
        super().__init__(redis)
        self._ledger = ledger
        self._clock = clock
        self._tombstones = tombstones

    async def export(self, tenant: str, learner: str) -> dict[str, Any]:
        """Everything kept about the person, in an order that does not depend on where the memory keeps it."""
        mine = [fact for fact in await self._ledger.facts(tenant, learner) if getattr(fact, "learner", None) == learner]
        cards = await self._redis.hgetall(keys.of_learner(tenant, learner, "cards"))
        profile = await self._redis.hgetall(keys.of_learner(tenant, learner, "profile"))
        elsewhere: dict[str, list[Any]] = {}
        async for entry, found in self._elsewhere(tenant, learner):
            elsewhere.setdefault(keys.name_of(entry.key), []).append(entry.value if found == "everything" else found)
        return {
            "learner": learner,
            "facts": [codec.encode(fact, tagged=True) for fact in mine],
            "settings": {name: json.loads(value) for name, value in sorted(profile.items())},
            "reviews": {item: json.loads(card) for item, card in sorted(cards.items())},
            "groups": sorted([keys.last_part(key) async for key in self._groups(tenant, learner)]),
            "said": [
                json.loads(said) for thread in sorted(map(_entries, elsewhere.get("thread", []))) for said in thread
            ],
            "shown": [json.loads(delivery) for delivery in sorted(elsewhere.get("delivery", []))],
            "sessions": [json.loads(one) for one in sorted(one["session"] for one in elsewhere.get("session", []))],
        }

    async def forget(self, tenant: str, learner: str) -> Receipt:
        """Remove the person everywhere and leave a tombstone without them in it.

        The tombstone comes first: from then on late turns of theirs are dropped.
        """
        now = self._clock.now()
        known_as = await self._tombstones.raise_(tenant, learner, now)
        removed = {words: await self._size(keys.of_learner(tenant, learner, name)) for name, words in COUNTED.items()}
        for key in await self._redis.smembers(keys.of_learner(tenant, learner, "asked")):
            await self._redis.delete(key)
        await self._redis.delete(*keys.all_of_learner(tenant, learner))
        await self._redis.delete(keys.of_shard(keys.shard(learner), "teams", learner))
        async for entry, found in self._elsewhere(tenant, learner):
            await self._remove(entry, found)
        pending = Pending(self._redis)
        await (pending.disband(tenant) if keys.of_one(tenant, learner) else pending.drop(tenant, learner))
        return Receipt(hashlib.sha256(f"{known_as}{now.isoformat()}".encode()).hexdigest()[:10], now, removed)

    async def forgotten(self, tenant: str, learner: str, at: datetime) -> bool:
        """Whether the person was deleted after ``at``, so that a late turn of theirs is dropped."""
        when = await self._tombstones.latest(tenant, learner)
        return when is not None and when > at

    async def _elsewhere(self, tenant: str, learner: str) -> AsyncIterator[tuple[dump.Entry, Found]]:
        """Every shared key that knows the person, and what in it is theirs."""
        async for key in self._redis.scan_iter(match=f"{keys.tag(tenant)}:*", count=1000):
            if keys.learner_of(key) is None:
                for entry in await dump.read(self._scripts, [key]):
                    if found := traces(key, entry.value, learner.__eq__):
                        yield entry, found

    async def _remove(self, entry: dump.Entry, found: Found) -> None:
        if found == "everything":
            await self._redis.delete(entry.key)
            return
        match entry.kind:
            case "hash":
                await self._redis.hdel(entry.key, *found)
            case "zset":
                await self._redis.zrem(entry.key, *found)
            case "set":
                await self._redis.srem(entry.key, *found)

    async def _groups(self, tenant: str, learner: str) -> AsyncIterator[str]:
        async for key in self._redis.scan_iter(match=f"{keys.tag(tenant)}:members:*", count=1000):
            if await self._redis.zscore(key, learner) is not None:
                yield key

    async def _size(self, key: str) -> int:
        kind = await self._redis.type(key)
        if kind == "hash":
            return int(await self._redis.hlen(key))
        return int(await self._redis.llen(key)) if kind == "list" else 0


def _entries(thread: list[Any]) -> list[str]:
    """What was said, whether the thread was taken whole (pairs with scores) or in part."""
    return [entry[0] if isinstance(entry, list) else entry for entry in thread]
