"""The weekly digest: six lines on Monday, in private, to the lead of a channel who asked for them.

The rules that hold here: one digest a week and channel.  On the first Monday of a month the monthly report
("does it still deliver?") takes its place if five people or more took part.  A lead gets one unsolicited
message a day: where that day is taken, the digest comes a day later.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from bot.conversation import Button, Place, Reply
from bot.groups.claims import Slot
from bot.groups.digest import Digest, Week, digest
from bot.groups.nudges import zone_of
from bot.groups.once import Letter, Once
from bot.groups.ports import Posting, Pushes, Schedules
from bot.groups.ticking import Done
from bot.ports import Clock, Groups, Ledger, MintToken, Profiles
from bot.progress.days import ONE_DAY, first_instant
from bot.progress.exam_days import silent
from bot.progress.mastery import by_section, weakest
from bot.progress.standings import SMALLEST_GROUP
from bot.progress.zones import zone
from bot.records import Errand, Push, Schedule
from bot.studying.team import delivers, weeks

AT = time(8)
GRACE = timedelta(hours=30)
WEEK = timedelta(days=7)


Lines = Callable[[Schedule, date], Awaitable[Reply | None]]
"""The text for a channel and the week that began on a Monday; ``None``: nothing to say."""


class Gaps(Protocol):
    """Questions the documents could not answer."""

    async def between(self, tenant: str, since: datetime, until: datetime) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Mondays:
    """Handles the errand ``digest``.  ``cost`` is what a tenant spent on some dates, ``titles`` the sections' names."""

    schedules: Schedules
    pushes: Pushes
    groups: Groups
    ledger: Ledger
    profiles: Profiles
    gaps: Gaps
    cost: Callable[[str, date, int], Awaitable[float]]
    posting: Posting
    clock: Clock
    mint: MintToken
    titles: Mapping[str, str]

    async def digest(self, errand: Errand) -> Done | None:
        """Send the digest of the week that is over, or the monthly report, up to :data:`GRACE` late."""
        schedule = await self.schedules.get(errand.tenant, errand.subject)
        lead = await self.schedules.lead(errand.tenant, errand.subject)
        if schedule is None or lead is None:
            return Done()
        due = errand.at.astimezone(zone(schedule.tz)).date()
        monday = due - timedelta(days=due.weekday()) - WEEK

        if self.clock.now() <= errand.at + GRACE:
            free = await self._is_free(errand, lead)
            if free is None:
                return None
            if not free:
                return Done(first_instant(due + ONE_DAY, AT, schedule.tz).astimezone(UTC))

        async def say(key: str, lines: Lines) -> Push:
            async def write() -> Letter | None:
                reply = await lines(schedule, monday)
                return Letter(Place(errand.platform, errand.tenant), reply, lead) if reply else None

            once = Once(self.pushes, self.posting, self.clock)
            return await once.say(Slot(errand.tenant, errand.subject, key), errand.at, errand.at + GRACE, write)

        said = await self._this_monday(monday, say)
        return Done(next_monday(schedule, max(self.clock.now(), errand.at))) if said.settled else None

    async def _is_free(self, errand: Errand, lead: str) -> bool | None:
        """Take the lead's day for the digest; ``None``: another message to them is being sent right now."""
        profile = await self.profiles.get(errand.tenant, lead)
        today = self.clock.now().astimezone(zone(zone_of(profile))).date()
        if silent(profile.exam_date, today):
            return False
        taken = f"{errand.subject} has a letter"
        slot = Slot(errand.tenant, lead, today.isoformat(), own=True)
        said = await Once(self.pushes, self.posting, self.clock).skip(slot, errand.at, taken)
        return said.reason == taken if said.settled else None

    async def _this_monday(self, monday: date, say: Callable[[str, Lines], Awaitable[Push]]) -> Push:
        now = monday + WEEK
        if now.day <= WEEK.days:
            month = await say(f"month/{now:%Y-%m}", self._month)
            if month.state != "EMPTY":
                return month
        return await say(f"digest/{monday.isoformat()}", self._lines)

    async def _month(self, schedule: Schedule, monday: date) -> Reply | None:
        place = schedule.place
        found = weeks(await self.ledger.facts(place.tenant), await self._members(place), monday + WEEK)
        if found.took_part < SMALLEST_GROUP:
            return None
        lines = [f"{_named(place)}: does it still deliver?", *delivers(found)]
        return Reply("\n".join(lines), private=True)

    async def _lines(self, schedule: Schedule, monday: date) -> Reply:
        place, week = schedule.place, await self._week(schedule, monday)
        facts = await self.ledger.facts(place.tenant)
        told = digest(facts, await self._members(place), week, self.titles)
        return Reply("\n".join((_named(place), *told.lines)), buttons=self._button(told, place), private=True)

    async def _week(self, schedule: Schedule, monday: date) -> Week:
        tenant, tz = schedule.place.tenant, schedule.tz
        begins, ends = (first_instant(day, time(0), tz) for day in (monday, monday + WEEK))
        return Week(
            monday,
            await self.gaps.between(tenant, begins, ends),
            await self.cost(tenant, monday, WEEK.days),
            await self._shared(schedule.place, monday + WEEK),
        )

    async def _members(self, place: Place) -> tuple[str, ...]:
        group = await self.groups.of_channel(place.tenant, place.channel or "")
        if group is not None:
            return tuple(await self.groups.members(place.tenant, group.id))
        return await self.ledger.learners(place.tenant)

    async def _shared(self, place: Place, today: date) -> dict[str, str]:
        """The weakest area, by name, of each member who chose to show it."""
        found: dict[str, str] = {}
        for learner in await self._members(place):
            profile = await self.profiles.get(place.tenant, learner)
            if profile.shares_gaps:
                standing = by_section(await self.ledger.facts(place.tenant, learner), today)
                if area := weakest({name: one for name, one in standing.items() if name in self.titles}):
                    found[profile.name or learner] = self.titles[area]
        return found

    def _button(self, told: Digest, place: Place) -> tuple[Button, ...]:
        """A button that carries the suggestion out: from now on the channel is asked about that area."""
        if told.suggestion is None or place.channel is None:
            return ()
        private = Place(place.platform, place.tenant)
        return (Button("Ask about it this week", self.mint("focus", place.channel, told.suggestion, place=private)),)


def _named(place: Place) -> str:
    return f"**#{place.channel}**" if place.platform == "terminal" else "**Your channel**"


def next_monday(schedule: Schedule, after: datetime) -> datetime:
    """The first Monday at eight o'clock, on the channel's wall clock, later than ``after``."""
    day = after.astimezone(zone(schedule.tz)).date()
    day -= timedelta(days=day.weekday())
    while (instant := first_instant(day, AT, schedule.tz)) <= after:
        day += WEEK
    return instant.astimezone(UTC)
