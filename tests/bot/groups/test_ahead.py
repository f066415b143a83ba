"""Questions that Slack posts by itself: at most one of a date waits there, whatever is killed or changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from rigs.ahead_hall import AheadHall, killed_by, worker
from rigs.quiz_hall import SetClock
from rigs.slack_stub import SlackStub, Trouble
from rigs.toy_course import write_course

from bot.commands.failing import CannotStart
from bot.groups.once import LEASE
from bot.groups.planning import LEAD
from bot.memory.client import Link
from bot.memory.opening import open_memory
from bot.quizzing.courses import Course, open_course
from bot.records import Push
from bot.settings import Settings

THURSDAY = datetime(2026, 3, 26, 6, tzinfo=UTC)
DAY = "2026-03-27"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_course(tmp_path_factory.mktemp("courses"))


@pytest.fixture(scope="module")
def toy(course: Path) -> Course:
    return open_course(course)


@pytest.fixture
async def slack() -> AsyncIterator[SlackStub]:
    async with SlackStub.running() as stub:
        yield stub
        assert stub.refused == []


@pytest.fixture
def hall(redis: Link, toy: Course, slack: SlackStub) -> AheadHall:
    """On a Thursday morning, what is due that day is over; the app may not read the channel."""
    slack.struck, slack.may_read = THURSDAY.timestamp(), False
    return AheadHall(redis, toy, SetClock(THURSDAY), slack=slack)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def waiting(slack: SlackStub) -> list[datetime]:
    """What Slack is to post, by its time."""
    return sorted(datetime.fromtimestamp(int(kept["post_at"]), UTC) for kept in slack.scheduled.values())


def questions(slack: SlackStub) -> list[dict[str, Any]]:
    """What stands in the channel as a question of a day that is still open."""
    return [said for said in slack.messages if "Question of the day" in said["text"] and "closed" not in said["text"]]


async def push_of(hall: AheadHall, day: str = DAY) -> Push:
    push = await hall.pushes.get(hall.tenant, "C1", day)
    assert push is not None
    return push


async def test_it_is_posted_though_nobody_is_there(hall: AheadHall, slack: SlackStub) -> None:
    """Handed over twelve hours before; when somebody comes back the day is noted, and nothing is posted again."""
    await hall.schedule("05:00 daily UTC until 17:00")
    await hall.until(at(27, 5) - LEAD - timedelta(minutes=1), hall.process())
    assert waiting(slack) == []
    await hall.until(at(26, 23), hall.process())
    assert waiting(slack) == [at(27, 5)]
    assert await hall.states() == {DAY: "SCHEDULED"}
    hall.pass_to(at(27, 8))
    assert len(questions(slack)) == 1
    await hall.until(at(27, 9), hall.process(), step=600)
    assert (len(questions(slack)), await hall.states()) == (1, {DAY: "SENT"})


async def test_many_processes_hand_over_one(hall: AheadHall, slack: SlackStub) -> None:
    """Day after day, each date once."""
    await hall.schedule("05:00 daily UTC")
    await hall.until(at(30, 6), *(hall.process() for _ in range(4)), step=600)
    assert [said["struck"] for said in questions(slack)] == [int(at(day, 5).timestamp()) for day in range(27, 31)]
    assert len(slack.handed_over) == 4
    assert set((await hall.states()).values()) == {"SENT"}


@pytest.mark.parametrize("back", [timedelta(seconds=LEASE + 60), timedelta(hours=11)])
async def test_killed_between_the_call_and_its_record(
    hall: AheadHall, slack: SlackStub, course: Path, redis_url: str, back: timedelta
) -> None:
    """Slack has it, and nobody wrote that down: it is found in Slack's list, and never handed over again."""
    await hall.schedule("05:00 daily UTC until 17:00")
    due = at(27, 5) - LEAD
    hall.pass_to(due)
    await killed_by(slack, "chat.scheduleMessage", worker(course, redis_url, slack.api_url, due))
    assert (waiting(slack), await hall.states()) == ([at(27, 5)], {DAY: "SENDING"})
    hall.pass_to(due + back)
    await hall.until(due + back + timedelta(minutes=20), hall.process(), hall.process(), step=30)
    assert (len(slack.handed_over), await hall.states()) == (1, {DAY: "SCHEDULED"})
    await hall.until(at(27, 6), hall.process(), step=600)
    assert (len(questions(slack)), await hall.states()) == (1, {DAY: "SENT"})


