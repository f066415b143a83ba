"""The only maker of Redis keys; the table of what each holds is the docstring of ``bot.memory``.

The rule that holds here: every key carries one hash tag, that of its tenant ``{t:…}`` or that of one
of 16 shards ``{s:…}``.  What must change together shares a tag, so each script stays in one slot of
a cluster.  Parts that come from outside are percent-encoded: no name can forge a tag or a colon.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, unquote
from zlib import crc32

from bot.conversation import Place

SHARDS = 16
LEARNER_PARTS = ("facts", "acts", "presses", "attempts", "cards", "profile", "sessions", "limit", "nudges", "asked")


def _part(text: str) -> str:
    return quote(text, safe="@.+")


def tag(tenant: str) -> str:
    """The prefix all keys of a tenant share."""
    return f"{{t:{_part(tenant)}}}"


def of_tenant(tenant: str, name: str, *parts: str) -> str:
    """``{t:T1}:board:…``: something the whole tenant shares."""
    return ":".join((tag(tenant), name, *map(_part, parts)))


def of_learner(tenant: str, learner: str, name: str) -> str:
    """``{t:T1}:learner:U7:facts``: something of one person, removed when they are forgotten."""
    if name not in LEARNER_PARTS:
        raise ValueError(f"{name} is not kept per learner")
    return ":".join((tag(tenant), "learner", _part(learner), name))


def of_one(tenant: str, learner: str) -> bool:
    """Whether a tenant is a private chat outside of every team; its name then ends with the person's id."""
    return tenant.endswith(f":{learner}")


def person_in(key: str) -> str:
    """The person whom the key of such a tenant names."""
    return (tenant_of(key) or "").rpartition(":")[2]


def all_of_learner(tenant: str, learner: str) -> Iterator[str]:
    """Every key that belongs to one person alone."""
    return (of_learner(tenant, learner, name) for name in LEARNER_PARTS)


def shard(owner: str) -> int:
    """The shard of a tenant (or of any other name that is not a tenant's)."""
    return crc32(owner.encode()) % SHARDS


def of_shard(number: int, name: str, *parts: str) -> str:
    """``{s:07}:turns``: something that is not a tenant's own, or that waits before it becomes so."""
    return ":".join((f"{{s:{number:02d}}}", name, *map(_part, parts)))


def of_message(number: int, platform: str, place: Place, name: str) -> str:
    """Where the id of the message called ``name`` in a channel (or a private chat) is kept."""
    return of_shard(number, "named", platform, place.tenant, place.channel or "", name)


def of_version(number: int, platform: str, place: Place, message: str) -> str:
    """Where the highest version of a message is kept."""
    return of_shard(number, "version", platform, place.tenant, place.channel or "", message)


def tenant_inside(key: str) -> str:
    """The tenant named in a shard's key of a turn, a message (:func:`of_message`) or a queue."""
    return unquote(key.split(":")[4])


def place_name(place: Place) -> str:
    """One place as a single part, thread included."""
    return "/".join(_part(part or "") for part in (place.platform, place.channel, place.thread))


def tenant_of(key: str) -> str | None:
    """The tenant of a key; ``None`` for a shard's."""
    return unquote(key[3 : key.index("}")]) if key.startswith("{t:") else None


def name_of(key: str) -> str:
    """What a key holds: ``board``, ``facts``, …"""
    parts = key.split(":")
    return parts[4] if len(parts) == 5 and parts[2] == "learner" else parts[2]


def last_part(key: str) -> str:
    """The last part of a key, decoded."""
    return unquote(key.rpartition(":")[2])


def learner_of(key: str) -> str | None:
    """The person a key belongs to, if it is one person's."""
    parts = key.split(":")
    return unquote(parts[3]) if len(parts) == 5 and parts[2] == "learner" else None
