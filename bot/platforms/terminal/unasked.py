"""What is said unasked in a story: kept until the clock step that it happened in is told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.conversation import Place, Post
from bot.platforms.terminal.inbound import PLATFORM
from bot.ports import Clock
from bot.records import Said


@dataclass
class StoryPosting:
    """The :class:`bot.groups.ports.Posting` of a story: nothing can go wrong on the way to a page."""

    clock: Clock
    platforms: Collection[str] = (PLATFORM,)
    calendar: None = None
    _said: dict[str, Post] = field(default_factory=dict)

    async def post(self, post: Post, *, until: datetime) -> Said:
        """Keep it; ``data`` says when it was said and under which key."""
        data = {**post.reply.data, "at": self.clock.now().isoformat(), "push": post.key, "message": post.reply.key}
        self._said.setdefault(post.key, replace(post, reply=replace(post.reply, data=data)))
        return Said("SENT", post.reply.key or post.key)

    async def open_thread(self, key: str, place: Place, message: str, title: str, *, until: datetime) -> Place | None:
        """A terminal has no threads."""
        return None

    async def pin(self, key: str, place: Place, message: str, *, until: datetime) -> str:
        """A page has no top."""
        return "nothing is pinned in a terminal"

    async def unpin(self, key: str, place: Place, message: str, *, until: datetime) -> None:
        """Nothing was."""

    def take(self) -> tuple[Post, ...]:
        """What was said since the last time, in order."""
        said, self._said = tuple(self._said.values()), {}
        return said
