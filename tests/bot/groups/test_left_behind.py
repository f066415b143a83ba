"""Daily questions that a process left behind when it died: taken over, settled, and not looked at for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from rigs.ahead_hall import at
from rigs.clocks import SetClock
from rigs.push_hall import PushHall

from bot.groups.claims import LEASE
from bot.memory.client import Link
from bot.quizzing.courses import Course


@pytest.fixture
def hall(redis: Link, toy: Course) -> PushHall:
    """On a Friday morning; whether a post was taken nobody can look up."""
    return PushHall(redis, toy, SetClock(datetime(2026, 3, 27, 6, tzinfo=UTC)), "slack")


async def test_a_claim_left_behind_is_taken_over_when_its_lease_is_over(hall: PushHall) -> None:
    """Not before: a process that is only slow keeps it, and one that comes back late changes nothing."""
    await hall.schedule("08:00 daily UTC")
    hall.clock.at = at(27, 8)
    taken, slow = await hall.pushes.claim(
        "T1", "C1", "2026-03-27", due=hall.clock.at, holder="a process that hangs", lease=LEASE
    )
    assert taken
    await hall.until(at(27, 8, 4), hall.process(), step=30)
    assert hall.wall.posts == []
    await hall.until(at(27, 8, 6), hall.process(), step=30)
    assert len(hall.wall.posts) == 1
    assert not await hall.pushes.move("T1", "C1", "2026-03-27", slow, fence=slow.fence)
    assert await hall.states() == {"2026-03-27": "SENT"}


async def died_in_the_middle(hall: PushHall) -> None:
    """A process posted the question of Friday, and was gone before it heard so."""
    await hall.schedule("08:00 daily UTC until 20:00")
    hall.clock.at = at(27, 8)
    dying = hall.process()
    dying.platform.after.append(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        await dying.pushes.push((await hall.errands.due("slack", hall.clock.at, "T1"))[0])


async def test_what_was_being_sent_in_a_day_nobody_came_back_in_does_not_stay_so(hall: PushHall) -> None:
    """A process died in the middle of it, and the next one starts a day later: that date is settled too."""
    await died_in_the_middle(hall)
    assert await hall.states() == {"2026-03-27": "SENDING"}
    hall.clock.at = at(28, 9)
    await hall.until(at(28, 12), hall.process(), step=60)
    assert await hall.states() == {"2026-03-27": "UNKNOWN", "2026-03-28": "SENT"}
    assert [errand.key for errand in await hall.errands.due("slack", hall.clock.at, "T1")] == []


async def test_what_nobody_can_settle_any_more_is_not_looked_at_for_ever(hall: PushHall) -> None:
    """A process died in the middle of it, and the schedule was taken away before anybody came back."""
    await died_in_the_middle(hall)
    await hall.schedules.remove("T1", "C1")
    hall.clock.at = at(28, 9)
    await hall.process().work()
    assert len(await hall.errands.due("slack", hall.clock.at, "T1")) == 1
    hall.clock.at += timedelta(days=30)
    await hall.process().work()
    assert await hall.errands.due("slack", hall.clock.at, "T1") == []
