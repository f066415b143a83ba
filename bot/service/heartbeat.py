"""Notices that the service was away, and excuses the days people could not study.

Every serving process beats once a minute.  The rule that holds here: a silence of an hour or more is an
outage, and every local date it touched is excused for the team, once, before the next beat is written;
a process that dies in between leaves the silence for the next one to find.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

import structlog

from bot.ports import Clock, Ledger, Profiles, Unavailable
from bot.progress.days import ONE_DAY, local_day
from bot.progress.facts import Outage
from bot.progress.present import UNKNOWN_ZONE

EVERY = 60.0
AWAY = timedelta(minutes=60)

log = structlog.get_logger(__name__)


class Beats(Protocol):
    """Where the last beat is kept."""

    async def last(self) -> datetime | None: ...

    async def beat(self, at: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Beats for one process; ``tenants`` are the teams with facts."""

    beats: Beats
    tenants: Callable[[], Awaitable[Sequence[str]]]
    ledger: Ledger
    profiles: Profiles
    clock: Clock

    async def keep(self, stop: asyncio.Event) -> None:
        """Beat until ``stop``."""
        while not stop.is_set():
            with suppress(Unavailable):
                await self.once()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), EVERY)

    async def once(self) -> None:
        """One beat, and what a silence before it excuses."""
        now, last = self.clock.now(), await self.beats.last()
        if last is not None and now - last >= AWAY:
            log.warning("the service was away", since=last.isoformat(), until=now.isoformat())
            for tenant in await self.tenants():
                await self._excuse(tenant, last, now)
        await self.beats.beat(now)

    async def _excuse(self, tenant: str, since: datetime, until: datetime) -> None:
        for day in sorted(await self._touched(tenant, since, until)):
            fact = Outage(until, day, "I was away")
            await self.ledger.append(tenant, fact, key=f"excused:{day.isoformat()}")

    async def _touched(self, tenant: str, since: datetime, until: datetime) -> set[date]:
        """The local dates, over all people of the team, on which the service was away."""
        found: set[date] = set()
        for learner in await self.ledger.learners(tenant):
            profile = await self.profiles.get(tenant, learner)
            zone = profile.tz or UNKNOWN_ZONE
            day = local_day(since, zone, profile.day_start)
            while day <= local_day(until, zone, profile.day_start):
                found.add(day)
                day += ONE_DAY
        return found
