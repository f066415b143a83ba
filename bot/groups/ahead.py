"""A message that the platform itself posts at its time: scheduled there, taken back when plans change.

CLAIMED → SENDING → SCHEDULED → SENT; when the schedule changes SCHEDULED → WITHDRAWN, and from there a
new attempt (``Push.plan`` counts them).  The rule that holds here: a new attempt begins only when the one
before is certainly not at the platform any more, so at most one question of a date waits there.  What the
platform refuses to schedule we post ourselves; what it may have taken is never posted a second time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.conversation import Place, Post, Reply
from bot.groups.claims import AGAIN, LEASE, Claims, Slot
from bot.groups.once import Around, Then, Write
from bot.groups.ports import Calendar, Later, Pushes
from bot.ports import Clock
from bot.records import Handed, Push, PushState, Said

LAST_MOMENT = timedelta(seconds=90)
"""What is due within this is not changed any more: Slack takes nothing back within a minute, and clocks differ."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """Schedules messages at a platform, takes them back, and finds out what became of them."""

    pushes: Pushes
    calendar: Calendar
    clock: Clock

    @property
    def _claims(self) -> Claims:
        return Claims(self.pushes, self.clock)

    async def hand_over(self, slot: Slot, at: datetime, terms: str, write: Write) -> Push:
        """Have the platform post what ``write`` makes at ``at``; returns the push as it is now.

        Still SENDING: it is not known yet whether the platform took it, call again.  CLAIMED with a lease:
        another process works on it.  CLAIMED without one: the platform refused it, or there was nothing to
        say yet, so it is to be posted by us.  ``terms``: see :class:`bot.records.Handed`.
        """
        taken, push = await self._claims.take(slot, at)
        if not taken:
            return push
        if push.state == "SCHEDULED" or (push.state == "SENDING" and push.ahead is None):
            return await self._claims.let_go(slot, push)
        letter = await write()
        if letter is None:
            return await self._claims.let_go(slot, push)
        if push.ahead is None:
            push = replace(
                push,
                state="SENDING",
                due=at,
                questions=letter.questions,
                items=letter.items,
                closes=letter.closes,
                ahead=Handed(at, terms),
            )
            if not await self._claims.move(slot, push):
                return push
        return await self._noted(slot, push, await self._say(slot, push, letter.place, letter.reply))

    async def take_back(self, slot: Slot, place: Place) -> Push:
        """Take a message back.  Still SCHEDULED afterwards: it was too late, or it is to be tried again."""
        taken, push = await self._claims.take(slot, self.clock.now())
        if not taken:
            return push
        if push.state == "SENDING" and push.ahead is not None:
            said = await self._say(slot, push, place, Reply(""), begin=False)
            push = await self._noted(slot, push, said, refused="WITHDRAWN")
        elif push.state != "SCHEDULED":
            return await self._claims.let_go(slot, push)
        if push.state != "SCHEDULED" or push.ahead is None:
            return push
        push = replace(push, lease=self.clock.now().timestamp() + LEASE, ahead=replace(push.ahead, back=True))
        if not await self._claims.move(slot, push) or push.ahead is None:
            return push
        try:
            gone = await self.calendar.take_back(place, push.ahead)
        except Later as later:
            return await self._claims.let_go(slot, push, later.seconds)
        if gone:
            return await self._undone(slot, push, "WITHDRAWN", "the schedule was changed")
        return await self._claims.let_go(slot, replace(push, ahead=replace(push.ahead, back=False)), LEASE)

    async def arrive(self, slot: Slot, place: Place, due: datetime, until: datetime, then: Then) -> Push:
        """After ``due``, find out whether the platform posted it, and call ``then`` with the message's id.

        CLAIMED afterwards, without a lease: it certainly was not posted, so it is to be posted by us.
        """
        taken, push = await self._claims.take(slot, due)
        if not taken:
            return push
        if push.state == "SENDING" and push.ahead is not None:
            said = await self._say(slot, push, place, Reply(""), begin=False)
            push = await self._noted(slot, push, said)
            if said.state == "WAITING" or said.state == "FAILED":
                return push
        if push.ahead is None:
            return await self._claims.let_go(slot, push)
        return await self._seen(slot, push, push.ahead, place, until, then)

    async def _seen(self, slot: Slot, push: Push, handed: Handed, place: Place, until: datetime, then: Then) -> Push:
        sure = push.state == "SCHEDULED" and not handed.back
        try:
            found = (
                Said("SENT", push.messages[0])
                if push.seen
                else await self.calendar.arrived(_key(slot, push), place, handed, until=until)
            )
            if found.state == "FAILED" and not sure:
                return await self._undone(slot, push, "CLAIMED", found.reason)
            if found.state == "FAILED":
                return await self._claims.settle(slot, push, "FAILED", found.reason)
            if not found.message and not sure:
                return await self._claims.settle(slot, push, "UNKNOWN", "nobody can tell whether it was posted")
            around = await then(found.message) if self.clock.now() <= until else Around()
        except Later as later:
            return await self._claims.let_go(slot, push, later.seconds)
        push = replace(push, messages=(found.message, *around.messages), at=handed.at, pinned=around.pinned)
        return await self._claims.settle(slot, push, "SENT", around.reason)

    async def _say(self, slot: Slot, push: Push, place: Place, reply: Reply, *, begin: bool = True) -> Said:
        assert push.ahead is not None
        return await self.calendar.hand_over(Post(_key(slot, push), place, reply), push.ahead.at, begin=begin)

    async def _noted(self, slot: Slot, push: Push, said: Said, refused: PushState = "CLAIMED") -> Push:
        """Store what the platform said to a request to schedule; ``refused`` is the state when it said no."""
        assert push.ahead is not None
        match said.state:
            case "SENT":
                held = replace(push, state="SCHEDULED", ahead=replace(push.ahead, id=said.message))
                return await self._claims.let_go(slot, held)
            case "FAILED":
                return await self._undone(slot, push, refused, said.reason)
            case "UNKNOWN":
                return push
        return await self._claims.let_go(slot, push, AGAIN)

    async def _undone(self, slot: Slot, push: Push, state: PushState, reason: str) -> Push:
        """Store that it certainly is not at the platform; the next attempt deals questions of its own."""
        push = replace(push, state=state, reason=reason, plan=push.plan + 1, ahead=None)
        return await self._claims.let_go(slot, replace(push, questions=(), items=(), closes=None))


def _key(slot: Slot, push: Push) -> str:
    """The key of its post: one for each attempt."""
    return f"{slot.name}#{push.plan}"
