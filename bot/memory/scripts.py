"""The atomic verbs: one Lua file each under ``lua/``, called by its name.

The rule that holds here: a script is keyed by a business id, so running it again returns what the
first run came to.  That is why the client may retry.  Scripts take ``now`` as an argument.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from redis.commands.core import AsyncScript

from bot.memory.client import Client


@cache
def source(name: str) -> str:
    """The text of one verb."""
    return (files(__package__) / "lua" / f"{name}.lua").read_text("utf-8")


class Scripts:
    """Runs verbs on one client; each is loaded on the server at its first use."""

    def __init__(self, redis: Client) -> None:
        self._redis = redis
        self._known: dict[str, AsyncScript] = {}

    async def run(self, name: str, keys: Sequence[str], *args: str | int | float) -> Any:
        """Run ``lua/<name>.lua``."""
        if name not in self._known:
            self._known[name] = self._redis.register_script(source(name))
        return await self._known[name](keys=list(keys), args=list(args))


class Store:
    """One part of the memory: a client, and the verbs it runs."""

    def __init__(self, redis: Client) -> None:
        self._redis = redis
        self._scripts = Scripts(redis)
