"""Daily questions: one a channel and date, whatever breaks, and an honest record of each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rigs.clocks import SetClock
from rigs.push_hall import PushHall
from rigs.push_wall import lost

from bot.memory.client import Link
from bot.platforms import NotDelivered, RateLimited
from bot.quizzing.courses import Course

FRIDAY = datetime(2026, 3, 27, 6, tzinfo=UTC)

Open = Callable[..., PushHall]


@pytest.fixture
def opened(redis: Link, toy: Course) -> Open:
    """A hall on an empty server, on a Friday morning before the clocks change."""

    def open_(name: str = "discord", at: datetime = FRIDAY, **more: bool) -> PushHall:
        return PushHall(redis, toy, SetClock(at), name, **more)

    return open_


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


async def test_a_channel_gets_its_question_at_its_own_nine_oclock(opened: Open) -> None:
    """On Friday, not on the weekend, and on Monday an hour earlier in UTC."""
    hall = opened()
    await hall.schedule("09:00 weekdays Europe/Berlin")
    await hall.until(at(30, 12), hall.process())
    assert [hung.at for hung in hall.wall.posts] == [at(27, 8), at(30, 7)]
    assert await hall.states() == {"2026-03-27": "SENT", "2026-03-30": "SENT"}


async def test_the_days_other_questions_end_where_they_were_asked(opened: Open) -> None:
    """In the thread under the first, which ends in the channel: a thread may be a channel of its own."""
    hall = opened()
    await hall.schedule("08:00 daily UTC until 09:00 2 questions")
    process = hall.process()
    await hall.until(at(27, 10), process)
    first, second = (hung.message for hung in hall.wall.posts)
    assert process.platform.edited == {first: None, second: f"thread of {first}"}


async def test_a_time_that_is_skipped_or_comes_twice_is_one_question(opened: Open) -> None:
    """In March 02:30 is skipped: the first instant after.  In October it comes twice: the first one."""
    hall = opened(at=at(28, 12))
    await hall.schedule("02:30 daily Europe/Berlin")
    await hall.until(at(30, 12), hall.process(), step=1800)
    assert [hung.at for hung in hall.wall.posts] == [at(29, 1), at(30, 0, 30)]
    hall.clock.at = datetime(2026, 10, 24, 12, tzinfo=UTC)
    await hall.schedule("02:30 daily Europe/Berlin")
    hall.wall.posts.clear()
    await hall.until(datetime(2026, 10, 26, 12, tzinfo=UTC), hall.process(), step=1800)
    october = [hung.at.strftime("%d %H:%M") for hung in hall.wall.posts]
    assert october == ["25 00:30", "26 01:30"]


async def test_many_processes_at_once_say_it_once(opened: Open) -> None:
    """Eight of them, twenty channels, one tick."""
    hall = opened()
    for number in range(20):
        await hall.schedule("08:00 daily UTC", f"C{number}")
    hall.clock.at = at(27, 8)
    processes = [hall.process() for _ in range(8)]
    for _ in range(3):
        await asyncio.gather(*(process.work() for process in processes))
    assert sorted(hung.channel for hung in hall.wall.posts) == sorted(f"C{number}" for number in range(20))


async def test_after_two_hours_away_it_comes_late_and_after_six_it_is_left_out(opened: Open) -> None:
    """Late once inside the grace; recorded as left out beyond it; and never two days at once."""
    hall = opened()
    await hall.schedule("08:00 daily UTC")
    hall.clock.at = at(27, 10)
    await hall.process().work()
    assert [hung.at for hung in hall.wall.posts] == [at(27, 10)]
    hall.clock.at = at(30, 14)
    await hall.process().work()
    assert len(hall.wall.posts) == 1
    await hall.until(at(31, 9), hall.process())
    assert [hung.at for hung in hall.wall.posts] == [at(27, 10), at(31, 8)]
    assert await hall.states() == {
        "2026-03-27": "SENT",
        "2026-03-28": "SKIPPED",
        "2026-03-29": "SKIPPED",
        "2026-03-30": "SKIPPED",
        "2026-03-31": "SENT",
    }


@pytest.mark.parametrize(
    ("name", "history", "state", "hangs"),
    [("discord", False, "SENT", 1), ("slack", True, "SENT", 1), ("slack", False, "UNKNOWN", 1)],
)
async def test_a_post_whose_answer_is_lost(opened: Open, name: str, history: bool, state: str, hangs: int) -> None:
    """Recognised by its nonce, found in the history, or marked as unknown and never sent again."""
    hall = opened(name, history=history)
    await hall.schedule("08:00 daily UTC")
    process = hall.process()
    process.platform.after.append(lost())
    await hall.until(at(27, 20), process, step=600)
    assert len(hall.wall.posts) == hangs
    assert await hall.states() == {"2026-03-27": state}


@pytest.mark.parametrize(("name", "history"), [("discord", False), ("slack", True)])
async def test_a_process_that_dies_before_its_post_was_taken(opened: Open, name: str, history: bool) -> None:
    """Where one may look, it is certain that nothing hangs there, and it is said after all."""
    hall = opened(name, history=history)
    await hall.schedule("08:00 daily UTC")
    dying = hall.process()
    dying.platform.trouble.append(lost())
    hall.clock.at = at(27, 8)
    await dying.work()
    await hall.until(at(27, 11), hall.process(), step=30)
    assert len(hall.wall.posts) == 1
    assert await hall.states() == {"2026-03-27": "SENT"}


async def test_a_platform_that_is_away_for_longer_than_the_grace(opened: Open) -> None:
    """It is tried until then, and not said in the afternoon."""
    hall = opened("slack")
    await hall.schedule("08:00 daily UTC")
    process = hall.process()
    process.platform.trouble += [NotDelivered("503", final=False)] * 99
    await hall.until(at(27, 18), process, step=300)
    assert hall.wall.posts == []
    assert await hall.states() == {"2026-03-27": "FAILED"}


async def test_a_platform_that_asks_to_wait(opened: Open) -> None:
    """It is said when it may be."""
    hall = opened("slack")
    await hall.schedule("08:00 daily UTC")
    process = hall.process()
    process.platform.trouble.append(RateLimited(90))
    await hall.until(at(27, 8, 5), process, step=10)
    assert [hung.at for hung in hall.wall.posts] == [
        pytest.approx(at(27, 8, 1) + timedelta(seconds=30), abs=timedelta(seconds=20))
    ]


async def test_the_question_closes_once_by_an_edit_of_itself(opened: Open) -> None:
    """At the time that was set, with the key; in the place of the question."""
    hall = opened()
    await hall.schedule("08:00 weekdays UTC until 17:00")
    await hall.until(at(27, 18), hall.process(), hall.process(), step=600)
    ((message, reply),) = hall.wall.edits
    assert message == hall.wall.posts[0].message
    assert reply is not None
    assert "closed" in reply.text
    assert "The answer is" in reply.text
    assert not reply.buttons


async def test_a_press_shows_that_an_unknown_question_is_there(opened: Open) -> None:
    """From then on it is edited like every other, at the close too."""
    hall = opened("slack")
    await hall.schedule("08:00 daily UTC until 17:00")
    process = hall.process()
    process.platform.after.append(lost())
    await hall.until(at(27, 9), process, step=600)
    push = await hall.pushes.get("T1", "C1", "2026-03-27")
    assert push is not None
    assert push.state == "UNKNOWN"
    assert await process.pushes.learn("T1", push.questions[0], "1700000000.000100")
    assert not await process.pushes.learn("T1", push.questions[0], "1700000000.000200")
    await hall.until(at(27, 18), process, step=600)
    assert [message for message, _ in hall.wall.edits] == ["1700000000.000100"]


async def test_an_unknown_question_that_nobody_pressed_is_let_go(opened: Open) -> None:
    """There may be nothing to edit, so nothing is said about it."""
    hall = opened("slack")
    await hall.schedule("08:00 daily UTC until 17:00")
    process = hall.process()
    process.platform.after.append(lost())
    await hall.until(at(27, 18), process, step=600)
    assert (len(hall.wall.posts), hall.wall.edits) == (1, [])


async def test_nothing_comes_again_before_everything_came(opened: Open) -> None:
    """Twelve items: twelve days without a repetition, and then the round begins anew."""
    hall = opened()
    await hall.schedule("08:00 daily UTC until 17:00")
    await hall.until(at(27, 6) + timedelta(days=18), hall.process(), step=3600)
    history = await hall.pushes.history("T1", "C1")
    asked = [item for key, push in history.items() if "/" not in key for item in push.items]
    assert len(asked) == 18
    assert len(set(asked[:12])) == 12
    assert len(set(asked[12:])) == 6
    told = [reply.text for _, reply in hall.wall.edits if reply is not None]
    assert "Five questions are left" in told[6]
    assert "From here on" in told[11] or "from here on they come again" in told[11]


async def test_several_questions_a_day_stand_in_the_thread(opened: Open) -> None:
    """The channel sees one message; all of them close."""
    hall = opened()
    await hall.schedule("08:00 daily UTC until 17:00 3 questions")
    await hall.until(at(27, 18), hall.process(), step=600)
    assert len(hall.wall.posts) == 3
    assert len({hung.nonce for hung in hall.wall.posts}) == 3
    assert [message for message, _ in hall.wall.edits] == [hung.message for hung in hall.wall.posts]
    heads = ["**Question of the day**", "**Second question of the day**", "**Third question of the day**"]
    assert [hung.reply.text.partition(" · ")[0] for hung in hall.wall.posts] == heads
    assert [reply.text.partition(" · ")[0] for _, reply in hall.wall.edits if reply] == heads


async def test_a_schedule_that_is_changed_on_the_day_brings_no_second_question(opened: Open) -> None:
    """Moved to later, to another zone, switched off and on again."""
    hall = opened()
    process = hall.process()
    await hall.schedule("08:00 daily UTC")
    await hall.until(at(27, 9), process, step=600)
    await hall.schedule("11:00 daily UTC")
    await hall.until(at(27, 12), process, step=600)
    await hall.schedules.remove("T1", "C1")
    await hall.until(at(27, 13), process, step=600)
    await hall.schedule("20:00 daily America/New_York")
    await hall.until(at(28, 6), process, step=600)
    assert len(hall.wall.posts) == 1


async def test_the_index_of_what_is_due_can_be_lost(opened: Open, redis: Link) -> None:
    """It is made again from the schedules, and nothing is said twice."""
    hall = opened()
    await hall.schedule("08:00 daily UTC")
    await hall.until(at(27, 9), hall.process(), step=600)
    async for key in redis.scan_iter(match="*:errands:*"):
        await redis.delete(key)
    assert await hall.schedules.plan_missing() == 1
    await hall.until(at(28, 9), hall.process(), step=600)
    assert [hung.at for hung in hall.wall.posts] == [at(27, 8), at(28, 8)]


async def test_a_thousand_channels_at_nine_take_turns(opened: Open) -> None:
    """No more than the platform bears in a second, all said, none twice."""
    hall = opened()
    for number in range(60):
        await hall.schedule("08:00 daily UTC", f"C{number}")
    hall.clock.at = at(27, 8)
    process = hall.process()
    for _ in range(3):
        await process.work()
    assert len({hung.channel for hung in hall.wall.posts}) == len(hall.wall.posts) == 60


def test_the_course_of_these_tests_has_twelve_items(toy: Course, tmp_path: Path) -> None:
    """The rounds above count on it."""
    assert len(toy.served) == 12
