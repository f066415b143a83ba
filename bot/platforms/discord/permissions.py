"""What the app must be allowed to do, in a server and in one channel, and what it lacks."""

from __future__ import annotations

from typing import Any

import discord

NEEDED = discord.Permissions(
    view_channel=True,
    send_messages=True,
    attach_files=True,
    read_message_history=True,
)
"""To post in a channel: to see it, to write there with pictures, and to read back its own messages."""

INVITED_WITH = NEEDED | discord.Permissions(send_messages_in_threads=True, create_public_threads=True)
"""The least it asks of a server: the same in threads, and a thread under each daily question."""


def lacking(allowed: discord.Permissions) -> list[str]:
    """The permissions that are missing, as Discord's settings call them."""
    if allowed.administrator:
        return []
    return [name.replace("_", " ").title() for name, needed in NEEDED if needed and not getattr(allowed, name)]


def in_a_forum(interaction: discord.Interaction[Any]) -> bool:
    """Whether it comes from a post of a forum, which holds posts and no messages of its own."""
    guild = interaction.guild
    if guild is None or interaction.channel_id is None:
        return False
    # A thread of a server we know is one, however little the interaction says of it.
    thread = guild.get_thread(interaction.channel_id) or interaction.channel
    parent = guild.get_channel(thread.parent_id) if isinstance(thread, discord.Thread) else None
    return isinstance(parent, discord.ForumChannel)


def allowed_in(interaction: discord.Interaction[Any], channel: int | None) -> discord.Permissions | None:
    """What the app may do in a channel, as this interaction says (``None``: where it is); ``None`` if it does not."""
    if channel is None or channel == interaction.channel_id:
        return interaction.app_permissions
    data: Any = interaction.data or {}
    told = data.get("resolved", {}).get("channels", {}).get(str(channel), {}).get("app_permissions")
    if told is not None:
        return discord.Permissions(int(told))
    guild = interaction.guild
    known = guild.get_channel(channel) if guild else None
    return known.permissions_for(guild.me) if known and guild and guild.me else None
