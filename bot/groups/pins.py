"""The question of the day at the top of its channel: one at a time, and none when it is over.

The rule that holds here: a pin is taken off by whoever closes its question, and where nobody came to
that, by whoever pins the next one; both may be done again.  A channel has room for few pins.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.conversation import Place
from bot.groups.ports import Posting, Pushes
from bot.records import Schedule


@dataclass(frozen=True, slots=True)
class Pins:
    """Moves the pin of a channel from one question to the next."""

    pushes: Pushes
    posting: Posting

    async def move(self, schedule: Schedule, day: date, message: str, until: datetime) -> str:
        """Pin the question of ``day`` in the place of the one before; returns why that cannot be."""
        place = schedule.place
        if (before := await self._left(place, day)) is not None:
            await self.take_off(place, before, until)
        return await self.posting.pin(_name(place), place, message, until=until)

    async def take_off(self, place: Place, message: str, until: datetime) -> None:
        """It is over."""
        await self.posting.unpin(_name(place), place, message, until=until)

    async def _left(self, place: Place, day: date) -> str | None:
        """The question pinned last before ``day``, unless its closing took the pin off."""
        history = await self.pushes.history(place.tenant, place.channel or "")
        pinned = [key for key, push in history.items() if push.pinned and key < day.isoformat()]
        if not pinned:
            return None
        closing = history.get(closing_of(pinned[-1]))
        return None if closing and closing.state == "SENT" else history[pinned[-1]].messages[0]


def closing_of(key: str) -> str:
    """Under which key the closing of a question is kept."""
    return f"{key}/close"


def _name(place: Place) -> str:
    return f"pin:{place.tenant}:{place.channel}"
