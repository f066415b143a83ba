"""A reply on its way: where it belongs, who may see it, and how to recognise it again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from discord.utils import snowflake_time

from bot.conversation import Address, Place, Reply
from bot.platforms.discord.components import FIRST_MARK, bears
from bot.platforms.discord.limits import NONCE, TOKEN_SECONDS

Deferred = Literal["open", "quiet", "update"]
"""How an interaction was acknowledged: everybody sees that an answer comes, only the learner does,
or nothing is seen and the message whose button was pressed may change."""

PRIVATE_TENANT = "dm:"
LOADING = 1 << 7


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything :mod:`bot.platforms.discord.delivery` knows about one reply."""

    place: Place
    address: Address
    reply: Reply
    nonce: str

    @property
    def aside(self) -> bool:
        """Whether others read in this place and must not see the reply.

        What takes the place of a message that only one person saw stays with that person.
        """
        hidden = self.reply.replaces == "pressed" and "hidden" in self.address
        return not self.place.private and (self.reply.private or hidden)

    @property
    def away(self) -> bool:
        """Whether the app was only lent by the learner and cannot post here by itself."""
        return "away" in self.address

    @property
    def alone(self) -> bool:
        """Whether no second message can follow the first."""
        return self.aside or self.away

    @property
    def deferred(self) -> str:
        return self.address.get("deferred", "")

    @property
    def channel(self) -> str | None:
        """The channel, thread or known private chat to post to."""
        return self.place.thread or self.place.channel or self.address.get("channel")

    @property
    def recipient(self) -> str | None:
        """The one person it is for, as far as the letter says."""
        if self.place.tenant.startswith(PRIVATE_TENANT):
            return self.place.tenant.removeprefix(PRIVATE_TENANT)
        return self.address.get("user")

    def whispered(self, why: str) -> Letter:
        """The same for its one person alone, in the response to their interaction or in their private chat."""
        reply = replace(self.reply, text=f"{why}\n\n{self.reply.text}", private=True, replaces=None)
        if "token" not in self.address:
            # In a private chat: its buttons are good only where it was to stand.
            reply = replace(reply, buttons=(), sources=tuple(replace(one, token=None) for one in reply.sources))
        return replace(self, reply=reply)

    def named(self, part: str) -> Letter:
        """The same letter under a nonce of its own."""
        return replace(self, nonce=f"{self.nonce}:{part}")

    def answerable(self, now: datetime) -> bool:
        """Whether it answers an interaction that still takes answers."""
        if "token" not in self.address:
            return False
        return (now - snowflake_time(int(self.address["interaction"]))).total_seconds() < TOKEN_SECONDS

    def key(self, page: int, pages: int) -> str:
        """The nonce of one of its messages; the last one has the letter's own."""
        return hashed(self.nonce if page == pages - 1 else f"{self.nonce}:{page}")

    def mark(self, page: int, pages: int) -> int:
        """A component id by which that message is known again."""
        return mark_of(self.key(page, pages))


def hashed(nonce: str) -> str:
    """A nonce of any length as one that Discord takes."""
    return hashlib.blake2b(nonce.encode(), digest_size=12).hexdigest()[:NONCE]


def mark_of(key: str) -> int:
    """A positive 31-bit number, far from the small ones Discord hands out itself."""
    return int(key[:8], 16) >> 2 | FIRST_MARK


APOLOGY = mark_of("0" * 24)
"""The mark of "try again": an answer that comes after all may take its place."""


def free(response: Mapping[str, Any]) -> bool:
    """Whether a response still says nothing of its own."""
    parts = response.get("components") or ()
    empty = not (parts or response.get("content") or response.get("embeds"))
    return bool(response.get("flags", 0) & LOADING) or empty or bears(parts, APOLOGY)
