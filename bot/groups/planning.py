"""Keeps what waits at a platform the same as what the schedule of a channel says.

The rule that holds here: it looks at what is, never at what was changed: whether a schedule was set,
moved, paused or only came nearer, the same look brings both together, and may be repeated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.conversation import Place
from bot.groups.ahead import LAST_MOMENT, Ahead
from bot.groups.claims import Slot
from bot.groups.once import Letter
from bot.groups.pushes import DailyPushes
from bot.groups.schedules import Occurrence, first_after, occurrences
from bot.groups.ticking import Done
from bot.records import Errand, Handed, Push, Schedule

LEAD = timedelta(hours=12)
AROUND = timedelta(days=2)


@dataclass(frozen=True)
class Planning:
    """Handles the errand ``ahead``."""

    daily: DailyPushes

    async def look(self, errand: Errand) -> Done | None:
        """Take back what the schedule does not say any more; hand over what is due within ``LEAD``."""
        ahead = self.daily.ahead
        if ahead is None:
            return Done()
        schedule = await self.daily.schedules.get(errand.tenant, errand.subject)
        again: datetime | None = None
        for key, push in (await self.daily.pushes.history(errand.tenant, errand.subject)).items():
            if push.settled or push.ahead is None or self._wanted(schedule, key, push, push.ahead):
                continue
            if not await self._undone(errand.place, ahead, key, push.ahead):
                return None
            if self._last_moment(push.ahead):
                again = push.ahead.at
        following = await self._next(errand, ahead, schedule)
        return following and Done(min((at for at in (again, following.following) if at), default=None))

    async def _undone(self, place: Place, ahead: Ahead, key: str, handed: Handed) -> bool:
        """Take back what the schedule does not say any more; what was posted all the same counts."""
        if handed.at <= self.daily.clock.now():
            return await self.daily.overtaken(place, key, handed.at)
        if self._last_moment(handed):
            return True
        push = await ahead.take_back(Slot(place.tenant, place.channel or "", key), place)
        return push.settled or push.ahead is None or self._last_moment(push.ahead)

    async def _next(self, errand: Errand, ahead: Ahead, schedule: Schedule | None) -> Done | None:
        """Hand over what is due within ``LEAD``."""
        if schedule is None or errand.platform not in self.daily.schedules.ahead:
            return Done()
        now = self.daily.clock.now()
        following = first_after(schedule, now + LAST_MOMENT, self.daily.jitter)
        if following is None:
            return Done()
        if following.at - LEAD > now:
            return Done(following.at - LEAD)
        if not await self._handed_over(errand, ahead, schedule, following):
            return None
        later = first_after(schedule, following.at, self.daily.jitter)
        return Done(later.at - LEAD if later else None)

    async def _handed_over(self, errand: Errand, ahead: Ahead, schedule: Schedule, due: Occurrence) -> bool:
        """Whether the platform has it now, or certainly never will."""
        key = due.day.isoformat()
        slot = Slot(errand.tenant, errand.subject, key)
        push = await self.daily.pushes.get(slot.tenant, slot.subject, key)
        if push is not None and (push.state == "SCHEDULED" or (push.settled and push.state != "WITHDRAWN")):
            return True

        async def write() -> Letter | None:
            return await self.daily.question(schedule, due)

        push = await ahead.hand_over(slot, due.at, terms_of(schedule, due.at), write)
        return push.state != "SENDING" and (push.state != "CLAIMED" or not push.lease)

    def _last_moment(self, handed: Handed) -> bool:
        """Whether it is too late to change anything."""
        return self.daily.clock.now() + LAST_MOMENT >= handed.at

    def _wanted(self, schedule: Schedule | None, key: str, push: Push, handed: Handed) -> bool:
        """Whether the schedule says still what it said when this was handed over."""
        if schedule is None:
            return False
        day, near = date.fromisoformat(key), push.due
        due = occurrences(schedule, near - AROUND, near + AROUND, self.daily.jitter)
        return any(one.day == day and terms_of(schedule, one.at) == handed.terms for one in due)


def terms_of(schedule: Schedule, at: datetime) -> str:
    """What of a schedule shows in a question: if it changes, the question is made anew."""
    return f"{at.isoformat()} {schedule.tz} {schedule.closes} {schedule.items} {schedule.topic}"
