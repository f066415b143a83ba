"""What is promised in a Slack channel can be kept there."""

from __future__ import annotations

from pathlib import Path

from rigs import slack_events as events
from rigs.command_line import StudyhallCommand
from rigs.slack_hall import serving, until
from rigs.slack_stub import SlackStub


async def test_a_daily_question_where_the_app_is_no_member(room_data: Path, redis: object, redis_url: str) -> None:
    """Its command works there, and a question could not come: that is said with the promise, and only there."""
    command = StudyhallCommand(room_data, course="toy", redis_url=redis_url)
    async with SlackStub.running() as slack, serving(command, slack) as hall:
        slack.uninvited.add("C1")
        for number, words in enumerate(("schedule 09:00 daily", "schedule"), 1):
            await hall.sent(events.slash("/study", words, slack.response_url(f"s{number}")))
            await until(lambda number=number: len(slack.said("response_url")) == number)
        slack.uninvited.clear()
        await hall.sent(events.slash("/study", "schedule 10:00", slack.response_url("s3")))
        await until(lambda: len(slack.said("response_url")) == 3)
    told = ["please invite me there" in said["text"] for said in slack.said("response_url")]
    assert told == [True, False, False]
    assert [call.method for call in slack.calls].count("auth.test") == 1
    assert slack.refused == []
