"""A wire to a server that can hang: connections are accepted, and no answer comes, or comes late."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path


class StallingProxy:
    """Stands before a server's unix socket.  ``late``: seconds by which each of its answers is delayed."""

    def __init__(self, upstream: Path) -> None:
        self.upstream = upstream
        self.late = 0.0
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._wires: set[asyncio.Task[None]] = set()

    def hang(self) -> None:
        """From now on nothing passes, either way."""
        self._flowing.clear()

    def go_on(self) -> None:
        """What was held back passes, and everything after it."""
        self._flowing.set()

    @asynccontextmanager
    async def listening(self, socket: Path) -> AsyncIterator[str]:
        """Its address, for as long as it is needed."""
        server = await asyncio.start_unix_server(self._serve, socket)
        try:
            yield f"unix://{socket}"
        finally:
            server.close()
            for wire in self._wires:
                wire.cancel()
            await asyncio.gather(*self._wires, return_exceptions=True)
            await server.wait_closed()

    async def _serve(self, down: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        up, server = await asyncio.open_unix_connection(self.upstream)
        ways = [
            asyncio.create_task(self._pass_on(down, server, late=False)),
            asyncio.create_task(self._pass_on(up, client, late=True)),
        ]
        self._wires.update(ways)
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            self._wires.difference_update(ways)
            for writer in (client, server):
                writer.close()

    async def _pass_on(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, late: bool) -> None:
        try:
            while sent := await source.read(65536):
                if late and self.late:
                    await asyncio.sleep(self.late)
                await self._flowing.wait()
                target.write(sent)
                await target.drain()
        except OSError:
            pass
