"""What is said unasked in service: through the outbox, in the pace that each platform bears.

The rules that hold here: at nine o'clock the posts of all channels leave one after the other, so many a
second for a whole platform, whichever processes send them; and where a post cannot be repeated a process
has one on its way at a time, because whatever is on its way when it dies stays in doubt.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog

from bot.conversation import Address, Place, Post
from bot.letters import Posted
from bot.memory import keys
from bot.memory.client import Client
from bot.memory.scripts import Scripts
from bot.outbox import Outbox
from bot.platforms import NotDelivered, OutcomeUnknown, Platform, RateLimited
from bot.ports import Clock
from bot.records import Said

# Discord allows fifty calls a second for a whole app, answers to people included; Slack counts by workspace.
APART: Mapping[str, float] = {"discord": 1 / 20}
OTHERS_APART = 1 / 50
LONGEST_QUEUE = 300.0
KEPT_SECONDS = 60
KEPT_PROMISE = ("CLAIMED", "SENDING", "WAITING")

Sleep = Callable[[float], Awaitable[None]]

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class OutboxPosting:
    """The :class:`bot.groups.ports.Posting` of a process in service."""

    outbox: Outbox
    by_name: Mapping[str, Platform]
    redis: Client
    clock: Clock
    sleep: Sleep = asyncio.sleep
    one: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def platforms(self) -> Collection[str]:
        """The platforms this process can post to."""
        return self.by_name.keys()

    async def post(self, post: Post, *, until: datetime) -> Said:
        """Say it; the same key again returns what it came to.  After ``until`` it is no longer begun."""
        await self._queue(post.place.platform)
        platform = self.by_name[post.place.platform]
        address: Address = {"user": post.learner} if post.learner else {}
        reply, whose = replace(post.reply, data={}), post.learner or ""
        async with nullcontext() if platform.resend_safe else self.one:
            posted = await self.outbox.send(post.key, platform, post.place, address, reply, learner=whose, until=until)
        return _said(posted)

    async def open_thread(self, key: str, place: Place, message: str, title: str) -> Place | None:
        """A thread under a message, where the platform makes them; done twice, it is the same one."""
        opens = getattr(self.by_name[place.platform], "open_thread", None)
        if opens is None:
            return None
        try:
            thread: Place | None = await opens(place, message, title)
        except (NotDelivered, OutcomeUnknown, RateLimited) as refused:
            log.info("no thread", key=key, reason=str(refused))
            return None
        return thread

    async def _queue(self, platform: str) -> None:
        """Stand in the one queue of the platform."""
        name = keys.of_shard(keys.shard(platform), "pace", platform, "", "unasked")
        now = self.clock.now().timestamp()
        apart = APART.get(platform, OTHERS_APART)
        scripts = Scripts(self.redis)
        wait = float(await scripts.run("take_pace", [name], now, apart, LONGEST_QUEUE, now, KEPT_SECONDS))
        if wait > 0:
            await self.sleep(wait)


def _said(posted: Posted) -> Said:
    if posted.state in KEPT_PROMISE:
        return Said("WAITING", "", posted.reason)
    if posted.state == "SENT" or posted.state == "UNKNOWN":
        return Said(posted.state, posted.message, posted.reason)
    return Said("FAILED", "", posted.reason)
