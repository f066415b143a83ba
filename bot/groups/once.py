"""Posts a message that nobody asked for, once for its key, whichever process comes to it.

A push is the stored state of one such message: nothing stored → CLAIMED → SENDING → SENT, UNKNOWN or
FAILED; CLAIMED → SKIPPED or EMPTY without a post.

The rule that holds here: only the latest claim changes a push, and the post carries the key of the push,
so a claim that changes hands in the middle of posting still leads to one post.  UNKNOWN means that nobody
can tell whether the message arrived; a press on it shows that it did.  Messages that the platform itself
is to post at a later time (SCHEDULED) are in :mod:`bot.groups.ahead`.
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
    """A message, where it goes, and what its push keeps of it: its questions (deliveries), items and end."""

    place: Place
    reply: Reply
    learner: str | None = None
    questions: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    closes: datetime | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What was done after a message was posted: further messages, whether it is pinned, else ``reason``."""

    messages: tuple[str, ...] = ()
    pinned: bool = False
    reason: str = ""


Write = Callable[[], Awaitable[Letter | None]]
"""Makes the message; ``None``: there is nothing to say."""

Then = Callable[[str], Awaitable[Around]]
"""Does what follows the post; takes the id of the posted message."""


@dataclass(frozen=True, slots=True)
class Once:
    """The one way in which unsolicited messages are posted."""

    pushes: Pushes
    posting: Posting
    clock: Clock

    @property
    def _claims(self) -> Claims:
        return Claims(self.pushes, self.clock)

    async def say(self, slot: Slot, due: datetime, until: datetime, write: Write, then: Then | None = None) -> Push:
        """Post what ``write`` makes, then call ``then`` with the message's id; returns the push as it is now.

        If it is not settled afterwards, another process works on it or the platform is busy: call again.
        ``write`` and ``then`` may be called again and must then do the same; ``then`` may raise
        :class:`Later`.  Post, thread and pin are thereby one step, which any process can finish.  After
        ``until`` nothing is begun any more.
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
        """Record that the message is left out, unless it was posted or may have been."""
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
