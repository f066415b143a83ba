"""Pins the question of the day in its channel, one at a time, and unpins it when it closes.

The rule that holds here: a pin is taken off when its question closes or, where that did not happen, when
the next one is pinned; both may be repeated.  It matters because a channel has room for few pins.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.conversation import Place
from bot.groups.ports import Posting, Pushes
from bot.records import Schedule


@dataclass(frozen=True, slots=True)
class Pins:
    """The pins of channels."""

    pushes: Pushes
    posting: Posting

    async def move(self, schedule: Schedule, day: date, message: str, until: datetime) -> str:
        """Pin the question of ``day`` in place of an earlier one; returns why it cannot be pinned, or nothing."""
        place = schedule.place
        if (before := await self._left(place, day)) is not None:
            await self.take_off(place, before, until)
        return await self.posting.pin(_name(place), place, message, until=until)

    async def take_off(self, place: Place, message: str, until: datetime) -> None:
        """Unpin a question that is over."""
        await self.posting.unpin(_name(place), place, message, until=until)

    async def _left(self, place: Place, day: date) -> str | None:
        """The message pinned last before ``day``, unless its closing unpinned it."""
        history = await self.pushes.history(place.tenant, place.channel or "")
        pinned = [key for key, push in history.items() if push.pinned and key < day.isoformat()]
        if not pinned:
            return None
        closing = history.get(closing_of(pinned[-1]))
        return None if closing and closing.state == "SENT" else history[pinned[-1]].messages[0]


def closing_of(key: str) -> str:
    """The key of the push that closes the question with this key."""
    return f"{key}/close"


def _name(place: Place) -> str:
    return f"pin:{place.tenant}:{place.channel}"
