"""Discord as a platform: the token of the environment, connected.

Start reading here: ``reception`` is the way in, ``delivery`` the way out, ``inbound`` and ``outbound``
the translations between them.  A push to one person has the address ``{"user": id}``.  discord.py's
two addresses are settings of its classes; they are set here, before the login.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping

import aiohttp
import discord
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.conversation import Address, Place, Reply
from bot.platforms import Inlet, NotDelivered, Platform
from bot.platforms.discord.delivery import Delivery
from bot.platforms.discord.environment import Environment, read_environment
from bot.platforms.discord.hall import Hall
from bot.platforms.discord.inbound import NAME
from bot.platforms.discord.letter import Letter
from bot.platforms.discord.rest import Door


class DiscordPlatform:
    """Discord, listened to and spoken to with one token."""

    name = NAME
    resend_safe = True
    """A post whose outcome is unknown may be repeated within two minutes: its nonce makes it one."""

    def __init__(self, env: Environment, hall: Hall) -> None:
        self.hall = hall
        self._env = env
        self._delivery = Delivery(Door(hall, time.monotonic), discord.utils.utcnow)
        self._entering = asyncio.Lock()
        self._tried = False

    async def listen(self, inlet: Inlet) -> None:
        """Receive until cancelled.  Raises :class:`ValueError` where the app is not set up right."""
        await self.hall.receive(inlet)
        try:
            await self._log_in()
            await self.hall.connect()
        except discord.LoginFailure:
            raise ValueError("Discord refuses DISCORD_BOT_TOKEN: copy a fresh one from the developer portal") from None
        except discord.PrivilegedIntentsRequired:
            raise ValueError(
                "The message content intent is not switched on for this app: switch it on in the developer portal, "
                "or leave DISCORD_MESSAGE_CONTENT unset"
            ) from None
        finally:
            await self.hall.hang_up()

    async def deliver(self, place: Place, address: Address, reply: Reply, nonce: str) -> str:
        """Say ``reply`` once and return the id of its (last) message."""
        await self.enter()
        return await self._delivery.deliver(Letter(place, address, reply, nonce))

    async def find(self, place: Place, nonce: str) -> str | None:
        """An earlier post with this nonce among the newest fifty of the place."""
        await self.enter()
        return await self._delivery.find(Letter(place, {}, Reply(""), nonce))

    async def close(self) -> None:
        """Stop listening and let go of every connection."""
        if self._tried:
            await self.hall.close()

    async def enter(self) -> None:
        """Log in, if nobody did; a process that never listens does so with its first message.

        Raises :class:`NotDelivered`.
        """
        try:
            await self._log_in()
        except (discord.HTTPException, discord.LoginFailure, aiohttp.ClientError, OSError) as closed:
            raise NotDelivered(f"Discord does not let us in: {closed}", final=False) from closed

    async def _log_in(self) -> None:
        async with self._entering:
            if self.hall.application_id is not None:
                return
            if self._env.api:
                Route.BASE = self._env.api
            if self._env.gateway:
                DiscordWebSocket.DEFAULT_GATEWAY = self._env.gateway
            self._tried = True
            await self.hall.login(self._env.token)


def open_platform(env: Mapping[str, str]) -> Platform | None:
    """Discord, if its token is set.  Raises :class:`ValueError` naming what is missing or wrong."""
    settings = read_environment(env)
    return None if settings is None else DiscordPlatform(settings, Hall(settings))
