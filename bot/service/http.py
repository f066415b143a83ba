"""The one HTTP server of a process: what platforms receive there, and how the process itself is doing.

``/livez``    it answers at all, and how late its loop is
``/readyz``   it can serve: memory takes a write and gives it back, the documents open; and what is held back
``/metrics``  what was counted
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from aiohttp import web

from bot import metrics

Look = Callable[[], Awaitable[tuple[dict[str, str], dict[str, str]]]]
"""Looks at the parts this process needs, and at those it does without; part → "fine", or what is wrong with it."""

FINE = "fine"
_SHUTDOWN_SECONDS = 2.0
_BEAT = 0.25


class AddressTaken(OSError):
    """Something else listens there; the message names the address."""


class Pulse:
    """Measures how late the event loop runs: ``late`` is the delay of the last beat, in seconds."""

    def __init__(self) -> None:
        self.late = 0.0

    async def beat(self) -> None:
        """Measure four times a second until cancelled."""
        while True:
            due = time.monotonic() + _BEAT
            await asyncio.sleep(_BEAT)
            self.late = max(0.0, time.monotonic() - due)


def pages(look: Look, sample: Callable[[], Awaitable[None]], pulse: Pulse) -> list[web.RouteDef]:
    """The routes of the three pages; ``sample`` updates the gauges before they are read."""

    async def livez(request: web.Request) -> web.Response:
        return web.json_response({"alive": True, "loop_late_ms": round(1000 * pulse.late, 1)})

    async def readyz(request: web.Request) -> web.Response:
        needed, helpful = await look()
        ready = all(state == FINE for state in needed.values())
        return web.json_response({"ready": ready, **needed, **helpful}, status=200 if ready else 503)

    async def numbers(request: web.Request) -> web.Response:
        await sample()
        return web.Response(body=metrics.page(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})

    return [web.get("/livez", livez), web.get("/readyz", readyz), web.get("/metrics", numbers)]


@asynccontextmanager
async def serving(routes: Sequence[web.RouteDef], host: str, port: int, pulse: Pulse) -> AsyncIterator[int]:
    """Serve ``routes`` while the block runs; yields the port.  Raises :class:`AddressTaken`."""
    application = web.Application(client_max_size=2 * 1024 * 1024)
    application.add_routes(routes)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)
    await runner.setup()
    beating = asyncio.create_task(pulse.beat())
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as taken:
            # asyncio puts the address into its own words a second time; the system's are enough where it has some
            code = taken.errno or 0
            why = os.strerror(code) if code > 0 else taken.strerror or taken
            raise AddressTaken(f"{host}:{port} cannot be listened on ({why})") from taken
        yield runner.addresses[0][1]
    finally:
        beating.cancel()
        await runner.cleanup()
