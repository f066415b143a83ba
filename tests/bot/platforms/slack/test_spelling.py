"""Skills are called by commands that Slack knows."""

from __future__ import annotations

import pytest

from bot.conversation import Card, Reply
from bot.platforms.slack.spelling import spelled

SKILLS = {"me", "settings", "quiz", "review"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("`/settings zone Lisbon`", "`/study settings zone Lisbon`"),
        ("`/review` takes them · `/me`", "`/study review` takes them · `/study me`"),
        ("`/quiz 5m`", "`/quiz 5m`"),
        ("`/privacy export`", "`/privacy export`"),
        ("`ls /me/settings` and `a/me`", "`ls /me/settings` and `a/me`"),
        ("by train/me, not /me", "by train/me, not /me"),
    ],
)
def test_only_skills_written_as_commands_change(text: str, shown: str) -> None:
    """Registered commands, paths and prose stay."""
    assert spelled(Reply(text), SKILLS).text == shown


def test_cards_are_spelled_too() -> None:
    """Lines and rows."""
    reply = spelled(Reply("", cards=(Card(lines=("`/me`",), rows=(("`/settings`",),)),)), SKILLS)
    assert (reply.cards[0].lines, reply.cards[0].rows) == (("`/study me`",), (("`/study settings`",),))
