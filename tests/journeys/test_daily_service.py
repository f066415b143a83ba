"""The daily question in service: through the outbox of a real process to the stubs of both platforms."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from journeys.acts import Call, Driver, Press
from rigs.discord_driver import discord_driver
from rigs.slack_people import slack_driver
from rigs.study_room import PATIENCE, StudyRoom

from bot.memory.client import Link
from bot.records import Push

DRIVERS = {"slack": slack_driver, "discord": discord_driver}


@pytest.fixture(params=DRIVERS)
async def hall(
    request: pytest.FixtureRequest, room_data: Path, redis: Link, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[StudyRoom, Driver]]:
    """A study hall in service on one platform."""
    async with (
        StudyRoom.opened(room_data, redis_url, monkeypatch.setenv) as room,
        DRIVERS[request.param](room) as driver,
    ):
        yield room, driver


async def settled(room: StudyRoom, key: str) -> Push:
    """Wait until a push (or its closing) is settled."""
    assert room.hall is not None
    memory = room.hall.memory
    async with asyncio.timeout(PATIENCE):
        while True:
            for schedule in await memory.schedules.everywhere():
                push = await memory.pushes.get(schedule.place.tenant, schedule.place.channel or "", key)
                if push is not None and push.settled:
                    return push
            await asyncio.sleep(0.05)


async def test_a_day_with_a_question(hall: tuple[StudyRoom, Any]) -> None:
    """Put up at its time in the channel, answered in private, counted and closed by edits, by any process."""
    room, people = hall
    assert room.hall is not None
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date()
    getattr(people, "promote", str)("ana")
    said = await people.act("ana", Call("schedule", "09:00 daily UTC until 17:00 monitoring"))
    assert "every day at 09:00" in said[-1].text
    room.clock.by = datetime.combine(tomorrow, datetime.min.time(), UTC) + timedelta(hours=9) - datetime.now(UTC)
    push = await settled(room, tomorrow.isoformat())
    assert push.state == "SENT"
    shown = await people.act("ana", Call("help"))
    question = next(message for message in shown if "Question of the day" in message.text)
    assert question.to is None
    await people.act("ana", Press("B"))
    answered = await people.act("ana", Press("Lock in"))
    assert any(message.to == "ana" and "Deciding" in message.text for message in answered)
    assert any(message.to is None and "1 answered" in message.text for message in answered)
    await people.act("bo", Press("B"))
    assert any("2 answered" in message.text for message in await people.act("bo", Press("Lock in", times=2)))
    room.clock.by += timedelta(hours=8)
    assert (await settled(room, f"{tomorrow.isoformat()}/close")).state == "SENT"
    shown = await people.act("ana", Call("help"))
    closing = next(message for message in shown if "closed · 2 answered" in message.text)
    assert closing.to is None
    assert sum("Question of the day" in message.text for message in shown) == 1
    assert await people.answers() == 2