async def test_killed_and_nobody_back_before_its_time(
    hall: AheadHall, slack: SlackStub, course: Path, redis_url: str
) -> None:
    """The list tells nothing any more; without the history nobody knows, and nothing is posted again."""
    await hall.schedule("05:00 daily UTC until 17:00")
    due = at(27, 5) - LEAD
    hall.pass_to(due)
    await killed_by(slack, "chat.scheduleMessage", worker(course, redis_url, slack.api_url, due))
    hall.pass_to(at(27, 6))
    process = hall.process()
    await hall.until(at(27, 12), process, step=600)
    assert len(slack.messages) == 1
    push = await push_of(hall)
    assert push.state == "UNKNOWN"
    assert await process.pushes.learn(hall.tenant, push.questions[0], slack.messages[0]["ts"])
    assert (await push_of(hall)).state == "SENT"


@pytest.mark.parametrize("trouble", [Trouble.REPLY_LOST, Trouble.ERROR_AFTER_APPLYING])
async def test_an_answer_that_is_lost(hall: AheadHall, slack: SlackStub, trouble: Trouble) -> None:
    """Found in the list at once."""
    slack.trouble("chat.scheduleMessage", trouble)
    await hall.schedule("05:00 daily UTC")
    await hall.until(at(26, 23), hall.process(), step=30)
    assert (len(slack.handed_over), waiting(slack), await hall.states()) == (1, [at(27, 5)], {DAY: "SCHEDULED"})


async def test_slack_fell_over_before_it_took_it(hall: AheadHall, slack: SlackStub) -> None:
    """Its list says so, and so it is handed over after all."""
    slack.trouble("chat.scheduleMessage", Trouble.SERVER_ERROR)
    slack.trouble("chat.scheduledMessages.list", Trouble.SERVER_ERROR, Trouble.RATE_LIMITED)
    await hall.schedule("05:00 daily UTC")
    await hall.until(at(26, 23), hall.process(), step=30)
    assert (waiting(slack), await hall.states()) == ([at(27, 5)], {DAY: "SCHEDULED"})


async def test_what_slack_refuses_is_posted_at_its_time(hall: AheadHall, slack: SlackStub) -> None:
    """By us, once, as in direct mode."""
    slack.trouble("chat.scheduleMessage", Trouble.BLOCKS_REFUSED)
    await hall.schedule("05:00 daily UTC")
    await hall.until(at(27, 8), hall.process(), step=60)
    assert (slack.handed_over, len(questions(slack)), await hall.states()) == ([], 1, {DAY: "SENT"})


async def test_a_schedule_that_is_moved(hall: AheadHall, slack: SlackStub) -> None:
    """Taken back and handed over anew, as often as it is moved; there and back again too."""
    await hall.schedule("05:00 daily UTC until 17:00")
    process = hall.process()
    await hall.until(at(26, 20), process, step=60)
    for words, hour in (("04:00 daily UTC until 16:00", 4), ("05:00 daily UTC until 17:00", 5)):
        await hall.schedule(words)
        await hall.until(hall.clock.at + timedelta(minutes=5), process, step=5)
        assert waiting(slack) == [at(27, hour)]
        assert f"open until {hour + 12}:00" in next(iter(slack.scheduled.values()))["text"]
    await hall.until(at(27, 8), process, step=60)
    assert (len(questions(slack)), await hall.states()) == (1, {DAY: "SENT"})


async def test_a_schedule_that_is_paused_and_taken_up_again(hall: AheadHall, slack: SlackStub) -> None:
    """Nothing waits while it is off; later the same evening the date gets its question after all."""
    await hall.schedule("05:00 daily UTC")
    process = hall.process()
    await hall.until(at(26, 20), process, step=60)
    await hall.schedules.remove(hall.tenant, "C1")
    await hall.until(at(26, 21), process, step=60)
    assert (waiting(slack), await hall.states()) == ([], {DAY: "WITHDRAWN"})
    await hall.schedule("05:00 daily UTC")
    await hall.until(at(27, 8), process, step=60)
    assert (len(questions(slack)), await hall.states()) == (1, {DAY: "SENT"})


