"""What is on its way out: the letter, one attempt at it, and what it came to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Literal

from bot.conversation import Address, Place, Reply
from bot.platforms import Platform
from bot.platforms.abilities import PostsAhead
from bot.records import Said

State = Literal["CLAIMED", "SENDING", "WAITING", "SENT", "UNKNOWN", "FAILED", "GONE"]


AHEAD = "at"
"""In an address: the instant (seconds since 1970) at which the platform is to say it by itself."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be said, and where; after ``until`` it is not begun any more."""

    place: Place
    address: Address
    reply: Reply
    until: datetime | None = None

    @property
    def alone(self) -> bool:
        """Whether it is whispered to one person where others read along."""
        return self.reply.private and not self.place.private

    @property
    def edit(self) -> bool:
        """Whether it takes the place of a message that is there: made twice, that is the same."""
        return "draft" in self.address or (self.reply.replaces is not None and not self.alone)

    @property
    def ahead(self) -> bool:
        """Whether the platform is to say it by itself, later."""
        return AHEAD in self.address

    @property
    def lane(self) -> str:
        """Which of a place's queues it stands in: platforms count posts, whispers and edits apart."""
        where = self.place.channel or "@" + self.address.get("user", "")
        return f"{where} {'edit' if self.edit else 'whisper' if self.alone else 'say'}"


@dataclass(frozen=True, slots=True)
class Posted:
    """What a key came to: ``message`` is the id of a sent one, ``reason`` why it is not (yet)."""

    state: State
    message: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One attempt at a post, and what earlier ones left; ``turn`` is when it is next in its chat's line."""

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
    turn: datetime | None = None
    resent: int = 0

    def overdue(self, now: datetime) -> bool:
        """Whether the platform may by ``now`` have said by itself what was handed to it ahead."""
        until = self.letter.until
        return self.letter.ahead and until is not None and now > until


async def look_for(claim: Claim, platform: Platform) -> str | None:
    """What the platform has of a claim: a message, or what waits there to become one.

    Raises :class:`bot.platforms.NotThere` where it certainly has nothing.
    """
    place, at = claim.letter.place, claim.letter.address.get(AHEAD)
    if at is None or not isinstance(platform, PostsAhead):
        return await platform.find(place, claim.nonce)
    return await platform.find_ahead(place, at)


def said_of(posted: Posted) -> Said:
    """What a post came to, for those who asked for it."""
    if posted.state in ("CLAIMED", "SENDING", "WAITING"):
        return Said("WAITING", "", posted.reason)
    if posted.state == "SENT" or posted.state == "UNKNOWN":
        return Said(posted.state, posted.message, posted.reason)
    return Said("FAILED", "", posted.reason)


def nonce_of(key: str) -> str:
    """The nonce a key is posted with, the same at every attempt."""
    return blake2b(key.encode(), digest_size=12).hexdigest()


def instant(seconds: str) -> datetime:
    """A stored instant."""
    return datetime.fromtimestamp(float(seconds), UTC)
