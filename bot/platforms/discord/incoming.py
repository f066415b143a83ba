"""Gateway events on their way to discord.py: made whole, and none able to end the connection.

discord.py expects fields that Discord's documentation calls optional or that older and simulated
servers leave out; an event that it cannot read raises inside its reader and costs the session.  Here
what is missing gets its documented default first, and an event that is unreadable all the same is
logged and passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from typing import Any, TypeAlias

import structlog

Payload: TypeAlias = MutableMapping[str, Any]
Parse: TypeAlias = Callable[[Any], None]

log = structlog.get_logger(__name__)

_LONG_AGO = "2015-01-01T00:00:00+00:00"
_DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "interaction": {"version": 1, "attachment_size_limit": 10 << 20, "app_permissions": "8"},
    "message": {"type": 0, "content": "", "mentions": (), "mention_roles": (), "components": ()},
    "user": {"username": "", "discriminator": "0", "avatar": None},
    "member": {"roles": (), "flags": 0},
    "channel": {"type": 0, "name": "", "position": 0, "permissions": "0", "bitrate": 64_000, "user_limit": 0},
    "thread": {"type": 11, "name": "", "owner_id": "0", "parent_id": "0", "message_count": 0, "member_count": 0},
    "metadata": {"archived": False, "auto_archive_duration": 1440, "archive_timestamp": _LONG_AGO},
    "taking_part": {"join_timestamp": _LONG_AGO, "flags": 0},
    "role": {"name": ""},
}
_PARTS: Mapping[str, Mapping[str, str]] = {
    "session": {"user": "user"},
    "interaction": {"channel": "channel", "message": "message", "user": "user", "member": "member", "data": "data"},
    "data": {"resolved": "resolved"},
    "resolved": {"users": "user", "members": "member", "messages": "message", "channels": "channel"},
    "message": {"author": "user", "member": "member", "mentions": "user", "referenced_message": "message"},
    "member": {"user": "user"},
    "channel": {"recipients": "user"},
    "thread": {"thread_metadata": "metadata", "member": "taking_part"},
    "guild": {"channels": "channel", "threads": "thread", "members": "member", "roles": "role"},
}
_EVENTS = {
    "READY": "session",
    "INTERACTION_CREATE": "interaction",
    "MESSAGE_CREATE": "message",
    "MESSAGE_UPDATE": "message",
    "GUILD_CREATE": "guild",
    "CHANNEL_CREATE": "channel",
    "THREAD_CREATE": "thread",
    "THREAD_UPDATE": "thread",
}
_THREADS = (10, 11, 12)
_NEVER_NULL = ("guild_id", "webhook_id", "member", "user", "message", "message_reference", "channel", "thread", "poll")
"""Left out is what discord.py understands by "there is none"."""


def guard(parsers: MutableMapping[str, Parse], shard: Callable[[], tuple[int, int]]) -> None:
    """Put every event's parser behind this; ``shard`` says (which, of how many) for a session that does not."""
    for event, parse in list(parsers.items()):
        parsers[event] = _guarded(event, parse, shard)


def _guarded(event: str, parse: Parse, shard: Callable[[], tuple[int, int]]) -> Parse:
    def parsed(data: Any) -> None:
        try:
            if event == "READY":
                data.setdefault("shard", shard())
                data.setdefault("guilds", ())
            if event in _EVENTS:
                complete(_EVENTS[event], data)
            parse(data)
        except Exception:
            log.exception("event_not_understood", name=event)

    return parsed


def complete(kind: str, payload: Payload) -> None:
    """Give ``payload`` and everything in it the defaults of its kind."""
    for name in [name for name in _NEVER_NULL if name in payload and payload[name] is None]:
        del payload[name]
    if kind == "interaction":
        _say_where(payload)
    if kind == "channel" and payload.get("type") in _THREADS:
        kind = "thread"
    for name, value in _DEFAULTS.get(kind, {}).items():
        payload.setdefault(name, value)
    if kind == "thread":
        payload.setdefault("thread_metadata", {})
    if kind == "message" and isinstance(payload.get("message_reference"), dict):
        payload["message_reference"].setdefault("channel_id", payload.get("channel_id", "0"))
    for name, part in _PARTS.get(kind, {}).items():
        for inner in _payloads(payload.get(name), keyed=kind == "resolved"):
            complete(part, inner)


def _say_where(interaction: Payload) -> None:
    """An interaction's channel, from its id alone where no more is told."""
    number = interaction.get("channel_id") or interaction.get("message", {}).get("channel_id")
    if not interaction.get("channel") and number:
        interaction["channel"] = {"id": number, "type": 0 if interaction.get("guild_id") else 1}


def _payloads(found: Any, *, keyed: bool) -> Iterable[Payload]:
    inside = found.values() if isinstance(found, dict) and keyed else found if isinstance(found, list) else [found]
    return [one for one in inside if isinstance(one, dict)]
