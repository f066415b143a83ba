"""The table of conversations, played against every platform by one and the same test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from journeys.acts import Driver, Shown
from journeys.conversations import CONVERSATIONS, Conversation, Step
from rigs.discord_driver import discord_driver
from rigs.slack_people import slack_driver
from rigs.study_room import StudyRoom
from rigs.terminal_people import terminal_driver

from bot.memory.client import Link

DRIVERS = {"terminal": terminal_driver, "slack": slack_driver, "discord": discord_driver}
BANNED = (
    "edition", "ledger", "FSRS", "mastery", "interval", "sealed", "not_found", "verdict", "quoting", "audience", "corpus",
    "delivery", "passage",
)  # fmt: skip


@pytest.fixture(params=DRIVERS)
async def driver(
    request: pytest.FixtureRequest, room_data: Path, redis: Link, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Driver]:
    """A platform with people on it, and a study hall of its own with an obedient model."""
    async with (
        StudyRoom.opened(room_data, redis_url, monkeypatch.setenv) as room,
        DRIVERS[request.param](room) as driven,
    ):
        yield driven


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda conversation: conversation.name)
async def test_a_conversation(driver: Driver, conversation: Conversation) -> None:
    """Everybody sees what the table says, and nobody anything it forbids."""
    for number, step in enumerate(conversation.steps, start=1):
        shown = await driver.act(step.who, step.act)
        where = f"step {number}, @{step.who} {step.act}: {str(shown)[:2000]}"
        _as_expected(step, shown, where)
        for message in shown:
            _harmless(message, conversation, where)
    assert await driver.answers() == conversation.answers


def _as_expected(step: Step, shown: list[Shown], where: str) -> None:
    words = "\n".join(message.text for message in shown)
    assert not (step.silent and shown), where
    assert [said for said in step.sees if said not in words] == [], where
    assert step.messages is None or len(shown) <= step.messages, where
    assert len(words) >= step.characters, f"{len(words)} characters"
    if step.alone is not None:
        assert shown, where
        assert {message.to for message in shown} == {step.who if step.alone else None}, where


def _harmless(message: Shown, conversation: Conversation, where: str) -> None:
    assert [word for word in conversation.never if word in message.text.replace("\u2060", "·")] == [], where
    assert [link for link in message.links if not link.startswith(conversation.links_only_to)] == [], where
    assert [word for word in BANNED if word.lower() in message.text.lower().split()] == [], where
