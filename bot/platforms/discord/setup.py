"""``/setup`` with options of its own: channel, time, days, place, topic, course.

Whether the app can post in the channel is looked up before anything is promised, here and for ``/schedule``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import discord
from discord import app_commands

from bot.platforms import Inlet, SkillName
from bot.platforms.discord.inbound import command
from bot.platforms.discord.limits import CHOICE, COMMAND_DESCRIPTION, SUGGESTIONS, fit
from bot.platforms.discord.permissions import allowed_in, in_a_forum, lacking
from bot.platforms.discord.reception import Reception, tell

NAME = "setup"
HINTS = {
    "channel": "where the question is asked; empty: here",
    "time": "when it is asked, as in 09:00",
    "days": "weekdays, daily, or mon wed fri",
    "zone": "a city or a time zone",
    "topic": "what about; empty: what helps the channel most",
    "course": "which course the questions come from",
}


class Rooms(app_commands.Transformer):
    """The channels that can be chosen: those in which a message can stand, unlike a forum or a category."""

    type = discord.AppCommandOptionType.channel
    channel_types: ClassVar = [discord.ChannelType.text, discord.ChannelType.news]

    async def transform(self, interaction: discord.Interaction[Any], value: Any, /) -> app_commands.AppCommandChannel:
        assert isinstance(value, app_commands.AppCommandChannel)
        return value


def setup_command(skill: SkillName, reception: Reception) -> app_commands.Command[Any, ..., None]:
    """The command, for people who may manage the server."""

    async def run(
        interaction: discord.Interaction[Any],
        channel: app_commands.Transform[app_commands.AppCommandChannel, Rooms] | None = None,
        time: str = "",
        days: str = "",
        zone: str = "",
        topic: str = "",
        course: str = "",
    ) -> None:
        wanted = channel.id if channel else None
        if trouble := hindrance(interaction, wanted):
            await tell(interaction, trouble)
            return
        about = f"topic {topic}" if topic.strip() else ""
        said = [f"<#{wanted}>" if wanted else "", f"course {course}" if course else "", time, days, zone, about]
        words = " ".join(part.strip() for part in said if part.strip())
        await reception.interaction(interaction, command(interaction, skill.name, words, private=True))

    made: app_commands.Command[Any, ..., None] = app_commands.Command(
        name=skill.name,
        description=fit(skill.summary, COMMAND_DESCRIPTION),
        callback=app_commands.describe(**HINTS)(run),
        allowed_contexts=app_commands.AppCommandContext(guild=True),
        allowed_installs=app_commands.AppInstallationType(guild=True),
    )
    made.default_permissions = discord.Permissions(manage_guild=True)
    for option in ("zone", "topic", "course"):
        made.autocomplete(option)(suggesting(reception.inlet, NAME, f"{option} "))
    return made


def hindrance(interaction: discord.Interaction[Any], channel: int | None = None) -> str:
    """Why no daily question can stand in a channel (``None``: where this interaction is), and what helps; else nothing."""
    if channel in (None, interaction.channel_id) and in_a_forum(interaction):
        return "In a forum I can't ask a daily question: use this command in a text channel."
    allowed = allowed_in(interaction, channel)
    if allowed is None or not (missing := lacking(allowed)):
        return ""
    return f"I can't ask questions there yet: I lack {', '.join(missing)} in that channel. Allow these, then try again."


def suggesting(inlet: Inlet, skill: str, before: str = "") -> Callable[..., Any]:
    """Autocompletion of an option; ``before`` is put before what was typed."""

    async def suggest(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        found = inlet.complete(skill, before + typed)
        fitting = [(value, label) for value, label in found if 0 < len(value) <= CHOICE]
        return [app_commands.Choice(name=fit(label, CHOICE), value=value) for value, label in fitting[:SUGGESTIONS]]

    return suggest
