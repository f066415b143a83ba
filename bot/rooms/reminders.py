"""What a person asked to be reminded of: due reviews or a question of their own, when, and when not.

The rule that holds here: nothing comes before it was asked for, at most one message a day comes, and a
snooze needs no reason.  Said with ``/settings``: ``reminders due 08:30``, ``reminders question``,
``reminders off``, ``quiet 22:00-07:00``, ``snooze 3``.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from bot.conversation import Learner
from bot.groups.nudges import next_nudge, zone_of
from bot.groups.ports import Errands
from bot.ports import Clock, Profiles
from bot.progress.zones import zone
from bot.quizzing.wording import counted
from bot.records import Errand, Profile
from bot.rooms.personal import Slip

LONGEST_SNOOZE = 90
OFF = {"off", "no", "none"}
_CLOCK = re.compile(r"([01]?\d|2[0-3])(?::([0-5]\d))?")


@dataclass(frozen=True, slots=True)
class Reminders:
    """Changes a person's reminders and plans the next one."""

    profiles: Profiles
    errands: Errands
    clock: Clock

    @property
    def settings(self) -> Mapping[str, Callable[[Learner, str], Awaitable[str]]]:
        """What ``/settings`` calls them."""
        return {"reminders": self.remind, "quiet": self.quiet, "snooze": self.snooze}

    async def remind(self, learner: Learner, value: str) -> str:
        """``on``, ``off``, ``due 08:30``, ``question 18:00``."""
        words = value.casefold().split()
        if words and words[0] in OFF:
            await self.profiles.change(learner.tenant, learner.id, reminders=False)
            return "No reminders."
        kind = "question" if "question" in words else "due"
        at = next((_time(word) for word in words if _CLOCK.fullmatch(word)), None)
        if (
            unknown := set(words)
            - {"on", "yes", "at", "due", "reviews", "question"}
            - {w for w in words if _CLOCK.fullmatch(w)}
        ):
            raise Slip(
                f"I can't read {sorted(unknown)[0][:20]!r}; write `reminders due 08:30`, `question 18:00` or `off`."
            )
        chosen = {"nudge_at": at} if at else {}
        profile = await self.profiles.change(learner.tenant, learner.id, reminders=True, nudge=kind, **chosen)
        what = "of due reviews, when there are some" if kind == "due" else "with a question of your own"
        return f"I'll write to you {what}, at most once a day. {await self._planned(learner, profile)}"

    async def quiet(self, learner: Learner, value: str) -> str:
        """``22:00-07:00`` or ``off``."""
        if value.casefold() in OFF:
            await self.profiles.change(learner.tenant, learner.id, quiet_from=None, quiet_to=None)
            return "No quiet hours."
        ends = [_time(part.strip()) for part in re.split(r"-|–|to", value) if _CLOCK.fullmatch(part.strip())]
        if len(ends) != 2:
            raise Slip("Write quiet hours as `quiet 22:00-07:00`, or `quiet off`.")
        profile = await self.profiles.change(learner.tenant, learner.id, quiet_from=ends[0], quiet_to=ends[1])
        planned = f" {await self._planned(learner, profile)}" if profile.reminders else ""
        return f"Nothing comes between {ends[0]:%H:%M} and {ends[1]:%H:%M}.{planned}"

    async def snooze(self, learner: Learner, value: str) -> str:
        """``3`` days, ``until 2026-12-01``, or ``off``."""
        profile = await self.profiles.get(learner.tenant, learner.id)
        today = self.clock.now().astimezone(zone(zone_of(profile))).date()
        if value.casefold() in OFF:
            profile = await self.profiles.change(learner.tenant, learner.id, snoozed=None)
            return f"Reminders go on. {await self._planned(learner, profile)}" if profile.reminders else "No snooze."
        until = _snoozed(value, today)
        profile = await self.profiles.change(learner.tenant, learner.id, snoozed=until)
        planned = f" {await self._planned(learner, profile)}" if profile.reminders else ""
        return f"Quiet for {counted((until - today).days, 'day')}.{planned}"

    async def _planned(self, learner: Learner, profile: Profile) -> str:
        at = next_nudge(profile, self.clock.now())
        await self.errands.plan(Errand("nudge", learner.platform, learner.tenant, learner.id, at))
        wall = at.astimezone(zone(zone_of(profile)))
        return f"Next: {wall:%a} {wall.day} {wall:%b}, {wall:%H:%M}. `/settings snooze 3` or `reminders off` stops it."


def _time(text: str) -> time:
    read = _CLOCK.fullmatch(text)
    if read is None:
        raise Slip(f"I can't read the time {text[:20]!r}; write 08:30.")
    return time(int(read[1]), int(read[2] or 0))


def _snoozed(value: str, today: date) -> date:
    """The first date on which reminders come again."""
    words = value.casefold().removeprefix("until").split()
    try:
        days = int(words[0]) if words and words[0].isdigit() else (date.fromisoformat(words[0]) - today).days
    except (ValueError, IndexError):
        raise Slip("Write `snooze 3` for three days, `snooze until 2026-12-01`, or `snooze off`.") from None
    if not 1 <= days <= LONGEST_SNOOZE:
        raise Slip(f"Between one day and {LONGEST_SNOOZE}.")
    return today + timedelta(days=days)
