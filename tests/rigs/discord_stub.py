"""A small Discord over real sockets: gateway and REST, strict about payloads, able to misbehave.

It keeps what a test needs to judge an app from outside: every request in order, every message, how
often a session was identified or resumed, and each payload that Discord would have refused.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web
from rigs import discord_shapes as shapes
from rigs.discord_rules import wrong_with
from rigs.discord_shapes import ANA, APP, CHANNEL, private_chat

LOADING, EPHEMERAL = 1 << 7, 1 << 6
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


@dataclass
class Interaction:
    """One interaction, from the press to its response."""

    id: int
    token: str
    channel: int = CHANNEL
    user: int = ANA
    alive: bool = True
    message: int | None = None
    kind: int | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass
class Request:
    method: str
    path: str
    body: Any = field(repr=False)


class DiscordStub:
    """``async with DiscordStub() as discord:`` serves ``discord.api`` and ``discord.gateway``."""

    def __init__(self, *, token: str = "t", heartbeat: float = 41.25) -> None:
        self.token, self.heartbeat = token, heartbeat
        self.requests: list[Request] = []
        self.faults: list[Fault] = []
        self.wrong: list[str] = []
        self.counts: Counter[str] = Counter()
        self.messages: dict[int, dict[str, Any]] = {}
        self.deleted: list[int] = []
        self.changes: list[int] = []
        self.interactions: dict[str, Interaction] = {}
        self.commands: list[dict[str, Any]] = []
        self.guilds: list[dict[str, Any]] = []
        self.strangers: set[str] = set()
        self.identities: list[dict[str, Any]] = []
        self.seers: dict[int, int] = {}
        self.sockets: list[web.WebSocketResponse] = []
        self.refuse_intents = False
        self._nonces: dict[tuple[int, str], int] = {}
        self._events: list[dict[str, Any]] = []
        self._happened = asyncio.Condition()
        self._last = 0

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

    def snowflake(self) -> int:
        """A fresh id that says when it was made."""
        self._last = max(self._last + 1, int(time.time() * 1000 - 1420070400000) << 22)
        return self._last

    def visible(self) -> list[str]:
        """Every text that stands in a finished message, in order."""
        finished = [message for message in self.messages.values() if not message["flags"] & LOADING]
        return [part["content"] for one in finished for part in one["components"] if part["type"] == 10]

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
        transport = self.sockets.pop()._req.transport  # type: ignore[union-attr]
        transport.abort()

    def interact(self, kind: int, data: dict[str, Any], channel: int = CHANNEL, user: int = ANA) -> dict[str, Any]:
        """The payload of a fresh interaction, of ana's in the channel unless said otherwise."""
        number = self.snowflake()
        made = Interaction(number, f"tok{number}", channel, user)
        self.interactions[made.token] = made
        return shapes.interaction(number, made.token, kind, data)

    def slash(self, name: str, **options: str) -> dict[str, Any]:
        known = next(command for command in self.commands if command["name"] == name)
        given = [{"name": option, "type": 3, "value": value} for option, value in options.items()]
        return self.interact(2, {"id": known["id"], "name": name, "type": 1, "options": given})

    def press(self, message: int, custom_id: str) -> dict[str, Any]:
        pressed = self.interact(3, {"custom_id": custom_id, "component_type": 2})
        return {**pressed, "message": self.messages[message]}

    # gateway ----------------------------------------------------------------------------------

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
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
        if self.refuse_intents:
            await socket.close(code=4014)
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
        self.requests.append(Request(request.method, path, body))
        fault = next((f for f in self.faults if f.method == request.method and re.fullmatch(f.path, path)), None)
        status, answer = 200, None
        if fault is None or fault.applied:
            status, answer = self._serve(request.method, path, body, files)
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
        headers = {"Via": "1.1"} | ({} if wait is None else {"Retry-After": str(wait)})
        told = {"code": fault.code, "message": "fault", "retry_after": wait, "global": False}
        return web.Response(
            status=fault.status, body=json.dumps(told), headers=headers, content_type="application/json"
        )

    def _serve(self, method: str, path: str, body: Any, files: int) -> tuple[int, Any]:
        if found := re.fullmatch(r"/interactions/(\d+)/(\w+)/callback", path):
            return self._callback(self.interactions[found[2]], body, files)
        if found := re.fullmatch(rf"/webhooks/{APP}/(\w+)/messages/(@original|\d+)", path):
            made = self.interactions[found[1]]
            target = made.message if found[2] == "@original" else int(found[2])
            return self._message(method, target, body, files)
        if found := re.fullmatch(r"/channels/(\d+)/messages(?:/(\d+))?", path):
            if found[2]:
                hidden = self.messages.get(int(found[2]), {}).get("flags", 0) & EPHEMERAL
                return self._message(method, None if hidden else int(found[2]), body, files)
            if method == "GET":
                return 200, [m for m in reversed(self.messages.values()) if m["channel_id"] == found[1]]
            return 200, self._post(int(found[1]), body, files)
        if path == "/users/@me/channels":
            return 200, {"id": str(private_chat(int(body["recipient_id"]))), "type": 1, "recipients": []}
        return self._about(method, path, body)

    def _about(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        if path == "/users/@me":
            return 200, shapes.ME
        if path == "/oauth2/applications/@me":
            return 200, shapes.application()
        if path == "/gateway/bot":
            limits = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
            return 200, {"url": "ws://127.0.0.1:9/nowhere", "shards": 1, "session_start_limit": limits}
        if found := re.fullmatch(r"/guilds/(\d+)/members/(\d+)", path):
            if found[2] in self.strangers:
                return 404, {"code": 10007, "message": "Unknown Member"}
            return 200, shapes.member(shapes.user(int(found[2]), "somebody"))
        if found := re.fullmatch(r"/channels/\d+/messages/(\d+)/threads", path):
            return 201, {**shapes.forum_post(joined=True), "id": found[1]}
        if path.endswith("/commands"):
            self.commands = [{"description": "", **one, "id": str(self.snowflake()), "application_id": str(APP), "version": "1",
                              "default_member_permissions": None} for one in body]  # fmt: skip
            return 200, self.commands
        if found := re.fullmatch(r"/guilds/(\d+)/channels", path):
            return 200, [room for one in self.guilds if one["id"] == found[1] for room in one["channels"]]
        if path == "/users/@me/guilds":
            return 200, [
                {"id": one["id"], "name": one["name"], "icon": None, "owner": False, "permissions": "0", "features": []}
                for one in self.guilds
            ]
        return (204, None) if path.endswith("/typing") else (404, {"code": 0, "message": f"no {method} {path}"})

    def _callback(self, made: Interaction, body: Any, files: int) -> tuple[int, Any]:
        if not made.alive:
            return 404, {"code": 10062, "message": "Unknown interaction"}
        if made.kind is not None:
            return 400, {"code": 40060, "message": "Interaction has already been acknowledged."}
        made.kind = body["type"]
        made.data = data = body.get("data") or {}
        if made.kind == 5:
            made.message = self._keep(made.channel, {"flags": LOADING | data.get("flags", 0)})
        elif made.kind == 4:
            self._check(data, files)
            made.message = self._keep(made.channel, data)
        if made.message and data.get("flags", 0) & EPHEMERAL:
            self.seers[made.message] = made.user
        answer = {"id": str(made.id), "type": 2, "response_message_id": str(made.message or 0)}
        resource = {"type": made.kind, "message": self.messages.get(made.message or 0)}
        return 200, {"interaction": answer, "resource": resource}

    def _message(self, method: str, number: int | None, body: Any, files: int) -> tuple[int, Any]:
        kept = self.messages.get(number or 0)
        if kept is None:
            return 404, {"code": 10008, "message": "Unknown Message"}
        if method == "PATCH":
            self._check(body, files)
            kept.update(body, flags=body["flags"] | kept["flags"] & EPHEMERAL, attachments=[])
            self.changes.append(int(kept["id"]))
        elif method == "DELETE":
            self.deleted.append(int(self.messages.pop(number or 0)["id"]))
        return (204, None) if method == "DELETE" else (200, kept)

    def _post(self, channel: int, body: Any, files: int) -> dict[str, Any]:
        self._check(body, files)
        key = (channel, body.get("nonce", str(self.snowflake())))
        if key not in self._nonces:
            self._nonces[key] = self._keep(channel, body)
        return self.messages[self._nonces[key]]

    def _check(self, body: Any, files: int) -> None:
        self.wrong += wrong_with(body, files)

    def _keep(self, channel: int, body: dict[str, Any]) -> int:
        number = self.snowflake()
        sent = shapes.message(number, channel, "", author=shapes.ME)
        self.messages[number] = {**sent, **body, "attachments": []}
        self.changes.append(number)
        return number


async def _read(request: web.Request) -> tuple[Any, int]:
    if request.content_type != "multipart/form-data":
        return (json.loads(await request.text()) if request.can_read_body else None), 0
    form = await request.post()
    return json.loads(str(form["payload_json"])), len(form) - 1
