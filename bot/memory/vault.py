"""Sealed secrets of a platform (tokens of many workspaces): bytes by key, never read here."""

from __future__ import annotations

from base64 import b64decode, b64encode

from bot.memory import keys
from bot.memory.scripts import Store


class RedisVault(Store):
    """A small store of sealed bytes."""

    async def get(self, key: str) -> bytes | None:
        """What was put there."""
        stored = await self._redis.get(self._key(key))
        return b64decode(stored) if stored else None

    async def put(self, key: str, value: bytes, *, seconds: int | None = None) -> None:
        """Keep it, for a while or for good."""
        await self._redis.set(self._key(key), b64encode(value).decode(), ex=seconds)

    async def delete(self, key: str) -> None:
        """Remove it."""
        await self._redis.delete(self._key(key))

    async def names(self, prefix: str) -> list[str]:
        """Everything kept under a key that begins so."""
        found = [keys.last_part(key) async for key in self._redis.scan_iter(match="{s:*}:vault:*", count=1000)]
        return sorted(name for name in found if name.startswith(prefix))

    @staticmethod
    def _key(key: str) -> str:
        return keys.of_shard(keys.shard(key), "vault", key)
