"""A message that grows while its answer is checked: coarse edits, each with everything said so far.

Discord counts edits per channel and strictly, so one is made at a time and a pause lies between two;
words that come meanwhile travel with the next.  An edit that fails ends the growing: the last edit,
which is the delivery's, says the whole reply anyway.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from bot.platforms import NotDelivered, OutcomeUnknown, RateLimited

PAUSE = 2.0
"""Seconds between two edits; Discord takes about one a second in a channel."""

WRITING = "-# one moment…"


@dataclass
class Growing:
    """See :class:`bot.platforms.Draft`; ``edit`` puts a text in the place of what the message says."""

    message: str
    edit: Callable[[str], Awaitable[None]]
    pause: float = PAUSE
    _wanted: str = ""
    _over: asyncio.Event = field(default_factory=asyncio.Event, repr=False)
    _task: asyncio.Task[None] | None = field(default=None, repr=False)

    async def grow(self, text: str) -> None:
        """Show ``text`` with the next edit."""
        self._wanted = text
        if not self._over.is_set() and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._grow())

    async def end(self) -> None:
        """No more edits; one that is on its way arrives first, so that it cannot undo what follows."""
        self._over.set()
        if self._task is not None:
            await asyncio.wait({self._task})

    async def _grow(self) -> None:
        shown = ""
        while self._wanted != shown and not self._over.is_set():
            shown = self._wanted
            try:
                await self.edit(shown)
            except (NotDelivered, OutcomeUnknown, RateLimited):
                self._over.set()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), self.pause)
