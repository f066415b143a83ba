"""Runs what is due: an errand is something to do at an instant, and a handler does it.

Every process looks each second; a story looks as its clock moves.  The rule that holds here: an errand is
removed, or set to its next instant, only after its outcome is stored.  So a process may die at any
moment, and two processes may run the same errand.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from bot.groups.ports import Errands, Posting
from bot.ports import Clock, Unavailable
from bot.records import Errand, ErrandKind

EVERY = 1.0
AT_ONCE = 16
DRAINED_WITHIN = 8.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Done:
    """An errand is done for now; ``following`` is when it is due again (``None``: never)."""

    following: datetime | None = None


Handler = Callable[[Errand], Awaitable[Done | None]]
"""Does an errand; ``None``: it is not done yet and stays due."""


@dataclass
class Ticker:
    """Runs errands in one process.  ``order`` shuffles them in place, so that processes begin with different ones."""

    errands: Errands
    posting: Posting
    clock: Clock
    handlers: Mapping[ErrandKind, Handler]
    order: Callable[[list[Errand]], None] = lambda found: None
    _in_hand: dict[tuple[str, ...], asyncio.Task[None]] = field(default_factory=dict)

    async def serve(self, stop: asyncio.Event) -> None:
        """Tick until ``stop``; errands that run then have :data:`DRAINED_WITHIN` seconds to end."""
        while not stop.is_set():
            try:
                await self.tick()
            except Unavailable as away:
                log.warning("nothing can be looked up", what=away.what)
            except Exception:
                log.exception("a tick failed; the next one looks again")
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), EVERY)
        if self._in_hand:
            await asyncio.wait(self._in_hand.values(), timeout=DRAINED_WITHIN)

    async def tick(self, *, wait: bool = False) -> int:
        """Start every errand that is due now and return how many; ``wait``: until they have ended."""
        now = self.clock.now()
        found = [one for platform in self.posting.platforms for one in await self.errands.due(platform, now)]
        self.order(found)
        begun = 0
        for errand in found:
            while wait and len(self._in_hand) >= AT_ONCE:
                await asyncio.wait(self._in_hand.values(), return_when=asyncio.FIRST_COMPLETED)
            if len(self._in_hand) >= AT_ONCE:
                break
            if _name(errand) not in self._in_hand:
                begun += 1
                self._in_hand[_name(errand)] = asyncio.create_task(self._carry(errand))
        if wait and self._in_hand:
            await asyncio.wait(self._in_hand.values())
        return begun

    async def play(self, platform: str, tenant: str, to: datetime, move: Callable[[datetime], None]) -> None:
        """For stories: run all of a tenant's errands until ``to`` in order, setting the clock to each instant."""
        tried: set[Errand] = set()
        while left := [one for one in await self.errands.due(platform, to, tenant) if one not in tried]:
            tried.add(left[0])
            move(left[0].at)
            await self._carry(left[0])
        move(to)

    async def _carry(self, errand: Errand) -> None:
        handler = self.handlers.get(errand.kind)
        try:
            done = await handler(errand) if handler else None
            if done is not None:
                await self.errands.again(errand, done.following)
        except Unavailable as away:
            log.warning("an errand waits", kind=errand.kind, what=away.what)
        except Exception:
            log.exception("an errand failed; it is tried again", kind=errand.kind, subject=errand.subject)
        finally:
            self._in_hand.pop(_name(errand), None)


def _name(errand: Errand) -> tuple[str, ...]:
    return errand.kind, errand.platform, errand.tenant, errand.subject, errand.key
