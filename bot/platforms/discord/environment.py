"""Discord's settings, from the environment.

``DISCORD_BOT_TOKEN`` · ``DISCORD_GUILD_ID`` (commands to one server only) ·
``DISCORD_MESSAGE_CONTENT`` (``1``: the privileged intent is switched on, follow thread talk without
mentions) · ``DISCORD_SHARDS`` (``0-3/16``: this process serves shards 0 to 3 of 16; unset: as many
as Discord asks for, all of them here) · ``DISCORD_API_URL`` and ``DISCORD_GATEWAY_URL`` (another
address for both, as in tests).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import yarl


@dataclass(frozen=True, slots=True)
class Shards:
    """The part of the servers that this process serves."""

    ids: tuple[int, ...]
    of: int


@dataclass(frozen=True, slots=True)
class Environment:
    """Everything Discord needs to know."""

    token: str = field(repr=False)
    guild: int | None = None
    content: bool = False
    shards: Shards | None = None
    api: str | None = None
    gateway: yarl.URL | None = None


def read_environment(env: Mapping[str, str]) -> Environment | None:
    """``None`` where Discord is not configured.  Raises :class:`ValueError` with one sentence."""
    given = {name: value.strip() for name, value in env.items() if name.startswith("DISCORD_") and value.strip()}
    if not given:
        return None
    token = given.get("DISCORD_BOT_TOKEN", "")
    if not token:
        raise ValueError(f"DISCORD_BOT_TOKEN is missing, though {min(given)} is set")
    if not re.fullmatch(r"[!-~]+", token):
        raise ValueError("DISCORD_BOT_TOKEN holds spaces: give the bare token, without `Bot` before it")
    guild = given.get("DISCORD_GUILD_ID")
    if guild is not None and not guild.isdecimal():
        raise ValueError(f"DISCORD_GUILD_ID is a server's number, not {guild!r}")
    content = given.get("DISCORD_MESSAGE_CONTENT", "0")
    if content not in ("0", "1"):
        raise ValueError(f"DISCORD_MESSAGE_CONTENT is 0 or 1, not {content!r}")
    return Environment(
        token=token,
        guild=int(guild) if guild else None,
        content=content == "1",
        shards=_shards(given.get("DISCORD_SHARDS")),
        api=_address("DISCORD_API_URL", given, ("http", "https")),
        gateway=_gateway(given),
    )


def _gateway(given: Mapping[str, str]) -> yarl.URL | None:
    address = _address("DISCORD_GATEWAY_URL", given, ("ws", "wss"))
    return yarl.URL(address) if address else None


def _address(name: str, given: Mapping[str, str], schemes: tuple[str, ...]) -> str | None:
    address = given.get(name)
    if address is None:
        return None
    if not re.match(rf"(?:{'|'.join(schemes)})://[^/\s]", address):
        raise ValueError(f"{name} begins with {schemes[0]}:// or {schemes[1]}://, not as in {address!r}")
    return address.rstrip("/")


def _shards(text: str | None) -> Shards | None:
    if text is None:
        return None
    found = re.fullmatch(r"(\d+)(?:-(\d+))?/(\d+)", text)
    if found is None:
        raise ValueError(f"DISCORD_SHARDS reads like 0-3/16, not {text!r}")
    first, last, of = int(found[1]), int(found[2] or found[1]), int(found[3])
    if not first <= last < of:
        raise ValueError(f"DISCORD_SHARDS counts from 0 to one less than the total, unlike {text!r}")
    return Shards(tuple(range(first, last + 1)), of)
