"""Where a question stands that Slack posted by itself: what is known of it, and what is done until it is."""

from __future__ import annotations

from pathlib import Path

from rigs.ahead_hall import DAY, AheadHall, at, killed_by, push_of, questions, worker
from rigs.slack_stub import SlackStub, Trouble

from bot.groups.planning import LEAD


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
    hall: AheadHall, slack: SlackStub, toy_files: Path, redis_url: str
) -> None:
    """Killed before Slack had it, and nobody back in time: the history says that nothing stands there."""
    slack.scopes, slack.may_read = "chat:write,channels:history", True
    await hall.schedule("05:00 daily UTC")
    due = at(27, 5) - LEAD
    hall.pass_to(due)
    await killed_by(slack, "chat.scheduleMessage", worker(toy_files, redis_url, slack.api_url, due))
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
