"""Discord as a platform: the token of the environment, connected.

Start reading here: ``reception`` is the way in, ``delivery`` the way out, ``inbound`` and ``outbound``
the translations between them.  A push to one person has the address ``{"user": id}``.  discord.py's
two addresses are settings of its classes; they are set here, before the login.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

import aiohttp
import discord
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.conversation import Address, Place, Reply, Turn
from bot.platforms import Draft, Inlet, NotDelivered, OutcomeUnknown, Platform, RateLimited
from bot.platforms.abilities import MadeFor
from bot.platforms.discord import pins, routes
from bot.platforms.discord.belonging import Belonging
from bot.platforms.discord.delivery import Delivery
from bot.platforms.discord.environment import Environment, read_environment
from bot.platforms.discord.hall import Hall
from bot.platforms.discord.home import Home, Store
from bot.platforms.discord.inbound import NAME
from bot.platforms.discord.letter import Letter
from bot.platforms.discord.rest import Door, Refused
from bot.ports import Teams

FILES_REFUSED = {40005, 50013}
"""Discord's codes for files that are too large, or that may not be attached there."""

FORUMS = {discord.ChannelType.forum.value, discord.ChannelType.media.value}
NO_PRIVATE_CHAT = 50007
"""Its code for somebody who takes no private messages from the app."""

NOT_ALONE = (
    "I have an answer for you alone, and may not write to you: allow direct messages from this server, "
    "or use a command (`/help` has them)."
)
KEPT_OUT = "I may not write where you asked (an admin can allow *Send Messages*), so this is for you alone."
A_FORUM = "That is a forum, which holds posts alone, so nothing could come: use this in a text channel."
UNSEEN = "I may not see that channel, so nothing could come (an admin can allow *View Channel*)."
NO_FILES = "I may not attach files here (an admin can allow *Attach Files*), so here is what they say."
REFUSED = "Discord refuses DISCORD_BOT_TOKEN: copy a fresh one from the developer portal"
CLOSED = {
    4004: REFUSED,
    4010: "Discord does not know the shards of DISCORD_SHARDS: leave it unset, or count them anew",
    4011: "The app is in more servers than DISCORD_SHARDS has room for: leave it unset, or name more shards",
    4013: "Discord does not know what this app asks to hear: a newer version of it does",
}
"""Its close codes after which no further try can succeed."""


