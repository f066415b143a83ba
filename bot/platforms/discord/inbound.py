"""Discord's events as turns.

Tenants come from the payload alone: the server where the app is installed, or a tenant of the
learner's own for private chats and wherever a learner brought the app along.  Whoever may manage
the server, as this very interaction says, is its admin; a plain message vouches for nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import discord

from bot.conversation import Command, Learner, Message, Open, Place, Press, Submit
from bot.platforms.discord.letter import PRIVATE_TENANT, Deferred
from bot.platforms.discord.limits import FIELD_VALUE, fit
from bot.platforms.discord.outbound import PRESS

NAME = "discord"

Interaction: TypeAlias = discord.Interaction[Any]

_SPOKEN = (discord.MessageType.default, discord.MessageType.reply)


def command(interaction: Interaction, name: str, argument: str, *, private: bool) -> Command:
    """A skill called by its slash command or from a message's menu."""
    deferred: Deferred = "quiet" if private and not _in_private(interaction) else "open"
    return Command(
        id=str(interaction.id),
        learner=_learner(interaction),
        place=_place(interaction),
        name=name,
        argument=argument.strip()[:FIELD_VALUE],
        address=_address(interaction, deferred),
    )


def press(interaction: Interaction, token: str) -> Press:
    """A button.  Where others read, only the presser is told that something happens."""
    deferred: Deferred = "update" if _in_private(interaction) else "quiet"
    address = _address(interaction, deferred)
    return Press(str(interaction.id), _learner(interaction), _place(interaction), token, address)


def submit(interaction: Interaction) -> Submit | None:
    """A form that was sent, if it is one of ours."""
    form = custom_id(interaction)
    if not form.startswith(PRESS):
        return None
    deferred: Deferred = "quiet"
    if _in_private(interaction):
        deferred = "update" if interaction.message else "open"
    return Submit(
        id=str(interaction.id),
        learner=_learner(interaction),
        place=_place(interaction),
        token=form.removeprefix(PRESS),
        values=dict(_values(_data(interaction).get("components", ()))),
        address=_address(interaction, deferred),
    )


def message(said: discord.Message, me: discord.abc.Snowflake) -> Message | None:
    """What somebody says to the tutor, or in a thread it takes part in; ``None`` for all else."""
    if said.author.bot or said.webhook_id or said.type not in _SPOKEN:
        return None
    text = re.sub(rf"<@!?{me.id}>", " ", said.content).strip()
    addressed = said.guild is None or any(user.id == me.id for user in said.mentions) or _answers(said, me)
    if not addressed and not (text and isinstance(said.channel, discord.Thread) and said.channel.me):
        return None
    tenant = str(said.guild.id) if said.guild else f"{PRIVATE_TENANT}{said.author.id}"
    return Message(
        id=str(said.id),
        learner=Learner(NAME, tenant, str(said.author.id), fit(said.author.display_name, 80)),
        place=_spot(tenant, said.channel, private=said.guild is None),
        text=text[:FIELD_VALUE],
        addressed=addressed,
        address={"channel": str(said.channel.id), "message": str(said.id), "user": str(said.author.id)},
    )


def custom_id(interaction: Interaction) -> str:
    """What the pressed button or the sent form is called."""
    return str(_data(interaction).get("custom_id", ""))


def joined(guild: discord.Guild) -> Open:
    """Added to a server; the greeting goes where the server's own messages go, or where it can."""
    wished = [guild.system_channel] if guild.system_channel else []
    me = guild.me
    open_to_us = [c for c in (*wished, *guild.text_channels) if me and c.permissions_for(me).send_messages]
    return _membership(guild, "joined", str(open_to_us[0].id) if open_to_us else None)


def left(guild: discord.Guild) -> Open:
    """Removed from a server (not cut off from it by an outage)."""
    return _membership(guild, "left", None)


def _membership(guild: discord.Guild, view: str, channel: str | None) -> Open:
    since = guild.me.joined_at if guild.me else None
    stay = int(since.timestamp()) if since else 0
    tenant = str(guild.id)
    learner = Learner(NAME, tenant, str(guild.owner_id or ""), fit(guild.name, 80))
    return Open(f"{view}:{guild.id}:{stay}", learner, Place(NAME, tenant, channel), view)


def _answers(said: discord.Message, me: discord.abc.Snowflake) -> bool:
    """Whether it replies to the tutor; no content is needed to see that."""
    first = said.reference.resolved if said.reference else None
    return isinstance(first, discord.Message) and first.author.id == me.id


def _learner(interaction: Interaction) -> Learner:
    user, may = interaction.user, interaction.permissions
    admin = bool(interaction.guild_id) and not _lent(interaction) and (may.manage_guild or may.administrator)
    return Learner(NAME, _tenant(interaction), str(user.id), fit(user.display_name, 80), admin=admin)


def _tenant(interaction: Interaction) -> str:
    if interaction.guild_id and not _lent(interaction):
        return str(interaction.guild_id)
    return f"{PRIVATE_TENANT}{interaction.user.id}"


def _place(interaction: Interaction) -> Place:
    return _spot(_tenant(interaction), interaction.channel, private=_in_private(interaction))


def _spot(tenant: str, channel: Any, *, private: bool) -> Place:
    if private or channel is None:
        return Place(NAME, tenant)
    if isinstance(channel, discord.Thread):
        return Place(NAME, tenant, str(channel.parent_id), str(channel.id))
    return Place(NAME, tenant, str(channel.id))


def _in_private(interaction: Interaction) -> bool:
    """Whether this is the learner's own chat with the tutor."""
    return interaction.guild_id is None and not interaction.context.private_channel


def _lent(interaction: Interaction) -> bool:
    """Whether the app is here only because the learner brought it along."""
    elsewhere = interaction.guild_id is None and interaction.context.private_channel
    return elsewhere or (interaction.is_user_integration() and not interaction.is_guild_integration())


def _address(interaction: Interaction, deferred: Deferred) -> dict[str, str]:
    address = {
        "interaction": str(interaction.id),
        "application": str(interaction.application_id),
        "token": interaction.token,
        "channel": str(interaction.channel_id),
        "user": str(interaction.user.id),
        "deferred": deferred,
    }
    if interaction.message is not None:
        address["pressed"] = str(interaction.message.id)
        if interaction.message.flags.ephemeral:
            address["hidden"] = "yes"
    if _lent(interaction) and not _in_private(interaction):
        address["away"] = "yes"
    return address


def _data(interaction: Interaction) -> Mapping[str, Any]:
    data: Any = interaction.data
    return data or {}


def _values(components: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, str]]:
    for component in components:
        if "component" in component:
            yield from _values([component["component"]])
        yield from _values(component.get("components", ()))
        if "custom_id" in component:
            chosen = component.get("values") or [component.get("value")]
            yield component["custom_id"], ",".join(str(one) for one in chosen if one is not None)
