"""Makes what is scheduled at a platform agree with the schedule of a channel.

The rule that holds here: it compares what is scheduled with what should be, and never asks what was
changed.  Whether a schedule was set, moved or paused, the same comparison serves, and may be repeated.
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
"""How long before its time a question is handed to the platform."""
AROUND = timedelta(days=2)


@dataclass(frozen=True)
class Planning:
    """Handles the errand ``ahead``."""

    daily: DailyPushes

    async def look(self, errand: Errand) -> Done | None:
        """Take back what the schedule no longer asks for, and schedule what is due within :data:`LEAD`."""
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
        """Take one question back; whether that is settled, also by its having been posted meanwhile."""
        if handed.at <= self.daily.clock.now():
            return await self.daily.overtaken(place, key, handed.at)
        if self._last_moment(handed):
            return True
        push = await ahead.take_back(Slot(place.tenant, place.channel or "", key), place)
        return push.settled or push.ahead is None or self._last_moment(push.ahead)

    async def _next(self, errand: Errand, ahead: Ahead, schedule: Schedule | None) -> Done | None:
        """Schedule the next question if it is near enough, and say when to look again."""
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
        """Schedule one question; ``False`` while it is open whether the platform has it."""
        key = due.day.isoformat()
        slot = Slot(errand.tenant, errand.subject, key)
        push = await self.daily.pushes.get(slot.tenant, slot.subject, key)
        if push is not None and (push.state == "SCHEDULED" or (push.settled and push.state != "WITHDRAWN")):
            return True

        async def write() -> Letter | None:
            return await self.daily.question(schedule, due)

        push = await ahead.hand_over(slot, due.at, _terms(schedule, due.at), write)
        return push.state != "SENDING" and (push.state != "CLAIMED" or not push.lease)

    def _last_moment(self, handed: Handed) -> bool:
        """Whether its time is too near to change anything."""
        return self.daily.clock.now() + LAST_MOMENT >= handed.at

    def _wanted(self, schedule: Schedule | None, key: str, push: Push, handed: Handed) -> bool:
        """Whether the schedule still asks for this question at this time."""
        if schedule is None:
            return False
        day, near = date.fromisoformat(key), push.due
        due = occurrences(schedule, near - AROUND, near + AROUND, self.daily.jitter)
        return any(one.day == day and _terms(schedule, one.at) == handed.terms for one in due)


def _terms(schedule: Schedule, at: datetime) -> str:
    """Everything of a schedule that a question shows: if it changes, the question is made anew."""
    return f"{at.isoformat()} {schedule.tz} {schedule.closes} {schedule.items} {schedule.topic}"
