"""What each platform can do besides: a method that is renamed would lose it silently."""

from __future__ import annotations

import pytest

from bot.platforms import abilities as able
from bot.platforms import open_platforms
from bot.platforms.discord.connection import DiscordPlatform
from bot.platforms.slack.connection import SlackPlatform

BOTH = {able.OpensThreads, able.Pins, able.KnowsPeople, able.Keeps, able.HasHome, able.LearnsHome, able.KnowsWhereItIs}
ALL = BOTH | {able.PostsAhead, able.NamesSkills, able.HasRoutes, able.Meets}


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        (SlackPlatform, BOTH | {able.PostsAhead, able.NamesSkills, able.HasRoutes}),
        (DiscordPlatform, BOTH | {able.Meets}),
    ],
)
def test_a_platform_has_its_abilities(platform: type, expected: set[type]) -> None:
    """No more, and no fewer."""
    assert {ability for ability in ALL if issubclass(platform, ability)} == expected


def test_only_a_folder_is_a_platform() -> None:
    """What else lies beside them is not opened."""
    found = list(open_platforms({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "DISCORD_BOT_TOKEN": "t"}))
    assert [platform.name for platform in found] == ["discord", "slack"]
