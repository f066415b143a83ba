"""What is handed to a platform before its time, to be said by the platform itself: through the outbox too.

The rule that holds here: until its time comes, the platform's own list tells whether something waits
there; from then on the list says nothing, and only the channel can.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.conversation import Place, Post
from bot.groups.ahead import LAST_MOMENT
from bot.groups.ports import Later
from bot.letters import AHEAD, nonce_of, said_of
from bot.outbox import Outbox
from bot.patience import AGAIN, patiently
from bot.platforms import NotDelivered, NotThere, Platform
from bot.platforms.abilities import PostsAhead
from bot.ports import Clock
from bot.records import Handed, Said

SETTLES = timedelta(minutes=5)
"""How long after its time the channel may still lack what the platform posts."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class OutboxCalendar:
    """The :class:`bot.groups.ports.Calendar` of a process in service."""

    outbox: Outbox
    by_name: Mapping[str, Platform]
    clock: Clock

    async def hand_over(self, post: Post, at: datetime, *, begin: bool = True) -> Said:
        """Let the platform say it at ``at``; the same key again returns what it came to."""
        platform = self.by_name[post.place.platform]
        if not isinstance(platform, PostsAhead):
            return Said("FAILED", "", f"{platform.name} says nothing by itself")
        until = at - LAST_MOMENT if begin else self.clock.now() - LAST_MOMENT
        # No message has the name of what only waits: an edit by that name would miss.
        reply = replace(post.reply, data={}, key=None)
        return said_of(await self.outbox.send(post.key, platform, post.place, {AHEAD: _at(at)}, reply, until=until))

    async def take_back(self, place: Place, handed: Handed) -> bool:
        """It is not to be said; ``False`` where it is too late, or refused."""
        platform = self.by_name[place.platform]
        if self.clock.now() > handed.at - LAST_MOMENT or not isinstance(platform, PostsAhead):
            return False
        try:
            await patiently(platform.take_back(place, handed.id), self.clock, handed.at)
            await patiently(platform.find_ahead(place, _at(handed.at)), self.clock, handed.at)
        except NotThere:
            return True
        except NotDelivered as refused:
            log.warning("what was handed over stays", channel=place.channel, reason=str(refused))
        return False

    async def arrived(self, key: str, place: Place, handed: Handed, *, until: datetime) -> Said:
        """What became of it: first by the list, then by the channel where that may be read."""
        platform = self.by_name[place.platform]
        try:
            await patiently(_waits_no_more(platform, place, handed), self.clock, until)
        except (NotThere, NotDelivered) as told:
            log.debug("it waits no more, or nobody can tell", key=key, reason=str(told))
        try:
            found = await patiently(platform.find(place, nonce_of(key)), self.clock, until)
            return Said("SENT", found or "")
        except NotDelivered:
            return Said("SENT")
        except NotThere:
            if self.clock.now() < handed.at + SETTLES:
                raise Later(AGAIN) from None
            return Said("FAILED", "", "it was handed over, and is not there")


async def _waits_no_more(platform: Platform, place: Place, handed: Handed) -> None:
    """Raises :class:`NotDelivered`, for now, as long as it stands in the platform's list."""
    if isinstance(platform, PostsAhead) and await platform.find_ahead(place, _at(handed.at)):
        raise NotDelivered("it waits there still", final=False)


def _at(at: datetime) -> str:
    return str(int(at.timestamp()))
