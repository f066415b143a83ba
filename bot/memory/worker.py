"""A worker: takes entries from streams, keeps their leases while it works, and drains when told to stop.

It knows nothing of what the work is.  A handler that fails leaves its entry pending; when the lease
has run out somebody tries again, so a failure is followed by a pause by itself.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from uuid import uuid4

import structlog

from bot.memory.streams import TRIES, Entry, Streams
from bot.ports import Clock, Unavailable

RENEWED_EVERY = 1.0
DRAIN_SECONDS = 8.0

Handle = Callable[[Entry], Awaitable[None]]

log = structlog.get_logger(__name__)


class Stopping(Exception):
    """The worker is told to stop; what is in hand stays on its stream for the next one."""


class Worker:
    """Serves one kind of work until told to stop."""

    def __init__(
        self, streams: Streams, clock: Clock, handle: Handle, *, give_up: Handle | None = None, concurrency: int = 8
    ) -> None:
        self.name = f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}"
        self._streams = streams
        self._clock = clock
        self._handle = handle
        self._give_up = give_up
        self._concurrency = concurrency
        self._running: dict[Entry, asyncio.Task[None]] = {}

    async def serve(self, stop: asyncio.Event) -> None:
        """Work until ``stop`` is set, then finish what is in hand within a few seconds."""
        keeper = asyncio.create_task(self._keep())
        try:
            while not stop.is_set():
                try:
                    await self._take(stop)
                except Unavailable:
                    await pause(stop, RENEWED_EVERY)
            if self._running:
                await asyncio.wait(self._running.values(), timeout=DRAIN_SECONDS)
        finally:
            await _cancelled([keeper, *self._running.values()])
            with suppress(Unavailable):
                await self._streams.retire(self.name)

    async def _take(self, stop: asyncio.Event) -> None:
        free = self._concurrency - len(self._running)
        if free <= 0:
            await asyncio.wait(self._running.values(), timeout=RENEWED_EVERY, return_when=asyncio.FIRST_COMPLETED)
            return
        reading = asyncio.create_task(self._streams.take(self.name, free))
        stopping = asyncio.create_task(stop.wait())
        try:
            # A read that is cut off may have been given entries: it is let finish, at most a second.
            await asyncio.wait([reading, stopping], return_when=asyncio.FIRST_COMPLETED)
            for entry in await reading:
                self._begin(entry)
        finally:
            stopping.cancel()

    def _begin(self, entry: Entry) -> None:
        if any(known.id == entry.id and known.stream == entry.stream for known in self._running):
            return
        task = asyncio.create_task(self._one(entry))
        self._running[entry] = task
        task.add_done_callback(lambda _: self._running.pop(entry, None))

    async def _one(self, entry: Entry) -> None:
        try:
            if entry.tries > TRIES:
                if self._give_up is not None:
                    await self._give_up(entry)
                await self._streams.park(entry, f"tried {TRIES} times", self._clock.now())
                return
            await self._handle(entry)
            await self._streams.finish(entry)
        except Stopping:
            log.info("left for the next worker", stream=entry.stream, entry=entry.id)
        except Unavailable as away:
            log.warning("unavailable", what=away.what, entry=entry.id)
        except Exception:
            log.exception("failed", stream=entry.stream, entry=entry.id, tries=entry.tries)

    async def _keep(self) -> None:
        """Every second: renew the leases in hand, take over what dead workers left."""
        while True:
            await asyncio.sleep(RENEWED_EVERY)
            with suppress(Unavailable):
                for entry in await self._streams.renew(self.name, list(self._running)):
                    if task := self._running.get(entry):
                        log.warning("lease lost", stream=entry.stream, entry=entry.id)
                        task.cancel()
                free = self._concurrency - len(self._running)
                for entry in await self._streams.reclaim(self.name, free) if free > 0 else ():
                    self._begin(entry)


async def pause(stop: asyncio.Event, seconds: float) -> bool:
    """Wait; ``True`` if told to stop meanwhile."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
    return stop.is_set()


async def _cancelled(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
