"""The question of the day among the pins of its channel."""

from __future__ import annotations

from discord.http import Route

from bot.platforms import NotDelivered
from bot.platforms.discord import routes
from bot.platforms.discord.rest import Door, Refused

MEANT = {
    50013: "Discord's permission Pin Messages is not granted in this channel",
    30003: "the channel has as many pins as Discord allows",
}
"""What Discord's refusals mean, for whoever can do something about them."""


async def pin(door: Door, channel: str, message: str) -> None:
    """Put a message at the top of its channel; done twice, it is pinned once."""
    await _call(door, routes.pin("PUT", channel, message))


async def unpin(door: Door, channel: str, message: str) -> None:
    """Take it off again; a message that is gone needs nothing."""
    await _call(door, routes.pin("DELETE", channel, message), gone=404)


async def _call(door: Door, route: Route, gone: int | None = None) -> None:
    try:
        await door.call(route)
    except Refused as refused:
        if refused.status != gone:
            raise NotDelivered(MEANT.get(refused.code, str(refused)), final=True) from refused
