"""The steps of ``studyhall connect discord``: each looks at one thing and says what is missing."""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp
import discord

from bot.conversation import Place, Reply
from bot.platforms import NotDelivered, OutcomeUnknown, RateLimited
from bot.platforms.discord.connection import DiscordPlatform
from bot.platforms.discord.environment import Environment
from bot.platforms.discord.hall import Hall
from bot.platforms.discord.inbound import NAME

PORTAL = "https://discord.com/developers/applications"
HELLO = "Studyhall is connected. Mention me with a question, or try `/help`."

PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    attach_files=True,
    read_message_history=True,
)
"""The least it needs: to see where it is spoken to, to answer there and in threads, with pictures,
and to read back its own messages."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a look came to."""

    ok: bool
    said: str


@dataclass(frozen=True, slots=True)
class App:
    """What Discord knows about the token's app."""

    id: int
    name: str
    servers: tuple[str, ...]
    reads_content: bool
    sends_elsewhere: bool


def invite_link(application: int) -> str:
    """Where an admin adds the app to a server."""
    return discord.utils.oauth_url(application, permissions=PERMISSIONS, scopes=("bot", "applications.commands"))


async def look(env: Environment) -> App:
    """Ask Discord about the app.  Raises :class:`ValueError` with one sentence."""
    platform = DiscordPlatform(env, Hall(env))
    try:
        await platform.enter()
        info = await platform.hall.application_info()
        servers = [guild.name async for guild in platform.hall.fetch_guilds(limit=200)]
    except (NotDelivered, discord.HTTPException, aiohttp.ClientError, OSError) as closed:
        raise ValueError(f"DISCORD_BOT_TOKEN does not let us in: {closed}") from None
    finally:
        await platform.close()
    flags = info.flags
    return App(
        id=info.id,
        name=info.name,
        servers=tuple(servers),
        reads_content=flags.gateway_message_content or flags.gateway_message_content_limited,
        sends_elsewhere=info.interactions_endpoint_url is not None,
    )


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
    platform = DiscordPlatform(env, Hall(env))
    try:
        await platform.deliver(Place(NAME, "", str(channel)), {}, Reply(HELLO), f"hello:{channel}")
    except (NotDelivered, OutcomeUnknown, RateLimited) as error:
        return Step(False, f"The hello did not get through: {error}. May it see that channel and write there?")
    finally:
        await platform.close()
    return Step(True, "Said hello.")
