"""A platform that is only a wall with posts on it: what it takes it shows, whatever it tells the caller.

``pins`` is what hangs at its top now, and ``pinned`` how often each message was put there.
``discord`` knows a nonce again for two minutes and lets everybody look; ``slack`` knows none, and lets
look only where ``history`` was granted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.conversation import Address, Place, Reply
from bot.platforms import Draft, Inlet, NotThere, OutcomeUnknown

KNOWN_AGAIN = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Hung:
    """One post on the wall."""

    platform: str
    channel: str
    nonce: str
    at: datetime
    message: str
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class Waits:
    """One post that the wall hangs up by itself, at ``at``."""

    platform: str
    channel: str
    nonce: str
    at: datetime


@dataclass
class Wall:
    """Everything that was posted, and every edit."""

    posts: list[Hung] = field(default_factory=list)
    pins: list[str] = field(default_factory=list)
    pinned: Counter[str] = field(default_factory=Counter)
    edits: list[tuple[str, Reply | None]] = field(default_factory=list)
    waiting: dict[str, Waits] = field(default_factory=dict)
    handed: int = 0

    def take(self, platform: str, channel: str, nonce: str, at: datetime, reply: Reply | None = None) -> str:
        """Hang a post up, or recognise it."""
        if platform == "discord":
            for hung in reversed(self.posts):
                if hung.nonce == nonce and at - hung.at <= KNOWN_AGAIN:
                    return hung.message
        message = f"{len(self.posts) + 1}"
        self.posts.append(Hung(platform, channel, nonce, at, message, reply))
        return message

    def hand(self, waits: Waits) -> str:
        """Keep a post for its time, under a name."""
        self.handed += 1
        self.waiting[f"Q{self.handed}"] = waits
        return f"Q{self.handed}"

    def strike(self, now: datetime) -> None:
        """Hang up what was to hang by now."""
        for name, waits in list(self.waiting.items()):
            if waits.at <= now:
                self.take(waits.platform, waits.channel, waits.nonce, waits.at)
                del self.waiting[name]

    def waits(self, channel: str, at: datetime) -> str | None:
        """The name of what waits there for that time."""
        return next((name for name, one in self.waiting.items() if (one.channel, one.at) == (channel, at)), None)

    def find(self, platform: str, nonce: str, *, history: bool) -> str | None:
        """Look for a post.  Raises :class:`NotThere`; ``None`` where one may not look."""
        if platform == "slack" and not history:
            return None
        for hung in self.posts:
            if hung.nonce == nonce:
                return hung.message
        raise NotThere

    def times(self) -> Counter[str]:
        """How often each nonce hangs there."""
        return Counter(hung.nonce for hung in self.posts)


@dataclass
class WallPlatform:
    """A platform in this process.  ``trouble`` may raise before a post is taken, ``after`` when it was."""

    name: str
    wall: Wall
    now: Callable[[], datetime]
    history: bool = False
    trouble: list[Exception] = field(default_factory=list)
    after: list[BaseException] = field(default_factory=list)
    pinning: list[Exception] = field(default_factory=list)
    threads: list[str] = field(default_factory=list)
    edited: dict[str, str | None] = field(default_factory=dict)

    @property
    def resend_safe(self) -> bool:
        return self.name == "discord"

    async def listen(self, inlet: Inlet) -> None: ...

    async def deliver(self, place: Place, address: Address, reply: Reply, nonce: str) -> str:
        if self.trouble:
            raise self.trouble.pop(0)
        if reply.replaces:
            self.wall.edits.append((reply.replaces, reply))
            self.edited[reply.replaces] = place.thread
            return reply.replaces
        message = self.wall.take(self.name, place.channel or address.get("user", ""), nonce, self.now(), reply)
        if self.after:
            raise self.after.pop(0)
        return message

    async def begin(self, place: Place, address: Address, nonce: str) -> Draft | None:
        return None

    async def find(self, place: Place, nonce: str) -> str | None:
        return self.wall.find(self.name, nonce, history=self.history)

    async def open_thread(self, place: Place, message: str, title: str) -> Place:
        self.threads.append(message)
        return Place(place.platform, place.tenant, place.channel, f"thread of {message}")

    async def pin(self, place: Place, message: str) -> None:
        if self.pinning:
            raise self.pinning.pop(0)
        if message not in self.wall.pins:
            self.wall.pins.append(message)
            self.wall.pinned[message] += 1

    async def unpin(self, place: Place, message: str) -> None:
        if message in self.wall.pins:
            self.wall.pins.remove(message)

    async def close(self) -> None: ...


def lost() -> OutcomeUnknown:
    """The connection broke."""
    return OutcomeUnknown("reset")