async def test_killed_while_it_was_taken_back(hall: AheadHall, slack: SlackStub, course: Path, redis_url: str) -> None:
    """Slack has let go of it, and nobody wrote that down: the next process finds that, and hands over the new one."""
    await hall.schedule("05:00 daily UTC")
    await hall.until(at(26, 20), hall.process(), step=60)
    await hall.schedule("04:00 daily UTC")
    await killed_by(slack, "chat.deleteScheduledMessage", worker(course, redis_url, slack.api_url, hall.clock.at))
    assert waiting(slack) == []
    await hall.until(at(26, 21), hall.process(), step=30)
    assert waiting(slack) == [at(27, 4)]
    await hall.until(at(27, 8), hall.process(), step=60)
    assert len(questions(slack)) == 1


async def test_too_late_to_change(hall: AheadHall, slack: SlackStub) -> None:
    """A minute before, Slack takes nothing back: the date has its question, and the change holds from the next on."""
    await hall.schedule("05:00 daily UTC")
    process = hall.process()
    await hall.until(at(27, 4, 59), process, step=60)
    await hall.schedule("06:00 daily UTC")
    await hall.until(at(28, 7), process, step=60)
    assert [said["struck"] for said in questions(slack)] == [int(at(27, 5).timestamp()), int(at(28, 6).timestamp())]


async def test_the_end_is_a_new_message_while_nobody_knows_where_it_stands(hall: AheadHall, slack: SlackStub) -> None:
    """So are the further questions; an answer that is lost brings no second one."""
    await hall.schedule("05:00 daily UTC until 17:00 2 questions pin")
    process = hall.process()
    await hall.until(at(27, 6), process, step=600)
    _, second = slack.messages
    assert ("thread_ts" in second, slack.pins) == (False, [])
    push = await push_of(hall)
    assert (push.state, push.messages) == ("SENT", ("", second["ts"]))
    assert push.reason == "where it stands is not known yet"
    slack.trouble("chat.postMessage", Trouble.REPLY_LOST)
    await hall.until(at(27, 18), process, step=600)
    closings = [said for said in slack.messages if "closed" in said["text"]]
    assert len(closings) == 1
    assert [edit["ts"] for edit in slack.said("chat.update")] == [second["ts"]]


async def test_a_press_shows_where_it_stands(hall: AheadHall, slack: SlackStub) -> None:
    """From then on it is pinned and edited like every other."""
    await hall.schedule("05:00 daily UTC until 17:00 pin")
    process = hall.process()
    await hall.until(at(27, 6), process, step=600)
    (question,) = slack.messages
    push = await push_of(hall)
    assert not push.seen
    assert await process.pushes.learn(hall.tenant, push.questions[0], question["ts"])
    assert not await process.pushes.learn(hall.tenant, push.questions[0], "1.2")
    assert slack.pins == [("C1", question["ts"])]
    await hall.until(at(27, 18), process, step=600)
    assert [edit["ts"] for edit in slack.said("chat.update")] == [question["ts"]]
    assert (slack.messages, slack.pins) == ([question], [])


async def test_with_the_history_it_is_as_if_we_had_posted_it(hall: AheadHall, slack: SlackStub) -> None:
    """Found by the mark in its first block: thread, pin and end belong to it."""
    slack.scopes, slack.may_read = "chat:write,channels:history,pins:write", True
    await hall.schedule("05:00 daily UTC until 17:00 2 questions pin")
    process = hall.process()
    await hall.until(at(27, 6), process, step=600)
    first, second = slack.messages
    assert (second["thread_ts"], slack.pins) == (first["ts"], [("C1", first["ts"])])
    await hall.until(at(27, 18), process, step=600)
    assert [edit["ts"] for edit in slack.said("chat.update")] == [first["ts"], second["ts"]]
    assert (len(slack.messages), slack.pins) == (2, [])


