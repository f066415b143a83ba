"""Where no daily question can stand none is promised, whichever command asks for one."""

from __future__ import annotations

import pytest
from rigs import discord_shapes as shapes
from rigs.discord_shapes import CHANNEL, FORUM, POST

from bot.platforms import SkillName

ONLY_SEEN = str(1 << 10)
ALL = str(1 << 10 | 1 << 11 | 1 << 15 | 1 << 16)
DAILY = SkillName("schedule", "/schedule 09:00", "The daily question", private=True)
SETUP = SkillName("setup", "/setup 09:00", "The daily question", private=True)


@pytest.mark.parametrize(
    ("command", "options", "place", "allowed", "refused"),
    [
        ("schedule", {"text": "09:00 daily"}, CHANNEL, ONLY_SEEN, "I lack Send Messages"),
        ("schedule", {"text": "09:00 daily"}, POST, ALL, "in a text channel"),
        ("setup", {"time": "09:00"}, POST, ALL, "in a text channel"),
        ("schedule", {"text": "09:00 daily"}, CHANNEL, ALL, ""),
        ("schedule", {"text": "off"}, CHANNEL, ONLY_SEEN, ""),
        ("schedule", {}, POST, ALL, ""),
    ],
)
async def test_a_question_is_promised_only_where_it_can_stand(
    discord, inlet, listening, command: str, options: dict[str, str], place: int, allowed: str, refused: str
) -> None:
    """Refused with what helps, and nothing is stored; to look at it or to end it is possible everywhere."""
    inlet.skills = (*inlet.skills, DAILY, SETUP)
    rooms = [shapes.channel(CHANNEL), shapes.channel(FORUM, 15)]
    discord.guilds.append(shapes.guild(channels=rooms, threads=[shapes.forum_post(joined=True)]))
    async with listening():
        await discord.until("PUT /applications/111/commands")
        called = discord.slash(command, **options)
        where = shapes.forum_post(joined=True) if place == POST else shapes.channel(CHANNEL)
        await discord.dispatch(
            "INTERACTION_CREATE", {**called, "channel_id": str(place), "channel": where, "app_permissions": allowed}
        )
        await discord.until(f"POST /interactions/{called['id']}/{called['token']}/callback")
    assert len(inlet.turns) == (0 if refused else 1)
    assert refused in " ".join(discord.visible())
