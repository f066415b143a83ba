"""Messages handed to a platform before their time, which the platform posts by itself (Slack's scheduled messages).

The rule that holds here: until its time comes, the platform's list of scheduled messages tells whether a
message waits there; from then on only the channel can tell whether it was posted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.conversation import Place, Post
from bot.groups.ahead import LAST_MOMENT
from bot.groups.ports import Later
from bot.platforms import NotDelivered, NotThere, Platform
from bot.platforms.abilities import AHEAD, PostsAhead
from bot.ports import Clock
from bot.records import Handed, Said
from bot.service.letters import nonce_of, said_of
from bot.service.outbox import Outbox
from bot.service.patience import AGAIN, patiently

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
        """Unschedule a message; ``False`` where it is too late, or the platform refuses."""
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
        """What became of a scheduled message: looked up in the list first, then in the channel where it may be read."""
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
    """Raises :class:`NotDelivered` (not final) as long as the message is in the platform's list."""
    if isinstance(platform, PostsAhead) and await platform.find_ahead(place, _at(handed.at)):
        raise NotDelivered("it waits there still", final=False)


def _at(at: datetime) -> str:
    return str(int(at.timestamp()))
