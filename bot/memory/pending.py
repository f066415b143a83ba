"""What of a person is still on its way: turns that wait or were given up, messages that are not yet said."""

from __future__ import annotations

from collections.abc import AsyncIterator

from bot.memory import keys
from bot.memory.client import Client
from bot.memory.errands import errand_name
from bot.memory.scripts import Scripts
from bot.memory.streams import GROUP


class Pending:
    """Reaches into the streams and the outbox of a tenant's shard."""

    def __init__(self, redis: Client) -> None:
        self._redis = redis
        self._scripts = Scripts(redis)

    async def drop(self, tenant: str, learner: str) -> int:
        """Take all of it away, and say how many there were."""
        shard = keys.shard(tenant)
        dropped = 0
        async for stream, entry in self._entries(shard, "turns", tenant, learner):
            queued = keys.of_shard(shard, "queued", keys.last_part(stream))
            dropped += await self._scripts.run("drop_turn", [stream, queued], GROUP, entry, tenant)
        async for stream, entry in self._entries(shard, "parked", tenant, learner):
            dropped += await self._redis.xdel(stream, entry)
        await self._errands(shard, tenant, learner)
        posts, whose = keys.of_shard(shard, "posts"), f"{tenant}\n{learner}"
        for key in await self._redis.zrange(posts, 0, -1):
            dropped += await self._scripts.run("drop_post", [keys.of_shard(shard, "post", key), posts], key, whose)
        return dropped

    async def _errands(self, shard: int, tenant: str, learner: str) -> None:
        """Their reminders, whichever platform they are planned on."""
        async for key in self._redis.scan_iter(match=f"{keys.of_shard(shard, 'errands')}:*", count=1000):
            await self._redis.zrem(key, errand_name("nudge", tenant, learner))

    async def _entries(self, shard: int, name: str, tenant: str, learner: str) -> AsyncIterator[tuple[str, str]]:
        """The person's entries in every stream of this kind, as (stream, id)."""
        async for stream in self._redis.scan_iter(match=f"{keys.of_shard(shard, name)}:*", count=1000):
            for entry, fields in await self._redis.xrange(stream):
                if (fields["tenant"], fields["learner"]) == (tenant, learner):
                    yield stream, entry
