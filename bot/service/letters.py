"""A message on its way out (``Letter``), one attempt at posting it (``Claim``), and the outcome (``Posted``)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Literal

from bot.conversation import Address, Place, Reply
from bot.platforms import Platform
from bot.platforms.abilities import AHEAD, PostsAhead
from bot.records import Said

State = Literal["CLAIMED", "SENDING", "WAITING", "SENT", "UNKNOWN", "FAILED", "GONE"]


@dataclass(frozen=True, slots=True)
class Letter:
    """A reply and where it goes; after ``until`` it is not posted any more.

    ``in_doubt``: what is said instead where nobody can tell whether it arrived.
    """

    place: Place
    address: Address
    reply: Reply
    until: datetime | None = None
    in_doubt: Reply | None = None

    @property
    def alone(self) -> bool:
        """Whether only one person sees it where others read along (an ephemeral message)."""
        return self.reply.private and not self.place.private

    @property
    def edit(self) -> bool:
        """Whether it edits a message that is there, so that doing it twice does no harm."""
        return "draft" in self.address or (self.reply.replaces is not None and not self.alone)

    @property
    def versioned(self) -> bool:
        """Whether it is one of many edits of a message, of which the highest stands in the end."""
        return self.edit and self.reply.version > 0

    @property
    def ahead(self) -> bool:
        """Whether the platform is to say it by itself, later."""
        return AHEAD in self.address

    @property
    def lane(self) -> str:
        """The queue it waits in: platforms limit posts, ephemeral messages and edits of a place separately."""
        where = self.place.channel or "@" + self.address.get("user", "")
        if self.versioned:
            return f"{where} edit {self.reply.replaces}"
        return f"{where} {'edit' if self.edit else 'whisper' if self.alone else 'say'}"


@dataclass(frozen=True, slots=True)
class Posted:
    """The outcome of a post: ``message`` is its id once sent, ``reason`` why it is not (yet)."""

    state: State
    message: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One attempt at a post, and what earlier ones left behind.

    ``left`` is the state before this attempt, ``first`` when it was first being sent, ``turn`` when it is next in
    its chat's queue, ``resent`` how often this attempt sent it again.
    """

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
    """The id of what the platform has of a claim: the message, or the scheduled message.

    Raises :class:`bot.platforms.NotThere` where it certainly has nothing.
    """
    place, at = claim.letter.place, claim.letter.address.get(AHEAD)
    if place.private and "channel" in claim.letter.address:  # a chat of two has a channel too, and a history
        place = replace(place, channel=claim.letter.address["channel"])
    if at is None or not isinstance(platform, PostsAhead):
        return await platform.find(place, claim.nonce)
    return await platform.find_ahead(place, at)


def said_of(posted: Posted) -> Said:
    """The outcome of a post in the words of :class:`bot.groups.ports.Posting`."""
    if posted.state in ("CLAIMED", "SENDING", "WAITING"):
        return Said("WAITING", "", posted.reason)
    if posted.state == "SENT" or posted.state == "UNKNOWN":
        return Said(posted.state, posted.message, posted.reason)
    return Said("FAILED", "", posted.reason)


def nonce_of(key: str) -> str:
    """The nonce a key is posted with, the same at every attempt."""
    return blake2b(key.encode(), digest_size=12).hexdigest()
