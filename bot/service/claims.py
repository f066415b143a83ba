"""Whose a post is, while it is on its way: claimed by one attempt, held as long as that works, moved on.

The rule that holds here: every step is one script, and only the attempt that holds a post moves it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from uuid import uuid4

from bot import codec
from bot.memory import keys
from bot.memory.client import Client
from bot.memory.clock import instant
from bot.memory.scripts import Scripts
from bot.platforms import Platform
from bot.ports import Clock, Unavailable
from bot.service.letters import Claim, Letter, Posted, nonce_of

KEPT_SECONDS = 30 * 24 * 3600

CLAIMED_FOR = 1.5
"""Seconds without a renewal after which another process may take over a post that was not yet being sent."""

CALLED_FOR = 20.0
"""The same for a post that is being sent; whoever takes it over can only look for it, so there is no hurry.

What can be sent again is, and somebody may be waiting for it.
"""

AN_ID = re.compile(r"[\d.]+")
"""A message as platforms number them; every other name is one of ours."""


class Claims:
    """The posts in Redis, as attempts at them see them."""

    def __init__(self, redis: Client, scripts: Scripts, clock: Clock) -> None:
        self._redis = redis
        self._scripts = scripts
        self._clock = clock

    async def take(self, shard: int, key: str, platform: str, letter: str, whose: str) -> Claim | Posted:
        """The post, for whoever shall work on it now, or how it stands.  Without a ``letter`` only what is there is taken."""
        now = self._clock.now().timestamp()
        attempt = uuid4().hex
        post = [keys.of_shard(shard, "post", key), keys.of_shard(shard, "posts")]
        given = (key, attempt, now, now + CLAIMED_FOR, nonce_of(key), platform, letter, KEPT_SECONDS, whose)
        got = await self._scripts.run("claim_post", post, *given)
        if not got[0]:
            return Posted(*got[1:])
        left, kept, first, stored, name, tries, created, draft, turn = got[1:]
        began, stood = (instant(at) if at else None for at in (first, turn))
        pointed = await self._pointed(codec.loads(Letter, stored), shard, name, draft)
        return Claim(key, shard, attempt, left, kept, began, pointed, name, int(tries), instant(created), stood)

    async def _pointed(self, letter: Letter, shard: int, platform: str, draft: str) -> Letter:
        """The letter with the id of the message it edits: its own draft, or the one whose key it replaces.

        A key that names no message leaves nothing to edit: what is said is new, and said once.
        """
        if draft:
            return replace(letter, address={**letter.address, "draft": draft})
        named = letter.reply.replaces
        if named is None or named == "pressed":
            return letter
        found = await self._redis.get(keys.of_message(shard, platform, letter.place, named))
        itself = named if AN_ID.fullmatch(named) else None
        return replace(letter, reply=replace(letter.reply, replaces=found or itself))

    @asynccontextmanager
    async def held(self, claim: Claim, platform: Platform) -> AsyncIterator[None]:
        """Renew the claim while it is worked on."""

        async def hold() -> None:
            names = [keys.of_shard(claim.shard, "post", claim.key), keys.of_shard(claim.shard, "posts")]
            while True:
                await asyncio.sleep(CLAIMED_FOR / 5)
                with suppress(Unavailable):
                    now = self._clock.now().timestamp()
                    untils = now + CLAIMED_FOR, now + called_for(claim, platform)
                    await self._scripts.run("hold_post", names, claim.key, claim.attempt, *untils)

        holding = asyncio.create_task(hold())
        try:
            yield
        finally:
            holding.cancel()

    async def move(self, claim: Claim, to: Posted, *, due: float, tries: int | None = None) -> bool:
        """Put it into another state, to be looked at when it is ``due``; ``False`` if another attempt holds it."""
        names = [keys.of_shard(claim.shard, "post", claim.key)]
        names += [keys.of_shard(claim.shard, "posts"), keys.of_shard(claim.shard, "unknown")]
        tried = claim.tries if tries is None else tries
        now = self._clock.now().timestamp()
        what = (to.state, now, due, to.message, to.reason, tried, KEPT_SECONDS)
        return bool(await self._scripts.run("move_post", names, claim.key, claim.attempt, *what))


def called_for(claim: Claim, platform: Platform) -> float:
    """Seconds without a renewal after which a post that is being sent is another's."""
    return CLAIMED_FOR if claim.letter.edit or resends(platform) else CALLED_FOR


def resends(platform: Platform) -> bool:
    """Whether a post may be sent again, because the platform knows its nonce."""
    return getattr(platform, "resend_safe", False)
