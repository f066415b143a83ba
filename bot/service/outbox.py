"""The durable way out: each business key is posted once, or its outcome is reported as unknown.

CLAIMED → SENDING(nonce) → SENT(message id) | UNKNOWN | FAILED, or WAITING for its next attempt.  The
rule that holds here: posting is never repeated blindly.  A post may be sent again only if the platform
did certainly not take it, if it is an edit (made twice, it is made), or if the platform itself
recognises the nonce and little time has passed.  What was being sent when a process died counts as
unknown, not as unsent; whoever works on a post renews its claim, so a claim that runs out is a death.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot import codec, metrics
from bot.conversation import Address, Place, Reply
from bot.memory import keys
from bot.memory.client import Client
from bot.memory.scripts import Scripts
from bot.platforms import Draft, NotDelivered, NotThere, OutcomeUnknown, Platform, RateLimited
from bot.ports import Clock, Unavailable
from bot.service.claims import KEPT_SECONDS, Claims, called_for, resends
from bot.service.letters import Claim, Letter, Posted, look_for, nonce_of
from bot.service.pacing import ChatLine, patience

TRIED_FOR = 24 * 3600.0
"""Seconds after which a post that could not be sent is given up."""

ONE_CALL = 60.0
"""Seconds after which a call of a platform is given up; it may still have arrived."""

RESENT_WITHIN = 120.0
"""Seconds for which a platform recognises a nonce, so that a post may be sent again."""

SURE_AFTER = ONE_CALL + 15.0
"""Seconds after which a call cannot arrive any more: what is not there then was not taken."""

TOO_LATE = "it was too late for it"
OVERTAKEN = "a later version stands there"
RESENDS = 5
LONGEST_PAUSE = 3600.0
LOOKED_AGAIN = timedelta(seconds=30)

Sleep = Callable[[float], Awaitable[None]]

log = structlog.get_logger(__name__)


class Outbox:
    """Sends replies once per business key; all it knows is in Redis."""

    def __init__(self, redis: Client, clock: Clock, sleep: Sleep = asyncio.sleep) -> None:
        self._redis = redis
        self._scripts = Scripts(redis)
        self._clock = clock
        self._sleep = sleep
        self._claims = Claims(redis, self._scripts, clock)
        self._line = ChatLine(self._scripts, clock)
        self._refusals: set[tuple[str, str]] = set()

    async def send(
        self,
        key: str,
        platform: Platform,
        place: Place,
        address: Address,
        reply: Reply,
        *,
        learner: str = "",
        until: datetime | None = None,
        in_doubt: Reply | None = None,
    ) -> Posted:
        """Say ``reply`` once for ``key``; the same key again returns what it came to.

        WAITING and CLAIMED are promises: :meth:`attempt` keeps them, whichever process calls it.
        ``learner``: whose it is, so that it goes when they are forgotten.  ``until``: not begun later.
        ``in_doubt``: said, once, where nobody can tell whether ``reply`` arrived.
        """
        letter = codec.dumps(Letter(place, address, reply, until, in_doubt))
        whose = f"{place.tenant}\n{learner}" if learner else ""
        claim = await self._claims.take(keys.shard(place.tenant), key, platform.name, letter, whose)
        return claim if isinstance(claim, Posted) else await self._work(claim, platform)

    async def begin(self, key: str, platform: Platform, place: Place, address: Address) -> Draft | None:
        """Begin the message of ``key`` before its words are complete; :meth:`send` ends it.

        ``None`` where the platform says replies whole, or where this was begun before: by a process that
        died, perhaps, and then its message is the one that :meth:`send` completes.
        """
        post = keys.of_shard(keys.shard(place.tenant), "post", key)
        if not await self._scripts.run("begin_draft", [post], KEPT_SECONDS):
            return None
        try:
            async with asyncio.timeout(ONE_CALL):
                draft = await platform.begin(place, address, nonce_of(key))
        except (RateLimited, NotDelivered, OutcomeUnknown, TimeoutError) as trouble:
            log.info("the reply comes whole", key=key, reason=str(trouble))
            return None
        if draft is not None:
            await self._redis.hset(post, "draft", draft.message)
        return draft

    async def attempt_due(self, platforms: Mapping[str, Platform]) -> int:
        """Attempt every post that is due now, and say how many there were."""
        return sum(await asyncio.gather(*(self.attempt(*post, platforms) for post in await self.due())))

    async def due(self) -> list[tuple[int, str]]:
        """The shard and key of every post that is due."""
        now, found = self._clock.now().timestamp(), list[tuple[int, str]]()
        for shard in range(keys.SHARDS):
            due = await self._redis.zrangebyscore(keys.of_shard(shard, "posts"), "-inf", now, start=0, num=50)
            found += [(shard, key) for key in due]
        return found

    async def attempt(self, shard: int, key: str, platforms: Mapping[str, Platform]) -> bool:
        """Attempt one of :meth:`due`; ``False`` where that is another process's, or nobody's any more."""
        try:
            name = await self._redis.hget(keys.of_shard(shard, "post", key), "platform")
            if name is not None and name not in platforms:
                return False
            claim = await self._claims.take(shard, key, name or "", "", "")
            if isinstance(claim, Posted):
                return False
            await self._work(claim, platforms[claim.platform])
        except Unavailable:
            return False
        except Exception:
            log.exception("attempt failed; it is looked at again", key=key)
        return True

    async def call(self, name: str, platform: str, place: Place, message: str) -> None:
        """Remember that the message called ``name`` has the id ``message``: somebody pressed a button on it."""
        await self._redis.set(
            keys.of_message(keys.shard(place.tenant), platform, place, name), message, ex=KEPT_SECONDS
        )

    async def unknown(self) -> list[str]:
        """The keys of posts whose outcome is unknown, for ``studyhall doctor``."""
        since = self._clock.now().timestamp() - KEPT_SECONDS
        found: list[str] = []
        for shard in range(keys.SHARDS):
            found += await self._redis.zrangebyscore(keys.of_shard(shard, "unknown"), since, "+inf")
        return found

    async def _work(self, claim: Claim, platform: Platform) -> Posted:
        async with self._claims.held(claim, platform):
            if claim.left == "SENDING" and not claim.letter.edit:
                return await self._reconcile(claim, platform, claim.first or claim.created, pause=0.0)
            if claim.letter.until is not None and self._clock.now() > claim.letter.until:
                return await self._close(claim, Posted("FAILED", reason=TOO_LATE))
            if await self._line.overtaken(claim):
                return await self._close(claim, Posted("SENT", claim.letter.reply.replaces or "", OVERTAKEN))
            wait = await self._line.stand(claim)
            if wait > patience(claim.letter):
                return await self._put_off(claim, wait, "others are before it", claim.tries)
            if wait > 0:
                await self._sleep(wait)
            return await self._say(claim, platform)

    async def _say(self, claim: Claim, platform: Platform, doubt: datetime | None = None) -> Posted:
        """One call of the platform, and its outcome.  ``doubt``: when an earlier call was made that may have arrived."""
        began = self._clock.now()
        if not await self._claims.move(claim, Posted("SENDING"), due=began.timestamp() + called_for(claim, platform)):
            return Posted("CLAIMED", reason="another process has it")
        letter = claim.letter
        try:
            async with asyncio.timeout(ONE_CALL):
                message = await platform.deliver(letter.place, letter.address, letter.reply, claim.nonce)
        except (OutcomeUnknown, TimeoutError):
            return await self._reconcile(claim, platform, doubt or began)
        except RateLimited as limited:
            await self._line.pause(claim, limited.seconds)
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

    async def _reconcile(self, claim: Claim, platform: Platform, doubt: datetime, pause: float = 2.0) -> Posted:
        """Look for a post that may be there; say it again only while the platform would know its nonce."""
        absent = False
        try:
            async with asyncio.timeout(ONE_CALL):
                if found := await look_for(claim, platform):
                    return await self._close(claim, Posted("SENT", found))
        except NotThere:
            # What was handed over ahead may be gone because it was said.
            absent = not claim.overdue(self._clock.now())
        except (RateLimited, NotDelivered, OutcomeUnknown, TimeoutError) as blind:
            log.info("nobody can look", key=claim.key, reason=str(blind))
            if claim.letter.ahead and not claim.overdue(self._clock.now()):
                return await self._look_again(claim, self._clock.now() + LOOKED_AGAIN)
        if claim.letter.edit:
            tries = claim.tries + 1
            return await self._put_off(claim, min(2.0**tries, LONGEST_PAUSE), "the edit is made again", tries)
        said_by = (self._clock.now() - doubt).total_seconds() + pause + ONE_CALL
        if claim.resent < RESENDS and resends(platform) and said_by < RESENT_WITHIN:
            await self._sleep(pause)
            if (self._clock.now() - doubt).total_seconds() + ONE_CALL < RESENT_WITHIN:
                return await self._say(replace(claim, resent=claim.resent + 1), platform, doubt)
        if absent:
            return await self._certainly_not(claim, doubt)
        letter = claim.letter
        if letter.in_doubt is not None:
            whose = letter.address.get("user", "")
            await self.send(
                f"{claim.key}:doubt", platform, letter.place, letter.address, letter.in_doubt, learner=whose
            )
        return await self._close(claim, Posted("UNKNOWN", reason="the connection broke while it was sent"))

    async def _certainly_not(self, claim: Claim, doubt: datetime) -> Posted:
        """The message is not there: try again from the start once an earlier call cannot arrive any more."""
        sure = doubt + timedelta(seconds=SURE_AFTER)
        if self._clock.now() >= sure:
            return await self._put_off(claim, 0.0, "it was not taken", claim.tries + 1)
        return await self._look_again(claim, sure)

    async def _look_again(self, claim: Claim, at: datetime) -> Posted:
        waits = Posted("SENDING", reason="it is looked for once more")
        await self._claims.move(claim, waits, due=at.timestamp())
        return waits

    async def _put_off(self, claim: Claim, seconds: float, reason: str, tries: int) -> Posted:
        now = self._clock.now()
        if (now - claim.created).total_seconds() + seconds > TRIED_FOR:
            return await self._close(claim, Posted("FAILED", reason=reason))
        later = Posted("WAITING", reason=reason)
        await self._claims.move(claim, later, due=now.timestamp() + seconds, tries=tries)
        return later

    async def _close(self, claim: Claim, posted: Posted) -> Posted:
        letter = claim.letter
        if posted.state == "SENT" and letter.reply.key and not letter.alone:
            name = keys.of_message(claim.shard, claim.platform, letter.place, letter.reply.key)
            await self._redis.set(name, posted.message, ex=KEPT_SECONDS)
        if not await self._claims.move(claim, posted, due=0):
            return posted  # another process had taken it over, and counts it
        metrics.POSTS.labels(claim.platform, posted.state).inc()
        log.info("posted", key=claim.key, state=posted.state, reason=posted.reason)
        if posted.state == "FAILED" and (refusal := (claim.platform, posted.reason)) not in self._refusals:
            self._refusals.add(refusal)  # told once: as long as its cause stands, every reply there meets it
            log.warning("a reply could not be said", platform=claim.platform, reason=posted.reason)
        return posted
