"""The gateway client: which events reach the reception.

It keeps no members and no messages, needs no privileged intent, and pings nobody.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import aiohttp
import discord
import structlog
import yarl
from discord import app_commands

from bot.platforms import Inlet
from bot.platforms.discord import inbound, incoming
from bot.platforms.discord.buttons import TEMPLATE, TutorButton
from bot.platforms.discord.commands import Tree, commands
from bot.platforms.discord.environment import Environment
from bot.platforms.discord.outage import OUTAGE, Pauses
from bot.platforms.discord.reception import AtHome, Reception, anywhere, tell
from bot.platforms.discord.rest import trace

LOOK_SECONDS = 2.0
THREADS = 500
"""Threads of late that are followed before Discord has said that the app joined them."""

FOREIGN = "That button or form is from another time. `/help` shows what I can do now."

log = structlog.get_logger(__name__)

discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nobody speaks here; only warnings are left out


async def _nobody_asks(left: int | None) -> None:
    """Until somebody wants to know."""


class Hall(discord.AutoShardedClient):
    """One connection to Discord, over as many shards as this process serves."""

    reception: Reception
    at_home: AtHome
    """Puts a turn of a private chat into the server it belongs to."""

    when_servers_change: Callable[[int | None], Awaitable[None]]
    """Called when the app is in one more server, or with the one it was removed from."""

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
        incoming.guard(self._connection.parsers, lambda: (min(self.shard_ids or (0,)), self.shard_count or 1))
        self._home = discord.Object(env.guild) if env.guild else None
        self._counted = env.shards is not None
        self._identify_pause = identify_pause
        self._open = False
        self._threads: deque[int] = deque(maxlen=THREADS)
        self.at_home = anywhere
        self.when_servers_change = _nobody_asks

    async def receive(self, inlet: Inlet) -> None:
        """Offer the inlet's skills, and take turns in from now on."""
        self.reception = Reception(inlet, self.at_home)
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

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        await super().launch_shard(gateway, shard_id, initial=initial)
        self.shards[shard_id]._parent._backoff = Pauses()

    async def on_shard_connect(self, shard_id: int) -> None:
        OUTAGE.is_over()

    async def on_shard_resumed(self, shard_id: int) -> None:
        OUTAGE.is_over()

    async def on_message(self, message: discord.Message) -> None:
        if not self.user or not inbound.concerns(message, self.user, self._threads):
            return
        channel = await self._whereabouts(message)
        turn = inbound.message(message, self.user, channel)
        if turn.addressed and turn.place.thread:
            self._threads.append(message.channel.id)
        if (
            turn.addressed
            and not turn.text
            and not self.intents.message_content
            and inbound.unheard(message, self.user)
        ):
            await self.reception.excuse(message, turn)
        else:
            await self.reception.message(message, turn)

    async def on_interaction(self, interaction: inbound.Interaction) -> None:
        """Forms, and the buttons that discord.py does not find on the message they are said to be on.

        Commands and all other buttons of ours have callbacks of their own.
        """
        if interaction.type is discord.InteractionType.modal_submit:
            if turn := inbound.submit(interaction):
                await self.reception.interaction(interaction, turn)
            else:
                await tell(interaction, FOREIGN)
        elif interaction.type is discord.InteractionType.component:
            if ours := TEMPLATE.fullmatch(inbound.custom_id(interaction)):
                await self.reception.interaction(interaction, inbound.press(interaction, ours["token"]))
            else:
                await tell(interaction, FOREIGN)

    async def on_ready(self) -> None:
        await self.when_servers_change(None)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self.reception.event(inbound.joined(guild))
        await self.when_servers_change(None)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Removed for good; an outage is another event."""
        await self.reception.event(inbound.left(guild))
        await self.when_servers_change(guild.id)

    async def hang_up(self) -> None:
        """Leave the gateway; what is still to be said can be said."""
        await asyncio.gather(*(shard.disconnect() for shard in self.shards.values()))

    async def _whereabouts(self, message: discord.Message) -> Any:
        """The channel of a message; Discord is asked about one that is not known yet, as an old thread may be."""
        if message.guild is None or not isinstance(message.channel, discord.PartialMessageable):
            return message.channel
        with suppress(discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError, KeyError):
            async with asyncio.timeout(LOOK_SECONDS):
                return await message.guild.fetch_channel(message.channel.id)
        return message.channel

    async def _prepare(self) -> None:
        if not self._counted:
            try:
                self.shard_count, _, _ = await self.http.get_bot_gateway()
            except (discord.GatewayNotFound, KeyError) as untold:
                log.warning("shards_not_counted", why=str(untold))
                self.shard_count = 1
            self._counted = True
        tree = Tree(
            self,
            self.reception,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        for command in commands(self.reception):
            tree.add_command(command)
        if self._home is not None:
            tree.copy_global_to(guild=self._home)
        try:
            await tree.sync(guild=self._home)
        except discord.HTTPException as refused:
            log.error("commands_not_synced", why=str(refused))
        except (KeyError, TypeError, ValueError) as unreadable:
            # Taken all the same: only what came back about them, which nobody needs, is not as discord.py expects.
            log.warning("commands_answer_not_understood", why=repr(unreadable))
