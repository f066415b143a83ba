"""A wire to a Redis server that goes wrong: replies get lost, or come late, or nothing passes at all."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path


class RedisProxy:
    """Stands before a server's unix socket.

    ``late``: seconds by which each answer is delayed.  ``share``: of the replies, so many are dropped, and the
    connection with them: the server applied the command, and the client never hears of it.
    """

    def __init__(self, upstream: Path, share: float = 0.0, seed: int = 0) -> None:
        self.upstream = upstream
        self.share = share
        self.late = 0.0
        self.replies = 0
        self.dropped = 0
        self._random = random.Random(seed)
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
        try:
            up, server = await asyncio.open_unix_connection(self.upstream)
        except OSError:
            client.close()
            return
        ways = [asyncio.create_task(self._ask(down, server)), asyncio.create_task(self._answer(up, client))]
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

    async def _ask(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while sent := await source.read(65536):
            await self._flowing.wait()
            target.write(sent)
            await target.drain()

    async def _answer(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while reply := await source.read(65536):
            self.replies += 1
            if self._random.random() < self.share:
                self.dropped += 1
                return
            if self.late:
                await asyncio.sleep(self.late)
            await self._flowing.wait()
            target.write(reply)
            await target.drain()
