"""When a team removes the tutor: its daily questions end at once, its data after a time of grace.

Whoever takes the tutor back within that time finds everything as it was.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.conversation import Open
from bot.groups.ports import Errands, Schedules
from bot.groups.ticking import Done
from bot.ports import Clock
from bot.records import Errand

GRACE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Leaving:
    """Plans what follows a removal.  ``purge`` takes away all of a tenant, for good."""

    errands: Errands
    schedules: Schedules
    clock: Clock
    purge: Callable[[str], Awaitable[None]]

    async def opened(self, turn: Open) -> None:
        """A team left, or came back."""
        tenant = turn.place.tenant
        errand = Errand("purge", turn.place.platform, tenant, tenant, self.clock.now() + GRACE)
        if turn.view == "left":
            await self.errands.plan(errand, once=True)
            for schedule in await self.schedules.all(tenant):
                await self.schedules.remove(tenant, schedule.place.channel or "")
        elif turn.view == "joined":
            await self.errands.drop(errand)

    async def carry_out(self, errand: Errand) -> Done:
        """The time of grace is over."""
        await self.purge(errand.tenant)
        return Done()
