"""Buttons that carry their own meaning: any process serves them, after any restart, months later."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.platforms.discord.inbound import Interaction, press
from bot.platforms.discord.reception import Reception

TEMPLATE = re.compile(r"t:(?P<token>[!-~]{1,98})")
"""A custom id of ours: :data:`outbound.PRESS` and the tutor's token."""


class TutorButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=TEMPLATE):
    """A button of any message of ours, known by its custom id alone."""

    def __init__(self, item: discord.ui.Button[Any], token: str, reception: Reception) -> None:
        super().__init__(item)
        self.token = token
        self._reception = reception

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, discord.ui.Button)
        return cls(item, match["token"], interaction.client.reception)

    async def callback(self, interaction: Interaction) -> None:
        await self._reception.interaction(interaction, press(interaction, self.token))
