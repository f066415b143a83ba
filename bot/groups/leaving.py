"""When a team removes the tutor: its daily questions end at once, its data after a time of grace.

Whoever takes the tutor back within that time finds everything as it was.  Not every platform tells of that: Slack
says nothing when an app is installed again, so whoever is heard of later is back, too.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.conversation import Open, Turn
from bot.groups.ports import Errands, Schedules
from bot.groups.ticking import Done
from bot.ports import Clock
from bot.records import Errand

GRACE = timedelta(days=30)
STRAGGLING = timedelta(hours=1)
"""What was said before a removal may be taken up after it; by then it has been."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """Plans what follows a removal.  ``purge`` takes away all of a tenant, for good."""

    errands: Errands
    schedules: Schedules
    clock: Clock
    purge: Callable[[str], Awaitable[None]]

    async def opened(self, turn: Open) -> None:
        """A team left, or came back."""
        tenant, errand = turn.place.tenant, self._purge(turn)
        if turn.view == "left":
            await self.errands.plan(errand, once=True)
            for schedule in await self.schedules.all(tenant):
                await self.schedules.remove(tenant, schedule.place.channel or "")
        elif turn.view == "joined":
            await self.errands.drop(errand)
        else:
            await self.heard(turn)

    async def heard(self, turn: Turn) -> None:
        """Somebody turned to the tutor: where that comes well after the removal, their team took it back."""
        errand = self._purge(turn)
        planned = await self.errands.planned(errand)
        if planned is not None and errand.at - planned > STRAGGLING:
            await self.errands.drop(errand)

    def _purge(self, turn: Turn) -> Errand:
        """What is done about a team that leaves now."""
        tenant = turn.place.tenant
        return Errand("purge", turn.place.platform, tenant, tenant, self.clock.now() + GRACE)

    async def carry_out(self, errand: Errand) -> Done:
        """The time of grace is over."""
        await self.purge(errand.tenant)
        return Done()
