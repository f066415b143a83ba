"""What became of each unsolicited message: claimed by one, moved by whoever holds the latest claim."""

from __future__ import annotations

from datetime import datetime

from bot import codec
from bot.memory import keys
from bot.memory.client import Client
from bot.memory.scripts import Store
from bot.ports import Clock
from bot.records import Push


class RedisPushes(Store):
    """CLAIMED → SENDING (→ SCHEDULED) → SENT | UNKNOWN | FAILED, or SKIPPED | EMPTY | WITHDRAWN.

    See ``lua/claim_push.lua``.
    """

    def __init__(self, redis: Client, clock: Clock) -> None:
        super().__init__(redis)
        self._clock = clock

    async def claim(
        self, tenant: str, subject: str, key: str, *, due: datetime, holder: str, lease: float, own: bool = False
    ) -> tuple[bool, Push]:
        """Take a push up; see :class:`bot.groups.ports.Pushes`."""
        now = self._clock.now().timestamp()
        new = codec.dumps(Push("CLAIMED", due))
        taken, stored = await self._scripts.run(
            "claim_push", [_key(tenant, subject, own)], key, holder, now, now + lease, new
        )
        return bool(taken), codec.loads(Push, stored)

    async def move(
        self, tenant: str, subject: str, key: str, push: Push, *, fence: int | None = None, own: bool = False
    ) -> bool:
        """Set a push to what is given, unless somebody else has it or it is settled otherwise."""
        claimed = "" if fence is None else fence
        return bool(await self._scripts.run("move_push", [_key(tenant, subject, own)], key, claimed, codec.dumps(push)))

    async def get(self, tenant: str, subject: str, key: str, *, own: bool = False) -> Push | None:
        """How a push stands."""
        stored = await self._redis.hget(_key(tenant, subject, own), key)
        return codec.loads(Push, stored) if stored else None

    async def history(self, tenant: str, subject: str, *, own: bool = False) -> dict[str, Push]:
        """Every push of a channel (or of a learner) by its key, oldest key first."""
        stored = await self._redis.hgetall(_key(tenant, subject, own))
        return {key: codec.loads(Push, text) for key, text in sorted(stored.items())}


def _key(tenant: str, subject: str, own: bool) -> str:
    return keys.of_learner(tenant, subject, "nudges") if own else keys.of_tenant(tenant, "pushes", subject)
