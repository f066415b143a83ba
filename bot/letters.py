"""What is on its way out: the letter, one attempt at it, and what it came to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Literal

from bot.conversation import Address, Place, Reply

State = Literal["CLAIMED", "SENDING", "WAITING", "SENT", "UNKNOWN", "FAILED", "GONE"]


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


def nonce_of(key: str) -> str:
    """The nonce a key is posted with, the same at every attempt."""
    return blake2b(key.encode(), digest_size=12).hexdigest()


def instant(seconds: str) -> datetime:
    """A stored instant."""
    return datetime.fromtimestamp(float(seconds), UTC)
