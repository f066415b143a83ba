"""A wire that loses replies: the server applied the command, the client never hears of it.

This is the failure that makes a client send a command again, and a bare counter count twice.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path


class FlakyProxy:
    """Stands before a server's unix socket; drops a share of its replies and the connection with them."""

    def __init__(self, upstream: Path, share: float, seed: int = 0) -> None:
        self.upstream = upstream
        self.share = share
        self.replies = 0
        self.dropped = 0
        self._random = random.Random(seed)
        self._wires: set[asyncio.StreamWriter] = set()

    @asynccontextmanager
    async def listening(self, socket: Path) -> AsyncIterator[str]:
        """Its address, for as long as it is needed."""
        server = await asyncio.start_unix_server(self._serve, socket)
        try:
            yield f"unix://{socket}"
        finally:
            server.close()
            for wire in self._wires:
                wire.close()
            await server.wait_closed()

    async def _serve(self, down: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        try:
            up, server = await asyncio.open_unix_connection(self.upstream)
        except OSError:
            client.close()
            return
        self._wires |= {client, server}
        asking = asyncio.create_task(self._pass_on(down, server))
        try:
            while reply := await up.read(65536):
                self.replies += 1
                if self._random.random() < self.share:
                    self.dropped += 1
                    break
                client.write(reply)
                await client.drain()
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            asking.cancel()
            client.close()
            server.close()
            self._wires -= {client, server}

    @staticmethod
    async def _pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        try:
            while sent := await source.read(65536):
                target.write(sent)
                await target.drain()
        except OSError:
            pass
        finally:
            target.close()
