"""Questions that Slack posts by itself: at most one of a date waits there, whatever is killed or changed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from rigs.ahead_hall import DAY, AheadHall, at, killed_by, push_of, questions, waiting, worker
from rigs.slack_stub import SlackStub, Trouble

from bot.groups.claims import LEASE
from bot.groups.planning import LEAD
from bot.memory.opening import open_memory
from bot.ports import CannotStart
from bot.settings import Settings


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
    hall: AheadHall, slack: SlackStub, toy_files: Path, redis_url: str, back: timedelta
) -> None:
    """Slack has it, and nobody wrote that down: it is found in Slack's list, and never handed over again."""
    await hall.schedule("05:00 daily UTC until 17:00")
    due = at(27, 5) - LEAD
    hall.pass_to(due)
    await killed_by(slack, "chat.scheduleMessage", worker(toy_files, redis_url, slack.api_url, due))
    assert (waiting(slack), await hall.states()) == ([at(27, 5)], {DAY: "SENDING"})
    hall.pass_to(due + back)
    await hall.until(due + back + timedelta(minutes=20), hall.process(), hall.process(), step=30)
    assert (len(slack.handed_over), await hall.states()) == (1, {DAY: "SCHEDULED"})
    await hall.until(at(27, 6), hall.process(), step=600)
    assert (len(questions(slack)), await hall.states()) == (1, {DAY: "SENT"})


async def test_killed_and_nobody_back_before_its_time(
    hall: AheadHall, slack: SlackStub, toy_files: Path, redis_url: str
) -> None:
    """The list tells nothing any more; without the history nobody knows, and nothing is posted again."""
    await hall.schedule("05:00 daily UTC until 17:00")
    due = at(27, 5) - LEAD
    hall.pass_to(due)
    await killed_by(slack, "chat.scheduleMessage", worker(toy_files, redis_url, slack.api_url, due))
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
    slack.trouble("chat.scheduleMessage", "invalid_blocks")
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


async def test_killed_while_it_was_taken_back(
    hall: AheadHall, slack: SlackStub, toy_files: Path, redis_url: str
) -> None:
    """Slack has let go of it, and nobody wrote that down: the next process finds that, and hands over the new one."""
    await hall.schedule("05:00 daily UTC")
    await hall.until(at(26, 20), hall.process(), step=60)
    await hall.schedule("04:00 daily UTC")
    await killed_by(slack, "chat.deleteScheduledMessage", worker(toy_files, redis_url, slack.api_url, hall.clock.at))
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


@pytest.mark.long
async def test_a_night_of_kills(hall: AheadHall, slack: SlackStub, toy_files: Path, redis_url: str) -> None:
    """Every process dies with its first call, until all channels are through: each has one question waiting."""
    channels = [f"C{number}" for number in range(8)]
    for channel in channels:
        await hall.schedule("05:00 daily UTC", channel)
    hall.pass_to(at(27, 5) - LEAD)
    for _ in channels:
        await killed_by(slack, "chat.scheduleMessage", worker(toy_files, redis_url, slack.api_url, hall.clock.at))
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
