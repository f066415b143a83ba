"""What is asked for in a channel and is one person's alone: a file, through the whole service, to nobody else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from journeys.acts import Call, Restart
from rigs.discord_driver import DiscordPeople, discord_driver
from rigs.discord_stub import EPHEMERAL
from rigs.slack_people import SlackPeople, slack_driver
from rigs.study_room import StudyRoom

from bot.memory.client import Link

EXPORT = "studyhall-export.json"
ASKS = Call("privacy", "export")


async def test_on_slack_it_comes_to_the_private_chat(
    room_data: Path, redis: Link, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whisper says so; after a restart it is still one file."""
    async with (
        StudyRoom.opened(room_data, redis_url, monkeypatch.setenv) as room,
        slack_driver(room) as people,
    ):
        assert isinstance(people, SlackPeople)
        shown = await people.act("ana", ASKS)
        await people.act("ana", Restart())
        (upload,) = people.slack.uploads.kept
        assert (upload["name"], "facts" in json.loads(upload["content"])) == (EXPORT, True)
        assert [said["channel"] for said in people.slack.messages if said.get("files")] == ["Dana"]
        assert {message.to for message in shown} == {"ana"}
        assert any("The file is in our private chat." in message.text for message in shown)


async def test_on_discord_it_comes_with_the_answer_only_they_see(
    room_data: Path, redis: Link, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the response to the command itself."""
    async with (
        StudyRoom.opened(room_data, redis_url, monkeypatch.setenv) as room,
        discord_driver(room) as people,
    ):
        assert isinstance(people, DiscordPeople)
        await people.act("ana", ASKS)
        ((name, media, content),) = people.discord.uploads
        assert (name, media) == (EXPORT, "application/json")
        assert "facts" in json.loads(content)
        (message,) = [one for one in people.discord.messages.values() if EXPORT in json.dumps(one["components"])]
        assert message["flags"] & EPHEMERAL
