"""The claim that one process at a time has on one push.

The rule that holds here: only the latest claim moves a push.  Whoever was overtaken is told so by the
first move it tries, and what it wanted is not done.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from bot import metrics
from bot.groups.ports import Pushes
from bot.ports import Clock
from bot.records import Push, PushState

# Longer than a post may take together with two clocks that are three minutes apart.
LEASE = 300.0
AGAIN = 15.0


@dataclass(frozen=True, slots=True)
class Slot:
    """Where one push is kept: of a channel, or of a person (``own``)."""

    tenant: str
    subject: str
    key: str
    own: bool = False

    @property
    def name(self) -> str:
        """The key it is posted under."""
        return f"push:{self.tenant}:{'@' if self.own else ''}{self.subject}:{self.key}"


@dataclass(frozen=True, slots=True)
class Claims:
    """Takes a push in hand, moves it and lets go of it."""

    pushes: Pushes
    clock: Clock

    async def take(self, slot: Slot, due: datetime) -> tuple[bool, Push]:
        """Whether it is ours to work on now, and how it stands."""
        return await self.pushes.claim(
            slot.tenant, slot.subject, slot.key, due=due, holder=uuid4().hex, lease=LEASE, own=slot.own
        )

    async def move(self, slot: Slot, push: Push) -> bool:
        """Whether it stands as ``push`` says now; ``False``: somebody else has it, or it is settled."""
        return await self.pushes.move(slot.tenant, slot.subject, slot.key, push, fence=push.fence, own=slot.own)

    async def settle(self, slot: Slot, push: Push, state: PushState, reason: str) -> Push:
        """Nothing more is to be done about it."""
        push = replace(push, state=state, reason=reason)
        if await self.move(slot, push):
            metrics.PUSHES.labels(state).inc()
        return push

    async def let_go(self, slot: Slot, push: Push, seconds: float = 0.0) -> Push:
        """Nobody works on it; nobody takes it up before ``seconds`` have passed."""
        push = replace(push, lease=self.clock.now().timestamp() + seconds if seconds else 0.0)
        await self.move(slot, push)
        return push
