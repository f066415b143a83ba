"""A push is claimed by one process at a time, for as long as its lease runs.

The rule that holds here: only the latest claim can change a push.  A process whose claim ran out and was
taken over learns it from its next change, which is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from bot import metrics
from bot.groups.ports import Pushes
from bot.ports import Clock
from bot.records import Push, PushState

LEASE = 300.0
"""Seconds; longer than a post may take together with two clocks that are three minutes apart."""
AGAIN = 15.0
"""Seconds until a push is taken up again whose post the platform has put off."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The name of one push: of a channel, or of a person (``own``)."""

    tenant: str
    subject: str
    key: str
    own: bool = False

    @property
    def name(self) -> str:
        """The key of its post."""
        return f"push:{self.tenant}:{'@' if self.own else ''}{self.subject}:{self.key}"


@dataclass(frozen=True, slots=True)
class Claims:
    """Claims a push, changes it and lets go of it."""

    pushes: Pushes
    clock: Clock

    async def take(self, slot: Slot, due: datetime) -> tuple[bool, Push]:
        """Claim a push that is due at ``due``: whether this process may work on it now, and how it stands."""
        return await self.pushes.claim(
            slot.tenant, slot.subject, slot.key, due=due, holder=uuid4().hex, lease=LEASE, own=slot.own
        )

    async def move(self, slot: Slot, push: Push) -> bool:
        """Store ``push``; ``False`` where another process has claimed it since, or it is settled."""
        return await self.pushes.move(slot.tenant, slot.subject, slot.key, push, fence=push.fence, own=slot.own)

    async def settle(self, slot: Slot, push: Push, state: PushState, reason: str) -> Push:
        """Store its final state, and count it in the metrics."""
        push = replace(push, state=state, reason=reason)
        if await self.move(slot, push):
            metrics.PUSHES.labels(state).inc()
        return push

    async def let_go(self, slot: Slot, push: Push, seconds: float = 0.0) -> Push:
        """Store ``push`` and give the claim up; nobody can claim it before ``seconds`` have passed."""
        push = replace(push, lease=self.clock.now().timestamp() + seconds if seconds else 0.0)
        await self.move(slot, push)
        return push