class DiscordPlatform:
    """Discord, listened to and spoken to with one token."""

    name = NAME
    resend_safe = True
    """A post whose outcome is unknown may be repeated within two minutes: its nonce makes it one."""

    def __init__(self, env: Environment, open_hall: Callable[[Environment], Hall] = Hall) -> None:
        self._env = env
        self._open_hall = open_hall
        self._entering = asyncio.Lock()
        self._home = Home(env.guild)
        self._belonging = Belonging(time.monotonic)
        self._tell: Callable[[str], None] = lambda home: None
        self._tried = False
        self._listened = False
        self._over = False
        self._settle_in()

    def _settle_in(self) -> None:
        """discord.py's client is good for one connection; after one that broke beyond repair there is a new one."""
        self.hall = self._open_hall(self._env)
        self.hall.when_servers_change = self._look_for_home
        self.hall.at_home = self._belonging.at_home
        self._door = Door(self.hall, time.monotonic)
        self._delivery = Delivery(self._door, discord.utils.utcnow)

    async def listen(self, inlet: Inlet) -> None:
        """Receive until cancelled.  Raises :class:`ValueError` where the app is not set up right."""
        if self._listened:
            await self.hall.close()
            self._settle_in()
        self._listened = True
        try:
            await self.hall.receive(inlet)
            await self._log_in()
            await self.hall.connect()
        except discord.LoginFailure:
            raise ValueError(REFUSED) from None
        except discord.ConnectionClosed as closed:
            if closed.code not in CLOSED:
                raise
            raise ValueError(CLOSED[closed.code]) from None
        except discord.PrivilegedIntentsRequired:
            raise ValueError(
                "The message content intent is not switched on for this app: switch it on in the developer portal, "
                "or leave DISCORD_MESSAGE_CONTENT unset"
            ) from None
        finally:
            await self.hall.hang_up()

    def keep(self, store: Store, secrets: Sequence[str]) -> None:
        """Where to remember which server is home; there is one token, and it stays in the environment."""
        self._home.store = store

    def meet(self, teams: Teams, made_for: MadeFor) -> None:
        """Where to remember in which servers people were met, and how to tell where a button belongs."""
        self._belonging.teams = teams
        self._belonging.made_for = made_for

    async def acquaint(self, turn: Turn) -> Turn:
        """``turn`` where it belongs; for the worker, before the tutor sees it."""
        with suppress(NotDelivered):
            await self.enter()
        return await self._belonging.acquaint(turn, self._door)

    def when_home(self, tell: Callable[[str], None]) -> None:
        """``tell`` hears of the home server as soon as it is known, be it long after the start."""
        self._tell = tell

    async def home_tenant(self) -> str | None:
        """The server that reads the operator's own documents.  Raises :class:`ValueError` for a refused token."""
        try:
            await self._log_in()
        except discord.LoginFailure:
            raise ValueError(REFUSED) from None
        return await self._home.among(await self._servers())

    async def _servers(self) -> list[int]:
        """Two are enough to see that it is not alone."""
        try:
            return [server.id async for server in self.hall.fetch_guilds(limit=2)]
        except discord.HTTPException:
            return [server.id for server in self.hall.guilds]

    async def _look_for_home(self, left: int | None) -> None:
        if left is not None:
            await self._home.leave(left)
        elif home := await self._home.among(await self._servers()):
            self._tell(home)

    async def deliver(self, place: Place, address: Address, reply: Reply, nonce: str) -> str:
        """Say ``reply`` once and return the id of its (last) message."""
        await self.enter()
        letter, redirected = Letter(place, address, reply, nonce), False
        while True:
            try:
                return await self._delivery.deliver(letter)
            except Refused as refused:
                if letter.reply.files and refused.code in FILES_REFUSED:
                    letter = replace(letter, reply=letter.reply.spelled_out(NO_FILES))
                    continue
                if redirected or "user" not in address:
                    raise
                if not (place.private or letter.reply.private):
                    letter = letter.whispered(KEPT_OUT)
                elif refused.code == NO_PRIVATE_CHAT and letter.aside:
                    letter = replace(letter, reply=Reply(NOT_ALONE))
                else:
                    raise
                redirected = True

    async def begin(self, place: Place, address: Address, nonce: str) -> Draft | None:
        """A message in the channel that grows by coarse edits."""
        await self.enter()
        return await self._delivery.begin(Letter(place, address, Reply(""), nonce))

    async def open_thread(self, place: Place, message: str, title: str) -> Place | None:
        """The thread under a message of ours; a message has one, so asking again changes nothing."""
        if place.thread is not None or place.channel is None:
            return None
        await self.enter()
        await self._delivery.open_thread(place.channel, message, title)
        return replace(place, thread=message)

    async def pin(self, place: Place, message: str) -> None:
        """Put a message at the top of its channel, once however often.  Raises like :meth:`deliver`."""
        await self.enter()
        await pins.pin(self._door, place.channel or "", message)

    async def unpin(self, place: Place, message: str) -> None:
        """Take it off again."""
        await self.enter()
        await pins.unpin(self._door, place.channel or "", message)

    async def kept_out(self, place: Place) -> str:
        """A command works in every channel; a message of its own can stand only in one that holds messages."""
        try:
            await self.enter()
            found = await self._door.call(routes.channel(place.channel or "0"))
        except (NotDelivered, OutcomeUnknown, RateLimited) as refused:
            return UNSEEN if isinstance(refused, Refused) and refused.status in (403, 404) else ""
        return A_FORUM if isinstance(found, dict) and found.get("type") in FORUMS else ""

    async def find(self, place: Place, nonce: str) -> str | None:
        """An earlier post with this nonce among the newest fifty of the place."""
        await self.enter()
        return await self._delivery.find(Letter(place, {}, Reply(""), nonce))

    async def close(self) -> None:
        """Stop listening and let go of every connection."""
        self._over = True
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
            if self.hall.is_closed() and not self._over:
                self._settle_in()
            if self.hall.application_id is not None:
                return
            if self._env.api:
                Route.BASE = self._env.api
            if self._env.gateway:
                DiscordWebSocket.DEFAULT_GATEWAY = self._env.gateway
            self._tried = True
            try:
                await self.hall.login(self._env.token)
            except discord.LoginFailure:
                # Nobody will come back to it, and what is left open complains at the end of the process.
                await self.hall.close()
                raise


def open_platform(env: Mapping[str, str]) -> Platform | None:
    """Discord, if its token is set.  Raises :class:`ValueError` naming what is missing or wrong."""
    settings = read_environment(env)
    return None if settings is None else DiscordPlatform(settings)
