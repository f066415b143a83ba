"""The steps of ``studyhall connect discord``: each looks at one thing and says what is missing."""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp
import discord

from bot.conversation import Place, Reply
from bot.platforms import NotDelivered, OutcomeUnknown, RateLimited
from bot.platforms.discord.connection import DiscordPlatform
from bot.platforms.discord.environment import Environment
from bot.platforms.discord.inbound import NAME
from bot.platforms.discord.permissions import INVITED_WITH

PORTAL = "https://discord.com/developers/applications"
MOST_SERVERS = 5
HELLO = "Studyhall is connected. Mention me with a question, or try `/help`."


@dataclass(frozen=True, slots=True)
class Step:
    """What a look came to."""

    ok: bool
    said: str


@dataclass(frozen=True, slots=True)
class Room:
    """A channel people write in."""

    id: int
    name: str
    server: str


@dataclass(frozen=True, slots=True)
class App:
    """What Discord knows about the token's app."""

    id: int
    name: str
    servers: tuple[str, ...]
    reads_content: bool
    sends_elsewhere: bool
    rooms: tuple[Room, ...] = ()


def invite_link(application: int) -> str:
    """Where an admin adds the app to a server."""
    return discord.utils.oauth_url(application, permissions=INVITED_WITH, scopes=("bot", "applications.commands"))


async def look(env: Environment) -> App:
    """Ask Discord about the app.  Raises :class:`ValueError` with one sentence."""
    platform = DiscordPlatform(env)
    try:
        await platform.enter()
        info = await platform.hall.application_info()
        servers = [guild async for guild in platform.hall.fetch_guilds(limit=200)]
        rooms = [room for server in servers[:MOST_SERVERS] for room in await _rooms(server)]
    except (NotDelivered, discord.HTTPException, aiohttp.ClientError, OSError) as closed:
        raise ValueError(_why_not(closed.__cause__ or closed)) from None
    finally:
        await platform.close()
    flags = info.flags
    return App(
        id=info.id,
        name=info.name,
        servers=tuple(server.name for server in servers),
        rooms=tuple(rooms),
        reads_content=flags.gateway_message_content or flags.gateway_message_content_limited,
        sends_elsewhere=info.interactions_endpoint_url is not None,
    )


def _why_not(closed: BaseException) -> str:
    """A token that Discord does not know, or a Discord that could not be asked."""
    if isinstance(closed, discord.LoginFailure):
        return f"DISCORD_BOT_TOKEN is not accepted: reset it under Bot in {PORTAL}, and put the new one here."
    return f"DISCORD_BOT_TOKEN could not be checked ({closed}): see that this machine reaches Discord, and try again."


async def _rooms(server: discord.Guild) -> list[Room]:
    """Its text channels; none where Discord does not tell."""
    try:
        channels = await server.fetch_channels()
    except (discord.HTTPException, discord.InvalidData):
        return []
    texts = [channel for channel in channels if isinstance(channel, discord.TextChannel)]
    return [Room(one.id, one.name, server.name) for one in sorted(texts, key=lambda one: one.position)]


def judge(app: App, env: Environment) -> list[Step]:
    """What is right and what is missing, in the order in which it is put right."""
    steps = [Step(True, f"Connected as {app.name}.")]
    if app.sends_elsewhere:
        steps.append(Step(False, f"Its commands go to a web address: clear Interactions Endpoint URL in {PORTAL}."))
    if env.content and not app.reads_content:
        said = f"DISCORD_MESSAGE_CONTENT is 1, but the intent is off: switch it on under Bot in {PORTAL}."
        steps.append(Step(False, said))
    if app.servers:
        steps.append(Step(True, f"It is in {', '.join(app.servers)}."))
    else:
        steps.append(Step(False, f"It is in no server yet; add it: {invite_link(app.id)}"))
    return steps


async def say_hello(env: Environment, channel: int) -> Step:
    """Post one message, so that somebody sees it works; once, however often it is asked for."""
    platform = DiscordPlatform(env)
    try:
        await platform.deliver(Place(NAME, "", str(channel)), {}, Reply(HELLO), f"hello:{channel}")
    except (NotDelivered, OutcomeUnknown, RateLimited) as error:
        return Step(False, f"The hello did not get through: {error}. May it see that channel and write there?")
    finally:
        await platform.close()
    return Step(True, "Said hello.")
