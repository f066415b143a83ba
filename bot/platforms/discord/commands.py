"""Slash commands and message menus, made from the tutor's table of skills.

Descriptions and names are translatable strings to discord.py; a translator can be set on the tree.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, TypeAlias

import discord
from discord import app_commands

from bot.platforms import Inlet, SkillName
from bot.platforms.discord.components import words
from bot.platforms.discord.inbound import command, invoked
from bot.platforms.discord.limits import COMMAND_DESCRIPTION, fit
from bot.platforms.discord.reception import NETWORK, Reception, tell
from bot.platforms.discord.setup import NAME as SETUP
from bot.platforms.discord.setup import hindrance, setup_command, suggesting

OPTIONS = {"ask": "question", "quiz": "topic"}
"""What the free text of a command is called; ``text`` for all others."""

MENUS = {"Explain this": "ask", "Quiz us on this": "quiz"}
"""What can be done with somebody's message, and the skill that does it."""

SCHEDULE, A_TIME = "schedule", re.compile(r"\d")
"""The skill that promises questions, and what it needs for that; without a time it shows or ends them."""

UNKNOWN = "I don't know that command any more. `/help` shows what I can do now."

Run: TypeAlias = Callable[..., Coroutine[Any, Any, None]]
AnyCommand: TypeAlias = app_commands.Command[Any, ..., None]


def _says_anything(record: logging.LogRecord) -> bool:
    """Whoever goes on typing waits for no suggestions any more: that some came too late is nobody's error."""
    return not (record.exc_info and isinstance(record.exc_info[1], NETWORK))


logging.getLogger("discord.app_commands.tree").addFilter(_says_anything)


class Tree(app_commands.CommandTree[discord.Client]):
    """Discord keeps commands for up to an hour after they changed; an older form of one is served by its name."""

    def __init__(self, client: discord.Client, reception: Reception, **options: Any) -> None:
        super().__init__(client, **options)
        self._reception = reception

    async def on_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /) -> None:
        """Serve what only its form makes unknown; say so where the name is unknown too."""
        if isinstance(error, app_commands.CommandInvokeError):
            await super().on_error(interaction, error)
            return
        called = invoked(interaction)
        skill = next((skill for skill in self._reception.inlet.skills if skill.name == called[0]), None)
        if skill is None:
            await tell(interaction, UNKNOWN)
            return
        turn = command(interaction, *called, private=skill.private)
        await self._reception.interaction(interaction, turn)


def commands(reception: Reception) -> Iterator[AnyCommand | app_commands.ContextMenu]:
    """Everything that can be called by name."""
    skills = {skill.name: skill for skill in reception.inlet.skills}
    for skill in skills.values():
        yield setup_command(skill, reception) if skill.name == SETUP else _slash(skill, reception)
    for title, name in MENUS.items():
        if name in skills:
            yield _menu(title, skills[name], reception)


def _slash(skill: SkillName, reception: Reception) -> AnyCommand:
    option = OPTIONS.get(skill.name, "text")
    run = _asked(skill, reception) if option == "question" else _called(skill, reception)
    run = app_commands.describe(text=fit(skill.usage, COMMAND_DESCRIPTION))(app_commands.rename(text=option)(run))
    made: AnyCommand = app_commands.Command(
        name=skill.name, description=fit(skill.summary, COMMAND_DESCRIPTION), callback=run
    )
    if _suggests(reception.inlet, skill.name):
        made.autocomplete("text")(suggesting(reception.inlet, skill.name))
    return made


def _asked(skill: SkillName, reception: Reception) -> Run:
    async def run(interaction: discord.Interaction[Any], text: str) -> None:
        await reception.interaction(interaction, command(interaction, skill.name, text, private=skill.private))

    return run


def _called(skill: SkillName, reception: Reception) -> Run:
    async def run(interaction: discord.Interaction[Any], text: str = "") -> None:
        if skill.name == SCHEDULE and A_TIME.search(text) and (trouble := hindrance(interaction)):
            await tell(interaction, trouble)
            return
        await reception.interaction(interaction, command(interaction, skill.name, text, private=skill.private))

    return run


def _menu(title: str, skill: SkillName, reception: Reception) -> app_commands.ContextMenu:
    async def run(interaction: discord.Interaction[Any], message: discord.Message) -> None:
        turn = command(interaction, skill.name, words(message), private=skill.private)
        await reception.interaction(interaction, turn)

    return app_commands.ContextMenu(name=title, callback=run)


def _suggests(inlet: Inlet, skill: str) -> bool:
    """Whether a skill ever suggests anything; an always empty list would only be in the way."""
    return any(inlet.complete(skill, typed) for typed in ("", "a", "e"))
