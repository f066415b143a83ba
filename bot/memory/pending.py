"""What of a person or a team is still on its way: turns that wait or were given up, messages, reminders.

The rule that holds here: a name that stands in a key is as much a trace as one in a value, so what was said
unasked, whose key names the person it was said to, goes with them too.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

from bot.memory import keys
from bot.memory.errands import errand_name, tenant_named
from bot.memory.scripts import Store
from bot.memory.streams import GROUP
from bot.records import ErrandKind

NAMING_A_TENANT = ("turn", "named", "version", "pace")
OF_A_PERSON: tuple[ErrandKind, ...] = ("nudge", "letter")


class Pending(Store):
    """Reaches into the streams, the outbox and the errands of a tenant's shard."""

    async def drop(self, tenant: str, learner: str) -> int:
        """Take away all of a person's, and say how many turns and messages there were."""
        shard = keys.shard(tenant)
        dropped = await self._turns(shard, tenant, learner)
        await self._errands(shard, tenant, learner)
        posts, whose = keys.of_shard(shard, "posts"), f"{tenant}\n{learner}"
        for key in await self._redis.zrange(posts, 0, -1):
            dropped += await self._scripts.run("drop_post", [keys.of_shard(shard, "post", key), posts], key, whose)
        await self._said_unasked(shard, f"push:{tenant}:@{learner}:", 0)
        async for key in self._redis.scan_iter(match=f"{keys.of_shard(shard, 'pace')}:*", count=1000):
            if keys.tenant_inside(key) == tenant and keys.last_part(key).startswith(f"@{learner} "):
                await self._redis.delete(key)
        return dropped

    async def disband(self, tenant: str) -> None:
        """Take away all of a team's, with everything it keeps."""
        async for key in self._redis.scan_iter(match=f"{keys.tag(tenant)}:*", count=1000):
            for asked in await self._redis.smembers(key) if keys.name_of(key) == "asked" else ():
                await self._redis.delete(asked)
            await self._redis.delete(key)
        shard = keys.shard(tenant)
        await self._turns(shard, tenant)
        await self._errands(shard, tenant)
        for key in await self._redis.zrange(keys.of_shard(shard, "posts"), 0, -1):
            letter = await self._redis.hget(keys.of_shard(shard, "post", key), "letter")
            if letter and json.loads(letter)["place"]["tenant"] == tenant:
                await self._erase(shard, key)
        await self._said_unasked(shard, f"push:{tenant}:", 1)
        for kind in NAMING_A_TENANT:
            async for key in self._redis.scan_iter(match=f"{keys.of_shard(shard, kind)}:*", count=1000):
                if keys.tenant_inside(key) == tenant:
                    await self._redis.delete(key)

    async def _turns(self, shard: int, tenant: str, learner: str | None = None) -> int:
        dropped = 0
        async for stream, entry in self._entries(shard, "turns", tenant, learner):
            queued = keys.of_shard(shard, "queued", keys.last_part(stream))
            dropped += await self._scripts.run("drop_turn", [stream, queued], GROUP, entry, tenant)
        async for stream, entry in self._entries(shard, "parked", tenant, learner):
            dropped += await self._redis.xdel(stream, entry)
        return dropped

    async def _errands(self, shard: int, tenant: str, learner: str | None = None) -> None:
        """A person's reminders and letters, or all errands of a team, whichever platform they are planned on."""
        theirs = tuple(errand_name(kind, tenant, learner or "") for kind in OF_A_PERSON)
        async for key in self._redis.scan_iter(match=f"{keys.of_shard(shard, 'errands')}:*", count=1000):
            for errand in await self._redis.zrange(key, 0, -1):
                if errand.startswith(theirs) if learner is not None else tenant_named(errand) == tenant:
                    await self._redis.zrem(key, errand)

    async def _said_unasked(self, shard: int, begins: str, parts: int) -> None:
        """Posts whose key begins so and goes on with ``parts`` colons: an id may begin like another's."""
        found = await self._redis.zrange(keys.of_shard(shard, "unknown"), 0, -1)
        async for name in self._redis.scan_iter(match=f"{keys.of_shard(shard, 'post', begins)}*", count=1000):
            found.append(keys.last_part(name))
        for key in found:
            if key.startswith(begins) and key.removeprefix(begins).count(":") == parts:
                await self._erase(shard, key)

    async def _erase(self, shard: int, key: str) -> None:
        names = [keys.of_shard(shard, "post", key), keys.of_shard(shard, "posts"), keys.of_shard(shard, "unknown")]
        await self._scripts.run("erase_post", names, key)

    async def _entries(self, shard: int, name: str, tenant: str, learner: str | None) -> AsyncIterator[tuple[str, str]]:
        """The entries of a person or a team in every stream of this kind, as (stream, id)."""
        async for stream in self._redis.scan_iter(match=f"{keys.of_shard(shard, name)}:*", count=1000):
            for entry, fields in await self._redis.xrange(stream):
                if fields["tenant"] == tenant and learner in (None, fields["learner"]):
                    yield stream, entry
