"""The durable way out: one business key, one message, and an honest word where that is not known.

CLAIMED → SENDING(nonce) → SENT(message id) | UNKNOWN | FAILED, or WAITING for its next attempt.  The
rule that holds here: posting is never repeated blindly.  A post may be sent again only if the platform
did certainly not take it, or itself recognises the nonce and little time has passed.  What was being
sent when a process died counts as unknown, not as unsent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Literal
from uuid import uuid4

import structlog

from bot.conversation import Address, Place, Reply
from bot.memory import codec, keys
from bot.memory.client import Client
from bot.memory.scripts import Scripts
from bot.platforms import NotDelivered, OutcomeUnknown, Platform, RateLimited
from bot.ports import Clock, Unavailable

KEPT_SECONDS = 30 * 24 * 3600
TRIED_FOR = 24 * 3600.0
CLAIMED_FOR = 180.0
ONE_CALL = 60.0
SHORT_WAIT = 5.0
A_POST = 1.0
RESENT_WITHIN = 120.0
RESENDS = 5
LONGEST_PAUSE = 3600.0
LOOKED_EVERY = 1.0

State = Literal["CLAIMED", "SENDING", "WAITING", "SENT", "UNKNOWN", "FAILED", "GONE"]
Sleep = Callable[[float], Awaitable[None]]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be said, and where."""

    place: Place
    address: Address
    reply: Reply


@dataclass(frozen=True, slots=True)
class Posted:
    """What a key came to: ``message`` is the id of a sent one, ``reason`` why it is not (yet)."""

    state: State
    message: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Claim:
    """One attempt at a post, and what earlier ones left."""

    key: str
    shard: int
    attempt: str
    left: str
    nonce: str
    first: datetime | None
    letter: Letter
    platform: str
    tries: int
    created: datetime
    resent: int = 0


