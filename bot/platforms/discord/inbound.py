"""Discord's events as turns.

Tenants come from the payload alone: the server where the app is installed, or a tenant of the
learner's own for private chats and wherever a learner brought the app along.  Whoever may manage
the server, as this very interaction says, is its admin; a plain message vouches for nobody.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeAlias

import discord

from bot.conversation import Command, Learner, Message, Open, Place, Press, Submit
from bot.platforms.discord.components import FIRST_MARK
from bot.platforms.discord.letter import PRIVATE_TENANT, Deferred
from bot.platforms.discord.limits import FIELD_VALUE, fit
from bot.platforms.discord.outbound import PRESS

NAME = "discord"

Interaction: TypeAlias = discord.Interaction[Any]

_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
_TOKEN = re.compile(r"<(?:@[!&]?|#|a?:\w+:)\d+>|@(?:everyone|here)\b")
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


def concerns(said: discord.Message, me: discord.abc.Snowflake, threads: Collection[int]) -> bool:
    """Whether it is said to the tutor, or in a thread it takes part in: Discord says so, or it is among ``threads``."""
    if said.author.bot or said.webhook_id or said.type not in _SPOKEN:
        return False
    joined = isinstance(said.channel, discord.Thread) and said.channel.me is not None
    return addressed(said, me) or (bool(said.content.strip()) and (joined or said.channel.id in threads))


def unheard(said: discord.Message, me: discord.abc.Snowflake) -> bool:
    """Whether Discord kept the words to itself: it hands them over in private chats and with a mention only."""
    return _server(said) is not None and not any(user.id == me.id for user in said.mentions)


def message(said: discord.Message, me: discord.abc.Snowflake, channel: Any) -> Message:
    """What somebody says, in ``channel`` as far as that is known."""
    server = _server(said)
    tenant = str(server) if server else f"{PRIVATE_TENANT}{said.author.id}"
    return Message(
        id=str(said.id),
        learner=Learner(NAME, tenant, str(said.author.id), fit(said.author.display_name, 80)),
        place=_spot(tenant, channel, private=server is None),
        text=_plain(said.content)[:FIELD_VALUE],
        addressed=addressed(said, me),
        address={
            "channel": str(said.channel.id),
            "message": str(said.id),
            "user": str(said.author.id),
            **_named(said.guild),
        },
        overheard=server is not None,
    )


def addressed(said: discord.Message, me: discord.abc.Snowflake) -> bool:
    """Whether it is said to the tutor: in a private chat, by a mention, or as a reply to it."""
    named = any(user.id == me.id for user in said.mentions) or bool(
        re.search(_mention(me), _CODE.sub("", said.content))
    )
    return _server(said) is None or named or _answers(said, me) or _own_role(said, me) is not None


def _plain(content: str) -> str:
    """The words alone: who is called, channels and emoji of the server's own say nothing to the documents."""
    return _TOKEN.sub(" ", content).strip()


def _own_role(said: discord.Message, me: discord.abc.Snowflake) -> discord.Role | None:
    """The tutor's own role, which people take for the tutor when both are offered under one name."""
    return next((role for role in said.role_mentions if role.tags is not None and role.tags.bot_id == me.id), None)


def _mention(me: discord.abc.Snowflake) -> str:
    return rf"<@!?{me.id}>"


def _server(said: discord.Message) -> int | None:
    """The server it is said in, be it one we know nothing else of; ``None`` in a private chat."""
    return said.guild.id if said.guild else getattr(said.channel, "guild_id", None)


def invoked(interaction: Interaction) -> tuple[str, str]:
    """The name of a command and the words of its options, whatever those are called."""
    data = _data(interaction)
    said = [str(option["value"]) for option in data.get("options", ()) if "value" in option]
    return str(data.get("name", "")), " ".join(said)


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
    learner = Learner(NAME, tenant, str(guild.owner_id or ""), "")
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
    channel: Any = interaction.channel
    if interaction.guild is not None and channel is not None:
        # A thread of a server we know is one, however little the interaction says of it.
        channel = interaction.guild.get_thread(channel.id) or channel
    return _spot(_tenant(interaction), channel, private=_in_private(interaction))


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
        "user": str(interaction.user.id),
        "deferred": deferred,
        **_named(interaction.guild),
    }
    if interaction.channel_id is not None:  # as of a channel that is gone
        address["channel"] = str(interaction.channel_id)
    if interaction.message is not None:
        address["pressed"] = str(interaction.message.id)
        if interaction.message.flags.ephemeral:
            address["hidden"] = "yes"
        if sum((getattr(component, "id", 0) or 0) >= FIRST_MARK for component in interaction.message.components) > 1:
            address["among"] = custom_id(interaction)
    if _lent(interaction) and not _in_private(interaction):
        address["away"] = "yes"
    return address


def _named(server: discord.Guild | None) -> dict[str, str]:
    """What the server is called, for the person who will choose between several."""
    return {"server": fit(server.name, 80)} if server is not None and server.name else {}


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
