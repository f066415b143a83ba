"""Whatever the coach says stands inside Slack's and Discord's limits."""

from __future__ import annotations

import re

import pytest
from rigs.coach_hall import CoachHall
from rigs.discord_rules import wrong_with
from rigs.slack_checks import problems

from bot.conversation import Reply
from bot.platforms.discord import outbound as discord
from bot.platforms.slack import outbound as slack

JOURNEYS = {
    "cards": ["/cards", "press A", "press B"],
    "case": ["/case", "press A bank", "press A"],
    "maps": ["/map", "/map serving", "press Mark where I am", "press As text"],
    "kit": [
        "/kit",
        "/kit checklist",
        "press Monitoring",
        "press As Markdown",
        "/kit metrics",
        "/kit metrics recall 0.8",
    ],
    "workshop": ["/kit workshop", "press I'm in", "press Round 1"],
}
BANNED = re.compile(
    r"\b(edition|ledger|fsrs|mastery|interval|sealed|not_found|verdict|quoting|audience|corpus|delivery|passage)s?\b",
    re.IGNORECASE,
)


async def said(hall: CoachHall, journey: str) -> list[Reply]:
    """Every reply of a journey in a channel."""
    for step in JOURNEYS[journey]:
        if step.startswith("press "):
            await hall.presses("ana", step.removeprefix("press "))
        else:
            await hall.says("ana", step, channel="ml")
    return [reply for *_, reply in hall.seen]


@pytest.mark.parametrize("journey", JOURNEYS)
async def test_it_fits_both_platforms(hall: CoachHall, journey: str) -> None:
    """Nothing that either would refuse."""
    for reply in await said(hall, journey):
        for payload in discord.render(reply, alone=False):
            assert wrong_with(payload.body(1 << 30), len(payload.files)) == []
        for message in slack.render(reply, ["F1"] * len(reply.images)):
            assert problems("chat.update", {"text": message.text, "blocks": list(message.blocks)}) == []


@pytest.mark.parametrize("journey", JOURNEYS)
async def test_everybody_reads_plain_words(hall: CoachHall, journey: str) -> None:
    """None of our inner ones."""
    for reply in await said(hall, journey):
        shown = " ".join([reply.text, *(button.label for button in reply.buttons)])
        assert BANNED.findall(shown) == []
