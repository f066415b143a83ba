"""The daily question that Slack posts itself, in service: handed over, posted, pressed, closed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from journeys.acts import Call
from rigs import slack_events as events
from rigs.slack_people import SlackPeople, slack_driver
from rigs.slack_reading import buttons
from rigs.study_room import PATIENCE, StudyRoom

from bot.memory.client import Link


async def until(holds: Callable[[], object]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(PATIENCE):
        while not holds():
            await asyncio.sleep(0.02)


async def test_a_day_with_a_question_that_slack_posts(
    room_data: Path, redis: Link, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the setting alone: nothing is posted by us but what a press shows the place of."""
    monkeypatch.setenv("SLACK_PUSHES", "scheduled")
    async with StudyRoom.opened(room_data, redis_url, monkeypatch.setenv) as room, slack_driver(room) as people:
        assert isinstance(people, SlackPeople)
        slack = people.slack
        slack.may_read = False
        day = (datetime.now(UTC) + timedelta(days=2)).date()
        due = datetime.combine(day, time(9), UTC)
        room.clock.set(due - timedelta(hours=13))
        await people.act("ana", Call("schedule", "09:00 daily UTC until 17:00 monitoring"))
        assert slack.scheduled == {}
        room.clock.set(due - timedelta(hours=11))
        await until(lambda: slack.scheduled)
        (kept,) = slack.scheduled.values()
        assert int(kept["post_at"]) >= due.timestamp()
        room.clock.set(due + timedelta(minutes=10))
        slack.strike(room.clock.now().timestamp())
        (question,) = (said for said in slack.messages if "struck" in said)
        token = dict(buttons(question["blocks"]))["B"]
        await slack.envelope(events.press(token, slack.response_url(), message_ts=question["ts"]))
        room.clock.set(due + timedelta(hours=9))
        await until(lambda: any("closed" in edit["text"] for edit in slack.said("chat.update")))
        assert [edit["ts"] for edit in slack.said("chat.update") if "closed" in edit["text"]] == [question["ts"]]
        assert not any("Question of the day" in said["text"] for said in slack.said("chat.postMessage"))
