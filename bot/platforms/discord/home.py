"""The server that reads the operator's own documents: the one that is named, else the first it was alone in.

Anybody may add a public app to a server of theirs, so being a member is not enough.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

KEPT_AS = "discord home"


class Store(Protocol):
    """A small store of bytes that lasts."""

    async def get(self, key: str) -> bytes | None: ...

    async def put(self, key: str, value: bytes) -> None: ...

    async def delete(self, key: str) -> None: ...


class Home:
    """Which server it is, remembered once it is known."""

    def __init__(self, named: int | None) -> None:
        self._named = named
        self.store: Store | None = None

    async def among(self, servers: Collection[int]) -> str | None:
        """The tenant of the home server, given all the servers the app is in."""
        if self._named:
            return str(self._named)
        if self.store is None:
            return None
        if kept := await self.store.get(KEPT_AS):
            return kept.decode()
        if len(servers) != 1:
            return None
        (only,) = servers
        await self.store.put(KEPT_AS, str(only).encode())
        return str(only)

    async def leave(self, server: int) -> None:
        """Forget a server that the app was removed from."""
        if self.store is not None and await self.store.get(KEPT_AS) == str(server).encode():
            await self.store.delete(KEPT_AS)
