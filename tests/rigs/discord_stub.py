"""A small Discord over real sockets: gateway and REST, strict about payloads, able to misbehave.

It keeps what a test needs to judge an app from outside: every request in order, every message, how
often a session was identified or resumed, and each payload that Discord would have refused.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web
from rigs import discord_shapes as shapes
from rigs.discord_world import EPHEMERAL, LOADING, DiscordWorld, Interaction

__all__ = ["EPHEMERAL", "LOADING", "DiscordStub", "Fault", "Interaction", "Request"]

Uploaded = tuple[str, str, bytes]
"""Name, media type and bytes of a file that came with a message."""

_BASE = "/api/v10"


@dataclass
class Fault:
    """What goes wrong with the next matching request."""

    method: str
    path: str
    status: int = 500
    code: int = 0
    applied: bool = False
    drop: bool = False
    then: Callable[[], Any] | None = None
    retry_after: float | None = None
    headers: dict[str, str] | None = None


@dataclass
class Request:
    method: str
    path: str
    body: Any = field(repr=False)


class DiscordStub(DiscordWorld):
    """``async with DiscordStub() as discord:`` serves ``discord.api`` and ``discord.gateway``.

    ``closes_with``: the code that ends each new session.  ``shut_for``: how many of the next sockets are refused.
    """

    def __init__(self, *, token: str = "t", heartbeat: float = 41.25) -> None:
        super().__init__()
        self.token, self.heartbeat = token, heartbeat
        self.requests: list[Request] = []
        self.uploads: list[Uploaded] = []
        self.faults: list[Fault] = []
        self.counts: Counter[str] = Counter()
        self.identities: list[dict[str, Any]] = []
        self.sockets: list[web.WebSocketResponse] = []
        self.closes_with = self.shut_for = 0
        self._events: list[dict[str, Any]] = []
        self._happened = asyncio.Condition()

    async def __aenter__(self) -> DiscordStub:
        app = web.Application(client_max_size=30 << 20)
        app.router.add_get("/gateway", self._gateway)
        app.router.add_route("*", _BASE + "/{path:.*}", self._rest)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host = f"127.0.0.1:{self._runner.addresses[0][1]}"
        self.api, self.gateway = f"http://{host}{_BASE}", f"ws://{host}/gateway"
        return self

    async def __aexit__(self, *_: object) -> None:
        for socket in list(self.sockets):
            await socket.close()
        await self._runner.cleanup()

    async def until(self, what: str, count: int = 1) -> None:
        """Wait until something was counted: ``IDENTIFY``, ``RESUME``, ``POST /channels/333/messages`` …"""
        await self.when(lambda: self.counts[what] >= count)

    async def when(self, so: Callable[[], Any], patience: float = 10.0) -> Any:
        """Wait for a request after which ``so`` gives something true, and return that."""
        async with asyncio.timeout(patience), self._happened:
            return await self._happened.wait_for(so)

    async def _note(self, what: str) -> None:
        async with self._happened:
            self.counts[what] += 1
            self._happened.notify_all()

    # events -----------------------------------------------------------------------------------

    async def dispatch(self, event: str, data: dict[str, Any]) -> None:
        """Send an event to whoever is connected; it is kept for a RESUME."""
        payload = {"op": 0, "t": event, "s": len(self._events) + 1, "d": data}
        self._events.append(payload)
        for socket in list(self.sockets):
            await socket.send_json(payload)

    async def op(self, op: int, data: Any = None) -> None:
        await self.sockets[-1].send_json({"op": op, "d": data, "s": None, "t": None})

    async def cut(self) -> None:
        """Break the newest connection without a word."""
        transport = self.sockets.pop()._req.transport
        transport.abort()

    # gateway ----------------------------------------------------------------------------------

    async def _gateway(self, request: web.Request) -> web.StreamResponse:
        if self.shut_for:
            self.shut_for -= 1
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.append(socket)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": int(self.heartbeat * 1000)}})
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
            said = json.loads(message.data)
            if said["op"] == 1:
                await socket.send_json({"op": 11})
                await self._note("HEARTBEAT")
            elif said["op"] == 2:
                await self._identified(socket, said["d"])
            elif said["op"] == 6:
                for missed in self._events[said["d"]["seq"] :]:
                    await socket.send_json(missed)
                await socket.send_json({"op": 0, "t": "RESUMED", "s": len(self._events), "d": {}})
                await self._note("RESUME")
        if socket in self.sockets:
            self.sockets.remove(socket)
        return socket

    async def _identified(self, socket: web.WebSocketResponse, said: dict[str, Any]) -> None:
        if self.closes_with:
            await socket.close(code=self.closes_with)
            return
        self.identities.append(said)
        ready = shapes.ready(said["shard"], self.gateway)
        for event, data in [("READY", ready), *(("GUILD_CREATE", guild) for guild in self.guilds)]:
            self._events.append({"op": 0, "t": event, "s": len(self._events) + 1, "d": data})
            await socket.send_json(self._events[-1])
        await self._note("IDENTIFY")

    # REST -------------------------------------------------------------------------------------

    async def _rest(self, request: web.Request) -> web.StreamResponse:
        path = "/" + request.match_info["path"]
        body, files = await _read(request)
        self.uploads += files
        self.requests.append(Request(request.method, path, body))
        fault = next((f for f in self.faults if f.method == request.method and re.fullmatch(f.path, path)), None)
        status, answer = 200, None
        if fault is None or fault.applied:
            status, answer = self._serve(request.method, path, body, len(files))
        await self._note(f"{request.method} {path}")
        if request.method == "PUT" and path.endswith("/commands"):
            await self._note("SYNCED")
        if fault is None and status == 204:
            return web.Response(status=204)
        if fault is None:
            return web.Response(status=status, body=json.dumps(answer), content_type="application/json")
        if fault.then is not None:
            fault.then()
        if fault in self.faults:
            self.faults.remove(fault)
        if fault.drop:
            assert request.transport is not None
            request.transport.abort()
        wait = fault.retry_after
        told_how_long = {} if wait is None else {"Retry-After": str(wait)}
        headers = {"Via": "1.1"} | (told_how_long if fault.headers is None else fault.headers)
        told = {"code": fault.code, "message": "fault", "retry_after": wait, "global": False}
        return web.Response(
            status=fault.status, body=json.dumps(told), headers=headers, content_type="application/json"
        )


async def _read(request: web.Request) -> tuple[Any, list[Uploaded]]:
    if request.content_type != "multipart/form-data":
        return (json.loads(await request.text()) if request.can_read_body else None), []
    form = await request.post()
    sent = [part for part in form.values() if isinstance(part, web.FileField)]
    uploads = [(part.filename, part.content_type, part.file.read()) for part in sent]
    return json.loads(str(form["payload_json"])), uploads
