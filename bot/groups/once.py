"""Saying something that nobody asked for, once for its business key, whichever process comes to it.

PLANNED (nothing stored) → CLAIMED(holder, fence, lease) → SENDING → SENT | UNKNOWN | FAILED, or SKIPPED
and EMPTY without a post.  The rule that holds here: only the latest claim moves a push, and what is
posted carries the key of the push, so a claim that changes hands while a post is on its way leads to the
same post.  A post whose outcome cannot be known stays UNKNOWN until somebody is seen to press it.
What a platform was handed to post by itself (SCHEDULED) is :mod:`bot.groups.ahead`'s.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.conversation import Place, Post, Reply
from bot.groups.claims import AGAIN, Claims, Slot
from bot.groups.ports import Later, Posting, Pushes
from bot.ports import Clock
from bot.records import Push


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be said where, and what of it the record keeps."""

    place: Place
    reply: Reply
    learner: str | None = None
    questions: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    closes: datetime | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What was done around a message: further ones, and whether it is pinned (or ``reason``, why not)."""

    messages: tuple[str, ...] = ()
    pinned: bool = False
    reason: str = ""


Write = Callable[[], Awaitable[Letter | None]]
Then = Callable[[str], Awaitable[Around]]


@dataclass(frozen=True, slots=True)
class Once:
    """The one way in which unsolicited messages leave."""

    pushes: Pushes
    posting: Posting
    clock: Clock

    @property
    def _claims(self) -> Claims:
        return Claims(self.pushes, self.clock)

    async def say(self, slot: Slot, due: datetime, until: datetime, write: Write, then: Then | None = None) -> Push:
        """Say what ``write`` writes, and after it what ``then`` makes of the message; returns how it stands.

        A push that is not settled afterwards is somebody else's for now, or waits: come again.  ``write``
        and ``then`` may be called again and must then come to the same; ``then`` may raise :class:`Later`.
        So message, pin and thread are one step: whoever takes it up again does what is left of it.
        ``until``: not begun later.
        """
        taken, push = await self._claims.take(slot, due)
        if not taken:
            return push
        if push.ahead is not None:
            return await self._claims.let_go(slot, push)
        if push.state == "CLAIMED" and self.clock.now() > until:
            return await self._claims.settle(slot, push, "SKIPPED", "I was away for too long")
        letter = await write()
        if letter is None:
            return await self._claims.settle(slot, push, "EMPTY", "there was nothing to say")
        push = replace(push, state="SENDING", questions=letter.questions, items=letter.items, closes=letter.closes)
        if not await self._claims.move(slot, push):
            return push
        return await self._post(slot, push, letter, until, then)

    async def skip(self, slot: Slot, due: datetime, reason: str) -> Push:
        """Record that it was not said, unless it was."""
        taken, push = await self._claims.take(slot, due)
        return await self._claims.settle(slot, push, "SKIPPED", reason) if taken and push.state == "CLAIMED" else push

    async def _post(self, slot: Slot, push: Push, letter: Letter, until: datetime, then: Then | None) -> Push:
        said = await self.posting.post(Post(slot.name, letter.place, letter.reply, letter.learner), until=until)
        now = self.clock.now()
        if said.state == "WAITING":
            return await self._claims.let_go(slot, push, AGAIN)
        try:
            around = await then(said.message) if then and said.state == "SENT" else Around()
        except Later as later:
            return await self._claims.let_go(slot, push, later.seconds)
        messages = (said.message, *around.messages) if said.message else ()
        push = replace(push, messages=messages, at=now, pinned=around.pinned)
        return await self._claims.settle(slot, push, said.state, said.reason or around.reason)