async def test_what_the_channel_certainly_lacks_is_posted_by_us(
    hall: AheadHall, slack: SlackStub, course: Path, redis_url: str
) -> None:
    """Killed before Slack had it, and nobody back in time: the history says that nothing stands there."""
    slack.scopes, slack.may_read = "chat:write,channels:history", True
    await hall.schedule("05:00 daily UTC")
    due = at(27, 5) - LEAD
    hall.pass_to(due)
    await killed_by(slack, "chat.scheduleMessage", worker(course, redis_url, slack.api_url, due))
    slack.scheduled.clear()
    hall.pass_to(at(27, 6))
    await hall.until(at(27, 8), hall.process(), step=60)
    assert (len(questions(slack)), await hall.states()) == (1, {DAY: "SENT"})


async def test_a_slack_that_is_late_is_waited_for(hall: AheadHall, slack: SlackStub) -> None:
    """As long as it stands in the list, it is not there yet."""
    slack.scopes, slack.may_read = "chat:write,channels:history", True
    await hall.schedule("05:00 daily UTC")
    process = hall.process()
    await hall.until(at(27, 4), process, step=600)
    hall.clock.at = at(27, 5, 1)
    await process.work()
    assert await hall.states() == {DAY: "SCHEDULED"}
    await hall.until(at(27, 5, 10), process, step=30)
    assert (await push_of(hall)).messages == (slack.messages[0]["ts"],)


async def test_switched_off_in_the_last_moment(hall: AheadHall, slack: SlackStub) -> None:
    """Slack posts it; it is answered and closed like every other, and none follows."""
    await hall.schedule("05:00 daily UTC until 17:00")
    process = hall.process()
    await hall.until(at(27, 4, 59), process, step=60)
    await hall.schedules.remove(hall.tenant, "C1")
    await hall.until(at(27, 8), process, step=60)
    assert await hall.states() == {DAY: "SENT"}
    await hall.until(at(29, 8), process, step=600)
    assert (len(questions(slack)), len(slack.messages), waiting(slack)) == (1, 2, [])


async def test_a_press_before_anybody_came_to_see(hall: AheadHall, slack: SlackStub) -> None:
    """In the very minute it was posted: that is where it stands."""
    await hall.schedule("05:00 daily UTC until 17:00 2 questions pin")
    process = hall.process()
    await hall.until(at(27, 4), process, step=600)
    hall.pass_to(at(27, 5))
    (question,) = slack.messages
    push = await push_of(hall)
    assert push.state == "SCHEDULED"
    assert await process.pushes.learn(hall.tenant, push.questions[0], question["ts"])
    await hall.until(at(27, 6), process, step=60)
    assert (await push_of(hall)).messages[0] == question["ts"]
    assert slack.messages[1]["thread_ts"] == question["ts"]
    assert slack.pins == [("C1", question["ts"])]


@pytest.mark.long
async def test_a_night_of_kills(hall: AheadHall, slack: SlackStub, course: Path, redis_url: str) -> None:
    """Every process dies with its first call, until all channels are through: each has one question waiting."""
    channels = [f"C{number}" for number in range(8)]
    for channel in channels:
        await hall.schedule("05:00 daily UTC", channel)
    hall.pass_to(at(27, 5) - LEAD)
    for _ in channels:
        await killed_by(slack, "chat.scheduleMessage", worker(course, redis_url, slack.api_url, hall.clock.at))
        hall.pass_to(hall.clock.at + timedelta(seconds=LEASE + 60))
        if len(slack.handed_over) == len(channels):
            break
    await hall.until(at(27, 4), hall.process(), hall.process(), step=60)
    assert sorted(kept["channel"] for kept in slack.scheduled.values()) == channels
    assert len(slack.handed_over) == len(channels)
    await hall.until(at(27, 8), hall.process(), step=60)
    assert sorted(said["channel"] for said in questions(slack)) == channels


async def test_it_is_a_setting(redis_url: str, tmp_path: Path) -> None:
    """Off unless somebody says so; a word that is none stops the start and names the variable."""
    for told, platforms in ((None, ()), ("direct", ()), ("scheduled", {"slack"})):
        settings = Settings(data=tmp_path, REDIS_URL=redis_url, **({"SLACK_PUSHES": told} if told else {}))
        async with open_memory(settings, "a secret of the tests") as memory:
            assert memory.schedules.ahead == platforms
    with pytest.raises(CannotStart, match="SLACK_PUSHES"):
        Settings(SLACK_PUSHES="pigeon")
