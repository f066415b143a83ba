"""The gateway client: which events reach the reception.

It keeps no members and no messages, needs no privileged intent, and pings nobody.
"""

from __future__ import annotations

import asyncio
from typing import Any

import discord
import structlog
from discord import app_commands

from bot.platforms import Inlet
from bot.platforms.discord import inbound
from bot.platforms.discord.buttons import TutorButton
from bot.platforms.discord.commands import commands
from bot.platforms.discord.environment import Environment
from bot.platforms.discord.outbound import PRESS
from bot.platforms.discord.reception import Reception, notice
from bot.platforms.discord.rest import trace

FOREIGN = "That button is from another time. `/help` shows what I can do now."

log = structlog.get_logger(__name__)


class Hall(discord.AutoShardedClient):
    """One connection to Discord, over as many shards as this process serves."""

    reception: Reception

    def __init__(self, env: Environment, *, identify_pause: float = 5.0) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=env.content)
        shards: dict[str, Any] = {"shard_count": env.shards.of, "shard_ids": list(env.shards.ids)} if env.shards else {}
        super().__init__(
            intents=intents,
            **shards,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            http_trace=trace(),
            max_ratelimit_timeout=30.0,
        )
        self._home = discord.Object(env.guild) if env.guild else None
        self._counted = env.shards is not None
        self._identify_pause = identify_pause
        self._open = False

    async def receive(self, inlet: Inlet) -> None:
        """Offer the inlet's skills, and take turns in from now on."""
        self.reception = Reception(inlet)
        self._open = True
        self.add_dynamic_items(TutorButton)
        if self.application_id is not None:
            await self._prepare()

    async def setup_hook(self) -> None:
        if self._open:
            await self._prepare()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Discord takes one IDENTIFY in five seconds."""
        if not initial:
            await asyncio.sleep(self._identify_pause)

    async def on_message(self, message: discord.Message) -> None:
        if self.user and (turn := inbound.message(message, self.user)):
            await self.reception.message(message, turn)

    async def on_interaction(self, interaction: inbound.Interaction) -> None:
        """Forms, and buttons that are not ours; commands and our buttons have callbacks of their own."""
        if interaction.type is discord.InteractionType.modal_submit:
            if turn := inbound.submit(interaction):
                await self.reception.interaction(interaction, turn)
            return
        ours = inbound.custom_id(interaction).startswith(PRESS)
        if interaction.type is discord.InteractionType.component and not ours:
            await interaction.response.send_message(view=notice(FOREIGN), ephemeral=True)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self.reception.event(inbound.joined(guild))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Removed for good; an outage is another event."""
        await self.reception.event(inbound.left(guild))

    async def hang_up(self) -> None:
        """Leave the gateway; what is still to be said can be said."""
        await asyncio.gather(*(shard.disconnect() for shard in self.shards.values()))

    async def _prepare(self) -> None:
        if not self._counted:
            self.shard_count, _, _ = await self.http.get_bot_gateway()
            self._counted = True
        tree = app_commands.CommandTree(
            self,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        for command in commands(self.reception):
            tree.add_command(command, guild=self._home)
        try:
            await tree.sync(guild=self._home)
        except discord.HTTPException as refused:
            log.error("commands_not_synced", why=str(refused))
