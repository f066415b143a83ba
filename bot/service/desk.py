"""What one worker has in hand: the turns that wait there and those that run."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.conversation import Turn
from bot.memory.streams import Entry
from bot.service.fairness import Fairness

WAITING = 400
"""Turns that a worker keeps at most which may not begin yet."""

LOOKED_AHEAD, LOOKED_AHEAD_FREELY = 2, 8
"""Learners of a shard whose turns a worker keeps ready: when every place is taken, and when some are free."""

Handle = Callable[[Turn], Awaitable[None]]


@dataclass
class Desk:
    """Its places, and who is to have them."""

    worker: str
    handle: Handle
    excuse: Handle
    concurrency: int
    waiting: list[Entry] = field(default_factory=list)
    running: dict[Entry, asyncio.Task[None]] = field(default_factory=dict)  # streams share ids of a millisecond
    changed: asyncio.Event = field(default_factory=asyncio.Event)  # something came, or somebody is done
    excusing: set[asyncio.Task[None]] = field(default_factory=set)
    leaving: bool = False
    closed: bool = False

    def __post_init__(self) -> None:
        self.fairness = Fairness(self.concurrency)

    @property
    def free(self) -> int:
        """How many more turns can be taken over.  Turns that wait for their own learner take no place."""
        return self.concurrency - len(self.running) if len(self.waiting) < WAITING else 0

    @property
    def inherits(self) -> int:
        """How many turns of dead workers can be put in line: a few even with every place taken, for they came first."""
        ahead = LOOKED_AHEAD_FREELY if len(self.waiting) < 3 * self.concurrency else 0
        return max(self.free, ahead)

    async def others(self, entry: Entry) -> None:
        """Until what began just now of other tenants than this flood's is done, or has had its time."""
        if (seconds := self.fairness.goes_first()) > 0.0:
            young = [task for other, task in self.running.items() if other.tenant != entry.tenant]
            if young:
                await asyncio.wait(young, timeout=seconds)

    def take(self, entries: list[Entry]) -> None:
        """Put entries in line, unless they are in hand already."""
        self.waiting += [entry for entry in entries if entry not in self.waiting and entry not in self.running]

    def room(self, shard: int) -> bool:
        """Whether another turn of this shard may be read.

        Even with every place taken a worker reads a few turns ahead, so that another tenant's can go first;
        the rest stays on the stream for other workers.
        """
        busy = {(entry.tenant, entry.learner) for entry in self.running}
        ready = {(entry.tenant, entry.learner) for entry in self.waiting if entry.shard == shard} - busy
        return len(self.waiting) < WAITING and len(ready) < (LOOKED_AHEAD_FREELY if self.free > 0 else LOOKED_AHEAD)

    @property
    def begun(self) -> list[Entry]:
        """What runs here."""
        return list(self.running)
