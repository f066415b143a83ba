"""When the service was last known to be there, whichever process said so."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.memory import keys
from bot.memory.client import Client
from bot.memory.scripts import Scripts


class RedisHeartbeat:
    """One instant for the whole installation; it never goes back."""

    def __init__(self, redis: Client) -> None:
        self._redis = redis
        self._scripts = Scripts(redis)

    async def last(self) -> datetime | None:
        """The last beat; ``None`` before the first one."""
        stored = await self._redis.get(keys.of_shard(0, "beat"))
        return datetime.fromtimestamp(float(stored), UTC) if stored else None

    async def beat(self, at: datetime) -> None:
        """It is there now."""
        await self._scripts.run("beat", [keys.of_shard(0, "beat")], at.timestamp())
