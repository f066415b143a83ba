"""Monday's letter to a lead: the week or the month, once, and never two things on one day."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from rigs.clocks import SetClock
from rigs.push_hall import PushHall

from bot.conversation import Place, Reply
from bot.groups.claims import Slot
from bot.groups.mondays import Mondays, next_monday
from bot.groups.once import Letter, Once
from bot.groups.ticking import Done
from bot.memory.client import Link
from bot.progress.facts import Answer
from bot.quizzing.courses import Course
from bot.records import Errand
from bot.service.outbox import Outbox
from bot.service.posting import OutboxPosting
from tests.rigs.push_wall import WallPlatform

FIRST_MONDAY = datetime(2026, 12, 7, 8, tzinfo=UTC)
"""The first of its month; the Monday after it is not."""

VALUE = "does it still deliver?"


class NoGaps:
    """Documents that answer everything."""

    async def between(self, tenant: str, since: datetime, until: datetime) -> tuple[str, ...]:
        return ()


class MondayHall(PushHall):
    """A channel with a schedule, whose lead asked for the lines."""

    async def settle(self, people: int, answer: Callable[..., Answer]) -> None:
        """Some people, each with four answers in the last week, and a lead."""
        await self.schedule("09:00 daily")
        await self.schedules.set_lead(self.tenant, "C1", "lee")
        for person in range(people):
            for n in range(4):
                when = FIRST_MONDAY.date() - timedelta(days=3 - n % 2)
                given = answer(when, learner=f"l{person}", item=f"i{n}", delivery=f"d{n}", correct=n > 1)
                await self.world.ledger.take_answer(self.tenant, given)

    def mondays(self) -> Mondays:
        """One process's part in it."""
        platform = WallPlatform(self.name, self.wall, self.clock.now, self.history)
        outbox = Outbox(self.redis, self.clock)
        posting = OutboxPosting(outbox, {self.name: platform}, self.redis, self.clock)
        return Mondays(
            self.schedules, self.pushes, self.world.groups, self.world.ledger, self.world.profiles, NoGaps(),
            nothing_spent, posting, self.clock, lambda *ids, place: "token", {"1": "Framing"},
        )  # fmt: skip

    async def carry_out(self, at: datetime) -> Done | None:
        """Do the errand of ``at`` then."""
        self.clock.at = max(self.clock.at, at)
        return await self.mondays().digest(self.errand(at))

    def errand(self, at: datetime) -> Errand:
        return Errand("digest", self.name, self.tenant, "C1", at)

    def said(self) -> list[str]:
        """What hangs on the wall."""
        return [hung.reply.text for hung in self.wall.posts if hung.reply]


async def nothing_spent(tenant: str, since: date, days: int) -> float:
    return 0.0


@pytest.fixture
def hall(redis: Link, toy: Course) -> MondayHall:
    return MondayHall(redis, toy, SetClock(FIRST_MONDAY))


async def test_the_month_takes_the_place_of_the_week(hall: MondayHall, answer: Any) -> None:
    """On the first Monday of a month, and the lines again on the next."""
    await hall.settle(5, answer)
    done = await hall.carry_out(FIRST_MONDAY)
    assert done == Done(FIRST_MONDAY + timedelta(days=7))
    (month,) = hall.said()
    assert VALUE in month
    assert "Used by 5 of 5 in four weeks" in month
    await hall.carry_out(FIRST_MONDAY + timedelta(days=7))
    assert "Week of 7 December" in hall.said()[1]
    assert [hung.channel for hung in hall.wall.posts] == ["lee", "lee"]


async def test_many_processes_say_it_once(hall: MondayHall, answer: Any) -> None:
    """However often they come to it, at once and again on the next day."""
    await hall.settle(6, answer)
    await asyncio.gather(*(hall.carry_out(FIRST_MONDAY) for _ in range(4)))
    await hall.carry_out(FIRST_MONDAY)
    hall.clock.at += timedelta(hours=25)
    await hall.carry_out(FIRST_MONDAY)
    assert len(hall.said()) == 1


@pytest.mark.parametrize("people", [0, 4])
async def test_of_fewer_than_five_nothing_is_told(hall: MondayHall, answer: Any, people: int) -> None:
    """The lines come as on any Monday."""
    await hall.settle(people, answer)
    await hall.carry_out(FIRST_MONDAY)
    (said,) = hall.said()
    assert "Week of 30 November" in said
    assert VALUE not in said


async def test_who_heard_something_today_hears_it_tomorrow(hall: MondayHall, answer: Any) -> None:
    """Whatever it was about; and it stays the month's."""
    await hall.settle(5, answer)

    async def reminder() -> Letter:
        return Letter(Place(hall.name, hall.tenant), Reply("3 reviews are due.", private=True), "lee")

    slot = Slot(hall.tenant, "lee", FIRST_MONDAY.date().isoformat(), own=True)
    once = Once(hall.pushes, hall.mondays().posting, hall.clock)
    await once.say(slot, FIRST_MONDAY, FIRST_MONDAY + timedelta(hours=4), reminder)
    tomorrow = FIRST_MONDAY + timedelta(days=1)
    assert await hall.carry_out(FIRST_MONDAY) == Done(tomorrow)
    assert len(hall.said()) == 1
    assert await hall.carry_out(tomorrow) == Done(FIRST_MONDAY + timedelta(days=7))
    assert VALUE in hall.said()[1]


async def test_around_the_exam_it_waits(hall: MondayHall, answer: Any) -> None:
    """The eve, the day and the morning after are quiet for a lead too."""
    await hall.settle(5, answer)
    await hall.world.profiles.change(hall.tenant, "lee", exam_date=FIRST_MONDAY.date())
    for later in range(2):
        assert await hall.carry_out(FIRST_MONDAY + timedelta(days=later)) == Done(
            FIRST_MONDAY + timedelta(days=later + 1)
        )
    assert hall.said() == []
    await hall.carry_out(FIRST_MONDAY + timedelta(days=2))
    assert VALUE in hall.said()[0]


async def test_who_leads_two_channels_hears_one_a_day(hall: MondayHall, answer: Any) -> None:
    """The second channel's letter comes a day later."""
    await hall.settle(5, answer)
    await hall.schedule("09:00 daily", "C2")
    await hall.schedules.set_lead(hall.tenant, "C2", "lee")
    await hall.carry_out(FIRST_MONDAY)
    other = Errand("digest", hall.name, hall.tenant, "C2", FIRST_MONDAY)
    assert await hall.mondays().digest(other) == Done(FIRST_MONDAY + timedelta(days=1))
    assert len(hall.said()) == 1


async def test_nobody_who_did_not_ask_hears_it(hall: MondayHall, answer: Any) -> None:
    """No lead, no letter, no more of them."""
    await hall.settle(5, answer)
    await hall.schedules.set_lead(hall.tenant, "C1", None)
    assert await hall.carry_out(FIRST_MONDAY) == Done()
    assert hall.said() == []


async def test_monday_is_monday(hall: MondayHall, answer: Any) -> None:
    """Also for a letter that had to wait."""
    await hall.settle(0, answer)
    schedule = await hall.schedules.get(hall.tenant, "C1")
    assert schedule is not None
    assert next_monday(schedule, FIRST_MONDAY + timedelta(days=2)) == FIRST_MONDAY + timedelta(days=7)
