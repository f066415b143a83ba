"""Discord's objects as they come over the wire, as small as discord.py takes them."""

from __future__ import annotations

from typing import Any

APP, BOT, GUILD, CHANNEL, ANA = 111, 111, 222, 333, 444
FORUM, POST = 888, 777
MANAGE = str(1 << 5)
NOW = "2026-11-21T09:00:00+00:00"

Shape = dict[str, Any]


def private_chat(person: int) -> int:
    """The channel of a person's private chat with the tutor."""
    return person + 1_000_000


def user(number: int, name: str, *, bot: bool = False) -> Shape:
    names = {"username": name, "global_name": name, "discriminator": "0"}
    return {"id": str(number), **names, "avatar": None, "bot": bot}


ME = user(BOT, "studyhall", bot=True)


def member(who: Shape) -> Shape:
    flags = {"deaf": False, "mute": False, "flags": 0}
    return {"user": who, "roles": [], "permissions": "0", "joined_at": NOW, **flags}


def channel(number: int, kind: int = 0) -> Shape:
    place = {"guild_id": str(GUILD), "name": "ml-cert", "position": 0, "permission_overwrites": []}
    return {"id": str(number), "type": kind, **place}


def interaction(number: int, token: str, kind: int, data: Shape) -> Shape:
    """Ana does something in the channel."""
    return {
        "id": str(number),
        "token": token,
        "type": kind,
        "version": 1,
        "application_id": str(APP),
        "guild_id": str(GUILD),
        "channel_id": str(CHANNEL),
        "channel": channel(CHANNEL),
        "member": member(user(ANA, "ana")),
        "data": data,
        "entitlements": [],
        "app_permissions": str((1 << 10) | (1 << 11) | (1 << 15) | (1 << 16)),
        "locale": "en-GB",
        "attachment_size_limit": 10 << 20,
        "context": 0,
        "authorizing_integration_owners": {"0": str(GUILD)},
    }


def lent(payload: Shape) -> Shape:
    """The same in a server that knows nothing of the app: ana brought it along."""
    return {**payload, "authorizing_integration_owners": {"1": str(ANA)}}


def guild(**more: Any) -> Shape:
    everyone = {
        "id": str(GUILD),
        "name": "@everyone",
        "permissions": str((1 << 10) | (1 << 11)),
        "position": 0,
    }
    role = {
        **everyone,
        "color": 0,
        "colors": {"primary_color": 0},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }
    lists: Shape = {"channels": [channel(CHANNEL)], "roles": [role], "members": [member(ME)]}
    lists |= {"emojis": [], "features": [], "threads": []}
    return {"id": str(GUILD), "name": "Team", "owner_id": "1", "large": False, **lists, **more}


def forum_post(*, joined: bool) -> Shape:
    times = {"archived": False, "auto_archive_duration": 60, "locked": False, "archive_timestamp": NOW}
    counts = {"member_count": 1, "message_count": 1, "rate_limit_per_user": 0, "applied_tags": []}
    taking_part = {"member": {"id": str(POST), "user_id": str(BOT), "join_timestamp": NOW, "flags": 0}}
    place = {"type": 11, "guild_id": str(GUILD), "parent_id": str(FORUM), "owner_id": "1", "name": "help"}
    shape = {"id": str(POST), **place, **counts, "thread_metadata": times}
    return {**shape, **taking_part} if joined else shape


def message(number: int, place: int, content: str, **more: Any) -> Shape:
    """Ana says something in the server."""
    return {
        "id": str(number),
        "channel_id": str(place),
        "guild_id": str(GUILD),
        "author": user(ANA, "ana"),
        "type": 0,
        "content": content,
        "mentions": [],
        "mention_roles": [],
        "mention_everyone": False,
        "attachments": [],
        "embeds": [],
        "tts": False,
        "pinned": False,
        "timestamp": NOW,
        "edited_timestamp": None,
        "components": [],
        **more,
    }


def ready(session: list[int], gateway: str) -> Shape:
    app = {"id": str(APP), "flags": 0}
    known = {"user": ME, "guilds": [], "application": app}
    return {"v": 10, "session_id": "s", "shard": session, "resume_gateway_url": gateway, **known}


def application() -> Shape:
    """The app, with the limited message content intent switched on."""
    public = {"description": "", "icon": None, "bot_public": True, "bot_require_code_grant": False}
    return {
        "id": str(APP),
        "name": "Studyhall",
        **public,
        "owner": user(1, "owner"),
        "verify_key": "",
        "flags": 1 << 19,
    }