class Outbox:
    """Sends replies once per business key; all it knows is in Redis."""

    def __init__(self, redis: Client, clock: Clock, sleep: Sleep = asyncio.sleep) -> None:
        self._redis = redis
        self._scripts = Scripts(redis)
        self._clock = clock
        self._sleep = sleep

    async def send(self, key: str, platform: Platform, place: Place, address: Address, reply: Reply) -> Posted:
        """Say ``reply`` once for ``key``; the same key again returns what it came to.

        WAITING and CLAIMED are promises: :meth:`carry` keeps them, whichever process runs it.
        """
        letter = codec.dumps(Letter(place, address, reply))
        claim = await self._claim(keys.shard(place.tenant), key, platform.name, letter)
        return claim if isinstance(claim, Posted) else await self._work(claim, platform)

    async def carry(self, platforms: Mapping[str, Platform], stop: asyncio.Event) -> None:
        """Until ``stop``, attempt what is due: put off, or left behind by a process that died."""
        while not stop.is_set():
            with suppress(Unavailable):
                await self.attempt_due(platforms)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOKED_EVERY)

    async def attempt_due(self, platforms: Mapping[str, Platform]) -> int:
        """Attempt every post that is due now, and say how many there were."""
        now = self._clock.now().timestamp()
        done = 0
        for shard in range(keys.SHARDS):
            due = await self._redis.zrangebyscore(keys.of_shard(shard, "posts"), "-inf", now, start=0, num=50)
            done += sum(await asyncio.gather(*(self._attempt(shard, key, platforms) for key in due)))
        return done

    async def unknown(self) -> list[str]:
        """The keys nobody can tell the outcome of, for the doctor."""
        since = self._clock.now().timestamp() - KEPT_SECONDS
        found: list[str] = []
        for shard in range(keys.SHARDS):
            found += await self._redis.zrangebyscore(keys.of_shard(shard, "unknown"), since, "+inf")
        return found

    async def _attempt(self, shard: int, key: str, platforms: Mapping[str, Platform]) -> bool:
        name = await self._redis.hget(keys.of_shard(shard, "post", key), "platform")
        if name is not None and name not in platforms:
            return False
        claim = await self._claim(shard, key, name or "", "")
        if isinstance(claim, Posted):
            return False
        try:
            await self._work(claim, platforms[claim.platform])
        except Exception:
            log.exception("attempt failed; it is looked at again", key=key)
        return True

    async def _claim(self, shard: int, key: str, platform: str, letter: str) -> _Claim | Posted:
        now = self._clock.now().timestamp()
        attempt = uuid4().hex
        nonce = blake2b(key.encode(), digest_size=12).hexdigest()
        post = [keys.of_shard(shard, "post", key), keys.of_shard(shard, "posts")]
        got = await self._scripts.run(
            "claim_post", post, key, attempt, now, now + CLAIMED_FOR, nonce, platform, letter, KEPT_SECONDS
        )
        if not got[0]:
            return Posted(*got[1:])
        left, kept, first, stored, name, tries, created = got[1:]
        began = _instant(first) if first else None
        return _Claim(
            key, shard, attempt, left, kept, began, codec.loads(Letter, stored), name, int(tries), _instant(created)
        )

    async def _work(self, claim: _Claim, platform: Platform) -> Posted:
        if claim.left == "SENDING":
            return await self._reconcile(claim, platform, claim.first or claim.created)
        wait = await self._pace(claim)
        if wait > SHORT_WAIT:
            return await self._put_off(claim, wait, "others are before it", claim.tries)
        if wait > 0:
            await self._sleep(wait)
        return await self._say(claim, platform)

    async def _say(self, claim: _Claim, platform: Platform, doubt: datetime | None = None) -> Posted:
        """One call of the platform, and what it came to.  ``doubt``: an earlier one may have been taken then."""
        began = self._clock.now()
        if not await self._move(claim, Posted("SENDING"), due=began.timestamp() + CLAIMED_FOR):
            return Posted("CLAIMED", reason="another process has it")
        letter = claim.letter
        try:
            async with asyncio.timeout(ONE_CALL):
                message = await platform.deliver(letter.place, letter.address, letter.reply, claim.nonce)
        except (OutcomeUnknown, TimeoutError):
            return await self._reconcile(claim, platform, doubt or began)
        except RateLimited as limited:
            await self._pace(claim, pause=limited.seconds)
            if doubt:
                return await self._reconcile(claim, platform, doubt, limited.seconds)
            return await self._put_off(claim, limited.seconds, str(limited), claim.tries)
        except NotDelivered as refused:
            if doubt:
                return await self._reconcile(claim, platform, doubt)
            if refused.final:
                return await self._close(claim, Posted("FAILED", reason=str(refused)))
            return await self._put_off(claim, min(2.0**claim.tries, LONGEST_PAUSE), str(refused), claim.tries + 1)
        return await self._close(claim, Posted("SENT", message))

    async def _reconcile(self, claim: _Claim, platform: Platform, doubt: datetime, pause: float = 2.0) -> Posted:
        """Look for a post that may be there; say it again only while the platform would know its nonce."""
        with suppress(RateLimited, NotDelivered, OutcomeUnknown, TimeoutError):
            async with asyncio.timeout(ONE_CALL):
                if found := await platform.find(claim.letter.place, claim.nonce):
                    return await self._close(claim, Posted("SENT", found))
        said_by = (self._clock.now() - doubt).total_seconds() + pause + ONE_CALL
        if claim.resent < RESENDS and getattr(platform, "resend_safe", False) and said_by < RESENT_WITHIN:
            await self._sleep(pause)
            if (self._clock.now() - doubt).total_seconds() + ONE_CALL < RESENT_WITHIN:
                return await self._say(replace(claim, resent=claim.resent + 1), platform, doubt)
        return await self._close(claim, Posted("UNKNOWN", reason="the connection broke while it was sent"))

    async def _put_off(self, claim: _Claim, seconds: float, reason: str, tries: int) -> Posted:
        now = self._clock.now()
        if (now - claim.created).total_seconds() + seconds > TRIED_FOR:
            return await self._close(claim, Posted("FAILED", reason=reason))
        later = Posted("WAITING", reason=reason)
        await self._move(claim, later, due=now.timestamp() + seconds, tries=tries)
        return later

    async def _close(self, claim: _Claim, posted: Posted) -> Posted:
        await self._move(claim, posted, due=0)
        log.info("posted", key=claim.key, state=posted.state, reason=posted.reason)
        return posted

    async def _move(self, claim: _Claim, to: Posted, *, due: float, tries: int | None = None) -> bool:
        names = [keys.of_shard(claim.shard, "post", claim.key)]
        names += [keys.of_shard(claim.shard, "posts"), keys.of_shard(claim.shard, "unknown")]
        tried = claim.tries if tries is None else tries
        now = self._clock.now().timestamp()
        return bool(
            await self._scripts.run(
                "move_post",
                names,
                claim.key,
                claim.attempt,
                to.state,
                now,
                due,
                to.message,
                to.reason,
                tried,
                KEPT_SECONDS,
            )
        )

    async def _pace(self, claim: _Claim, pause: float = 0.0) -> float:
        """How long the place asks to wait: a post each second in a channel, and what a platform demanded."""
        place = claim.letter.place
        name = keys.of_shard(claim.shard, "pace", claim.platform, place.tenant, place.channel or "")
        now = self._clock.now().timestamp()
        spacing = A_POST if place.channel and not pause else 0.0
        return float(await self._scripts.run("take_pace", [name], now, spacing, SHORT_WAIT, now + pause, 60))


def _instant(seconds: str) -> datetime:
    return datetime.fromtimestamp(float(seconds), UTC)
