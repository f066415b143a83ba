"""Who was forgotten, without saying who: a mark of the person and the instant, kept with the tenant.

The rule that holds here: a mark outlives every secret.  Its salt stands in Redis and in every backup that
has marks, so STUDYHALL_SECRET may change at any time, and what was deleted stays deleted.  A mark cannot
be turned back into an id; whoever holds Redis (or such a backup) and a list of ids can tell which of them
were forgotten.  Several salts are in force where a backup of another installation was read in; each is looked under.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from itertools import chain

from bot.memory import keys
from bot.memory.client import Client
from bot.memory.clock import instant
from bot.memory.scripts import Store

SALTS = keys.of_shard(0, "salts")
NAMELESS = keys.of_tenant("", "forgotten")
"""The marks of those who had a tenant of their own, whose name would say who they were."""

LENGTH = 32
PART = 2000
ASKED_AGAIN = 10.0
"""Seconds for which the salts are remembered: they grow only where a backup of another installation is read in."""


class Tombstones(Store):
    """The marks of every tenant.

    ``first`` becomes the salt where Redis has none yet; without it, chance decides.  Installations from
    before salts were kept salted with what their last secret gave, and go on with the same.
    """

    def __init__(self, redis: Client, first: bytes = b"", now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(redis)
        self._first = first
        self._now = now
        self._lately: tuple[float, tuple[bytes, ...]] = (-ASKED_AGAIN, ())

    async def salts(self) -> tuple[bytes, ...]:
        """Those in force, at least one; the first of them makes new marks."""
        proposal = self._first or secrets.token_bytes(LENGTH)
        kept = await self._scripts.run("agree_salt", [SALTS], proposal.hex())
        return tuple(bytes.fromhex(salt) for salt in sorted(kept))

    async def raise_(self, tenant: str, learner: str, at: datetime) -> str:
        """Mark the person as forgotten at ``at`` and return the mark."""
        known_as = mark((await self.salts())[0], tenant, learner)
        await self.merge(_kept_under(tenant, learner), {known_as: at.timestamp()})
        return known_as

    async def latest(self, tenant: str, learner: str) -> datetime | None:
        """When the person was forgotten last."""
        if self._now() - self._lately[0] >= ASKED_AGAIN:
            self._lately = self._now(), await self.salts()
        names = [mark(salt, tenant, learner) for salt in self._lately[1]]
        found = await self._redis.hmget(_kept_under(tenant, learner), names)
        times = [float(at) for at in found if at is not None]
        return instant(max(times)) if times else None

    async def merge(self, key: str, marks: Mapping[str, str | float]) -> None:
        """Add marks to those under ``key``; of one that is there already the later instant stays."""
        flat = list(chain.from_iterable(marks.items()))
        for start in range(0, len(flat), PART * 2):
            await self._scripts.run("mark_forgotten", [key], *flat[start : start + PART * 2])

    async def accept(self, salts: Collection[str]) -> None:
        """Look under the salts of a backup too."""
        if salts:
            await self._redis.sadd(SALTS, *salts)


def _kept_under(tenant: str, learner: str) -> str:
    return NAMELESS if keys.of_one(tenant, learner) else keys.of_tenant(tenant, "forgotten")


def mark(salt: bytes, tenant: str, learner: str) -> str:
    """What a tombstone calls a person."""
    return hashlib.blake2b(f"{tenant}\0{learner}".encode(), key=salt[:64], digest_size=12).hexdigest()
