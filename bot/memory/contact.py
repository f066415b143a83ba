"""Checks of a server before it is used: its version, its settings, and the layout of what it keeps.

``LAYOUT`` numbers how keys and values are written.  It grows only when older code would misread newer
data; what is merely added leaves it alone.  Whoever meets a number above its own stays away, so that
going back a version never ruins what the newer one wrote.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from redis.exceptions import ResponseError

from bot.memory import keys
from bot.memory.binary import OLDEST
from bot.memory.client import Client, Link
from bot.memory.scripts import Scripts
from bot.ports import CannotStart, Unavailable

LAYOUT = 1

# CVE-2025-49844 lets a script take the server over; the first release of each line without it (October 2025).
MENDED = {
    "redis": {(6, 2): 20, (7, 2): 11, (7, 4): 6, (8, 0): 4, (8, 2): 2},
    "valkey": {(7, 2): 11, (8, 0): 6, (8, 1): 4},
}
ONE_OF_MANY = "REDIS_URL leads to one node of a cluster: write redis+cluster://HOST:PORT,HOST:PORT instead."
CONNECTING = re.compile(r"Error -?\d+ connecting to (\S+)\. (.+)", re.DOTALL)
ONLY_A_COPY = "REDIS_URL leads to a copy that may only be read (a replica): name the Redis that it copies."
MENDED_BY_DEBIAN = ("redis", (7, 0, 15))


@dataclass(frozen=True, slots=True)
class Server:
    """What a server reports about itself.  ``fsync`` is unknown where it may not be asked; ``most`` is 0 for no limit."""

    family: str
    version: tuple[int, ...]
    cluster: bool
    append_only: bool
    fsync: str | None
    eviction: str
    used: int
    most: int
    read_only: bool = False

    @property
    def words(self) -> str:
        """Family and version."""
        return f"{self.family} {'.'.join(map(str, self.version))}"

    @property
    def evicts(self) -> bool:
        """Whether a full memory would silently drop streaks."""
        return self.eviction != "noeviction"

    @property
    def known_bad(self) -> bool | None:
        """Whether this version has CVE-2025-49844; ``None`` where the version number cannot tell."""
        if (self.family, self.version) == MENDED_BY_DEBIAN:
            return None
        line, patch = self.version[:2], self.version[2]
        mended = MENDED[self.family]
        return patch < mended[line] if line in mended else line < max(mended)


async def look(redis: Client) -> Server:
    """Ask the server (of a cluster: one of its nodes) about itself."""
    said: dict[str, Any] = {}
    for section in ("server", "persistence", "memory", "replication"):
        said |= await redis.info(section)
    try:
        fsync = (await redis.config_get("appendfsync")).get("appendfsync")
    except ResponseError:  # a managed server may forbid the question
        fsync = None
    family = "valkey" if "valkey_version" in said else "redis"
    return Server(
        family,
        tuple(int(part) for part in str(said[f"{family}_version"]).split(".")[:3]),
        said.get("redis_mode") == "cluster" or said.get("server_mode") == "cluster",
        bool(int(said.get("aof_enabled", 0))),
        fsync,
        str(said.get("maxmemory_policy", "noeviction")),
        int(said.get("used_memory", 0)),
        int(said.get("maxmemory", 0)),
        said.get("role") == "slave" and bool(int(said.get("slave_read_only", 1))),
    )


async def meet(redis: Client) -> None:
    """Agree with the server on the layout of what is kept.

    Raises :class:`CannotStart` with one sentence: it does not answer, is too old, or keeps what a newer studyhall wrote.
    """
    try:
        layout = int(await Scripts(redis).run("agree_layout", [keys.of_shard(0, "layout")], LAYOUT))
        server = await look(redis)
    except Unavailable as away:
        raise CannotStart(_why_away(away.__cause__ or away)) from away
    except ResponseError as refused:
        raise CannotStart(_why_not(refused)) from refused
    if server.cluster and isinstance(redis, Link):
        raise CannotStart(ONE_OF_MANY)
    if server.read_only and not server.cluster:
        raise CannotStart(ONLY_A_COPY)
    if layout > LAYOUT:
        raise CannotStart(
            f"What is kept here was written by a newer studyhall (layout {layout}; this one reads {LAYOUT}). "
            "Install the newer one again, or restore a backup from before the upgrade into an empty Redis."
        )
    if server.version[:2] < OLDEST:
        raise CannotStart(f"REDIS_URL leads to {server.words}; studyhall needs {'.'.join(map(str, OLDEST))} or newer.")


def _why_away(trouble: BaseException) -> str:
    if any(word in str(trouble).lower() for word in ("password", "authenticat")):
        return "Redis wants another name or password: write REDIS_URL=redis://NAME:PASSWORD@HOST:PORT."
    words = f"Redis cannot be used: {str(trouble).rstrip('.')}"
    if refused := CONNECTING.match(str(trouble)):
        why = "nothing answers there" if "Connect call failed" in refused[2] else refused[2].rstrip(".")
        words = f"Redis cannot be reached at {refused[1]}: {why}"
    return f"{words}. REDIS_URL says where it is (rediss:// where it speaks TLS)."


def _why_not(refused: ResponseError) -> str:
    if (getattr(refused, "status_code", None) or str(refused)).startswith("MOVED") or "Moved" in type(refused).__name__:
        return ONE_OF_MANY
    return f"Redis refuses to serve: {refused}."
