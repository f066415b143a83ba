"""Posts that nobody's turn asked for, sent through the outbox at the rate each platform allows.

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
from bot.memory import keys
from bot.memory.client import Client
from bot.memory.scripts import Scripts
from bot.platforms import NotDelivered, Platform
from bot.platforms.abilities import OpensThreads, Pins
from bot.ports import Clock
from bot.records import Said
from bot.service.ahead import OutboxCalendar
from bot.service.letters import said_of
from bot.service.outbox import Outbox
from bot.service.patience import patiently

# Discord allows fifty calls a second for a whole app, answers to people included; Slack counts by workspace.
APART: Mapping[str, float] = {"discord": 1 / 20}
OTHERS_APART = 1 / 50
LONGEST_QUEUE = 300.0
KEPT_SECONDS = 60

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
    complaints: set[tuple[str, str]] = field(default_factory=set)

    @property
    def platforms(self) -> Collection[str]:
        """The platforms this process can post to."""
        return self.by_name.keys()

    @property
    def calendar(self) -> OutboxCalendar:
        """The way to hand something over ahead of its time."""
        return OutboxCalendar(self.outbox, self.by_name, self.clock)

    async def post(self, post: Post, *, until: datetime) -> Said:
        """Say it; the same key again returns what it came to.  After ``until`` it is no longer begun."""
        await self._queue(post.place.platform)
        platform = self.by_name[post.place.platform]
        address: Address = {"user": post.learner} if post.learner else {}
        reply, whose = replace(post.reply, data={}), post.learner or ""
        async with nullcontext() if platform.resend_safe else self.one:
            posted = await self.outbox.send(post.key, platform, post.place, address, reply, learner=whose, until=until)
        return said_of(posted)

    async def open_thread(self, key: str, place: Place, message: str, title: str, *, until: datetime) -> Place | None:
        """A thread under a message, where the platform makes them; done twice, it is the same one."""
        platform = self.by_name[place.platform]
        if not isinstance(platform, OpensThreads):
            return None
        try:
            return await patiently(platform.open_thread(place, message, title), self.clock, until)
        except NotDelivered as refused:
            log.info("no thread", key=key, reason=str(refused))
            return None

    async def pin(self, key: str, place: Place, message: str, *, until: datetime) -> str:
        """Keep a message at the top of its channel; returns why that cannot be."""
        platform = self.by_name[place.platform]
        if not isinstance(platform, Pins):
            return f"nothing can be pinned on {place.platform}"
        try:
            await patiently(platform.pin(place, message), self.clock, until)
        except NotDelivered as refused:
            self._complain(key, str(refused))
            return str(refused)
        return ""

    async def unpin(self, key: str, place: Place, message: str, *, until: datetime) -> None:
        """Take a message off the top of its channel."""
        platform = self.by_name[place.platform]
        if not isinstance(platform, Pins):
            return
        try:
            await patiently(platform.unpin(place, message), self.clock, until)
        except NotDelivered as refused:
            self._complain(key, str(refused))

    def _complain(self, key: str, reason: str) -> None:
        """Log once, not every day, what an admin has to allow."""
        if (key, reason) not in self.complaints:
            self.complaints.add((key, reason))
            log.warning("a question cannot be pinned", key=key, reason=reason)

    async def _queue(self, platform: str) -> None:
        """Wait for a place in the queue that all processes share for this platform."""
        name = keys.of_shard(keys.shard(platform), "pace", platform, "", "unasked")
        now = self.clock.now().timestamp()
        apart = APART.get(platform, OTHERS_APART)
        scripts = Scripts(self.redis)
        wait = float(await scripts.run("take_pace", [name], now, apart, LONGEST_QUEUE, now, KEPT_SECONDS, 0))
        if wait > 0:
            await self.sleep(wait)
