"""The question of the day at the top of its channel: one step with the post, one pin at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rigs.clocks import SetClock
from rigs.push_hall import PushHall

from bot.groups.claims import LEASE
from bot.looks.memory import look
from bot.memory.client import Link
from bot.platforms import NotDelivered, OutcomeUnknown, RateLimited
from bot.quizzing.courses import Course
from bot.settings import Settings

FRIDAY = datetime(2026, 3, 27, 6, tzinfo=UTC)
PINNED = "08:00 daily UTC until 17:00 pin"


class Killed(Exception):
    """The process ends at this very moment; what it held stays held."""


@pytest.fixture(params=["discord", "slack"])
def hall(redis: Link, toy: Course, request: pytest.FixtureRequest) -> PushHall:
    """A hall on an empty server, on a Friday morning."""
    return PushHall(redis, toy, SetClock(FRIDAY), request.param)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


async def test_pinned_while_it_is_open(hall: PushHall) -> None:
    """Put there with the question, taken off at the close; nothing of it where nobody asked for it."""
    await hall.schedule(PINNED)
    await hall.schedule("08:00 daily UTC until 17:00", "C2")
    await hall.until(at(27, 9), hall.process(), step=600)
    pinned = [hung.channel for hung in hall.wall.posts if hung.message in hall.wall.pins]
    assert pinned == ["C1"]
    await hall.until(at(27, 18), hall.process(), step=600)
    assert hall.wall.pins == []
    push = await hall.pushes.get("T1", "C1", "2026-03-27")
    assert push is not None
    assert (push.state, push.pinned, push.reason) == ("SENT", True, "")


@pytest.mark.parametrize("taken", [False, True])
async def test_killed_between_the_post_and_the_record(hall: PushHall, taken: bool) -> None:
    """Before the pin was set, or after: another process does the rest, and there is one post and one pin."""
    await hall.schedule(PINNED)
    dying = hall.process()
    dying.platform.pinning.append(Killed())
    hall.clock.at = at(27, 8)
    await dying.work()
    (posted,) = hall.wall.posts
    if taken:
        await dying.platform.pin(hall.place(), posted.message)
    assert await hall.states() == {"2026-03-27": "SENDING"}
    await hall.until(at(27, 8) + timedelta(seconds=LEASE + 60), hall.process(), hall.process(), step=30)
    assert (len(hall.wall.posts), hall.wall.pins) == (1, [posted.message])
    assert hall.wall.pinned[posted.message] == 1
    assert await hall.states() == {"2026-03-27": "SENT"}


@pytest.mark.parametrize("trouble", [RateLimited(40), OutcomeUnknown("reset"), NotDelivered("503", final=False)])
async def test_a_platform_that_is_busy_is_asked_again(hall: PushHall, trouble: Exception) -> None:
    """The question stands; its pin follows."""
    await hall.schedule(PINNED)
    process = hall.process()
    process.platform.pinning.append(trouble)
    await hall.until(at(27, 8) + timedelta(seconds=10), process, step=5)
    assert (len(hall.wall.posts), hall.wall.pins) == (1, [])
    await hall.until(at(27, 8, 3), process, step=10)
    assert (len(hall.wall.posts), len(hall.wall.pins)) == (1, 1)


async def test_what_is_not_allowed_is_said_and_stops_nothing(hall: PushHall) -> None:
    """The question, its thread and its closing are as ever; the record says what an admin has to allow."""
    await hall.schedule(PINNED)
    process = hall.process()
    process.platform.pinning += [NotDelivered("the scope pins:write is not granted", final=True)] * 2
    await hall.until(at(28, 9), process, step=600)
    assert len(hall.wall.posts) == len(process.platform.threads) == 2
    assert len(hall.wall.edits) == 1
    push = await hall.pushes.get("T1", "C1", "2026-03-27")
    assert push is not None
    assert (push.state, push.pinned, push.reason) == ("SENT", False, "the scope pins:write is not granted")


async def test_a_platform_that_never_pins_holds_nothing_up(hall: PushHall) -> None:
    """Inside the grace it is asked again; after that the question counts as sent without a pin."""
    await hall.schedule("08:00 daily UTC until 20:00 pin")
    process = hall.process()
    process.platform.pinning += [NotDelivered("503", final=False)] * 99
    await hall.until(at(27, 13), process, step=300)
    assert (len(hall.wall.posts), await hall.states()) == (1, {"2026-03-27": "SENT"})


async def test_a_pin_that_was_left_there_goes_with_the_next_one(hall: PushHall) -> None:
    """Nobody was there at the close, nor for two days after it."""
    await hall.schedule(PINNED)
    await hall.until(at(27, 9), hall.process(), step=600)
    first = hall.wall.posts[0].message
    hall.clock.at = at(30, 9)
    await hall.until(at(30, 10), hall.process(), step=600)
    assert first not in hall.wall.pins
    assert hall.wall.pins == [hall.wall.posts[-1].message]


async def test_pins_do_not_pile_up(hall: PushHall) -> None:
    """A question that is open until the next one comes; then the schedule says no pin any more."""
    await hall.schedule("08:00 daily UTC until 08:00 pin")
    process = hall.process()
    for day in range(27, 31):
        await hall.until(at(day, 8, 15), process, step=300)
        assert hall.wall.pins == [hall.wall.posts[-1].message]
    await hall.schedule("08:00 daily UTC until 08:00 no pin")
    await hall.until(at(31, 8, 15), process, step=300)
    assert hall.wall.pins == []


async def test_the_doctor_says_what_is_missing(hall: PushHall, redis_url: str, tmp_path: Path) -> None:
    """As long as it is so, and not before anything was pinned."""
    settings = Settings(data=tmp_path, REDIS_URL=redis_url)
    await hall.schedule(PINNED)
    assert "Not pinned" not in await said_of_questions(settings)
    process = hall.process()
    process.platform.pinning.append(NotDelivered("the scope pins:write is not granted", final=True))
    await hall.until(at(27, 9), process, step=600)
    assert "Not pinned: C1 (the scope pins:write is not granted)" in await said_of_questions(settings)
    await hall.until(at(28, 9), process, step=600)
    assert "Not pinned" not in await said_of_questions(settings)


async def said_of_questions(settings: Settings) -> str:
    """The doctor's words on daily questions."""
    (words,) = [found.words async for found in look(settings) if found.thing == "daily questions"]
    return words
