"""A Slack of our own: Web API and Socket Mode, over real sockets.

Every payload is checked as it arrives; what Slack would refuse is collected in ``refused``.  Trouble is
ordered in advance: ``stub.trouble("chat.postMessage", Trouble.SERVER_ERROR, "is_archived")``.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Self

from aiohttp import web
from rigs.slack_bodies import body_of
from rigs.slack_calendar import SlackCalendar
from rigs.slack_checks import problems
from rigs.slack_installs import granted
from rigs.slack_uploads import SlackUploads

RESPONSES = 5
"""How often Slack takes something at the address an interaction came with."""


class Trouble(Enum):
    """What the next call of a method meets, beside a refusal, which is ordered by its name."""

    NONE = auto()
    RATE_LIMITED = auto()
    SERVER_ERROR = auto()
    ERROR_AFTER_APPLYING = auto()
    REPLY_LOST = auto()
    STREAM_STALLED = auto()
    EMPTY = auto()
    A_PAGE = auto()
    A_PAGE_THAT_REFUSES = auto()


@dataclass(frozen=True, slots=True)
class Call:
    """A call that came in; ``made`` is the id of what came of it, or the name in a response address."""

    method: str
    body: dict[str, Any]
    token: str | None = None
    made: str = ""


@dataclass
class SlackStub(SlackCalendar):
    """``tokens``: which workspace a token belongs to; ``channels``: which one a channel does; ``uninvited``: those
    that the app is no member of.

    ``struck_down``: what ends the caller of a method, right when its call has been carried out.  ``spent``: how many
    of the next sockets are refused.  ``patience``: the seconds that a rate limit asks for.
    """

    url: str = ""
    tokens: dict[str, str] = field(default_factory=lambda: {"xoxb-1": "T1"})
    channels: dict[str, str] = field(default_factory=dict)
    uninvited: set[str] = field(default_factory=set)
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    scopes: str = "chat:write"
    calls: list[Call] = field(default_factory=list)
    streams: dict[str, dict[str, Any]] = field(default_factory=dict)
    uploads: SlackUploads = field(default_factory=SlackUploads)
    refused: list[str] = field(default_factory=list)
    mixed: int = 0
    struck_down: dict[str, Callable[[], None]] = field(default_factory=dict)
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    connections: int = 0
    spent: int = 0
    patience: str = "7"
    _sockets: list[web.WebSocketResponse] = field(default_factory=list)
    _acks: dict[str, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    _exchanged: set[str] = field(default_factory=set)
    _responses: Counter[str] = field(default_factory=Counter)
    _troubles: dict[str, deque[Trouble | str]] = field(default_factory=lambda: defaultdict(deque))
    _number: int = 0

    @classmethod
    @asynccontextmanager
    async def running(cls) -> AsyncIterator[Self]:
        stub = cls()
        application = web.Application(client_max_size=10**8)
        application.router.add_route("*", "/api/{method}", stub._api)
        application.router.add_post("/upload/{file}", stub._upload)
        application.router.add_post("/response/{name}", stub._response)
        application.router.add_get("/socket", stub._socket)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        stub.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
        try:
            yield stub
        finally:
            for socket in stub._sockets:
                await socket.close()
            await runner.cleanup()

    @property
    def api_url(self) -> str:
        return self.url + "api/"

    def response_url(self, name: str = "r1") -> str:
        return f"{self.url}response/{name}"

    def trouble(self, method: str, *kinds: Trouble | str) -> None:
        self._troubles[method].extend(kinds)

    def said(self, method: str) -> list[dict[str, Any]]:
        """The bodies of all calls of ``method``."""
        return [call.body for call in self.calls if call.method == method]

    # the Web API

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        body = await body_of(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or body.get("token")
        self.calls.append(Call(method, body, token))
        number = len(self.calls) - 1
        self.refused += [f"{method}: {problem}" for problem in problems(method, body)]
        kind = self._troubles[method].popleft() if self._troubles[method] else None
        if kind is Trouble.RATE_LIMITED:
            return web.json_response(
                {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": self.patience}
            )
        if kind in (Trouble.A_PAGE, Trouble.A_PAGE_THAT_REFUSES):  # as a gateway on the way to Slack shows them
            status = 200 if kind is Trouble.A_PAGE else 403
            return web.Response(status=status, text="<html>Please log in</html>", content_type="text/html")
        if kind is Trouble.EMPTY:
            return web.json_response({"ok": True})
        if kind is Trouble.SERVER_ERROR:
            return web.json_response({"ok": False, "error": "internal_error"}, status=500)
        if kind is Trouble.STREAM_STALLED and body.get("ts") in self.streams:
            self.streams[body["ts"]]["open"] = False
        if isinstance(kind, str):
            return web.json_response({"ok": False, "error": kind})
        answer = self._answer(method, body, token)
        self.calls[number] = Call(method, body, token, str(answer.get("ts") or answer.get("message_ts") or ""))
        if down := self.struck_down.pop(method, None):
            down()
        if kind is Trouble.REPLY_LOST:
            assert request.transport is not None
            request.transport.abort()
        status = 500 if kind is Trouble.ERROR_AFTER_APPLYING else 200
        return web.json_response(answer, status=status, headers={"x-oauth-scopes": self.scopes})

    def _answer(self, method: str, body: dict[str, Any], token: str | None) -> dict[str, Any]:
        if method == "apps.connections.open":
            return {"ok": token == "xapp-1", "error": "invalid_auth", "url": self.url.replace("http", "ws") + "socket"}
        if method == "oauth.v2.access":
            return granted(body, self.tokens, self._exchanged)
        team = self.tokens.get(token or "")
        if team is None:
            return {"ok": False, "error": "invalid_auth"}
        if self.channels.get(body.get("channel", ""), team) != team:
            self.mixed += 1
            return {"ok": False, "error": "channel_not_found"}
        made = getattr(self, "_on_" + method.replace(".", "_").lower(), None)
        return {"ok": True, **(made(body, team) if made else {})}

    def _on_auth_test(self, body: dict[str, Any], team: str) -> dict[str, Any]:
        return {"team_id": team, "user_id": "UBOT", "bot_id": "B1", "team": "Acme", "user": "studyhall"}

    def _on_users_info(self, body: dict[str, Any], team: str) -> dict[str, Any]:
        return {"user": self.users.get(body["user"], {"id": body["user"], "name": body["user"]})}

    def _on_conversations_info(self, body: dict[str, Any], team: str) -> dict[str, Any]:
        return {"channel": {"id": body["channel"], "is_member": body["channel"] not in self.uninvited}}

    def _on_chat_postmessage(self, body: dict[str, Any], team: str) -> dict[str, Any]:
        said = {**body, "ts": self._next_ts()}
        self.messages.append(said)
        return {"ts": said["ts"], "channel": body["channel"]}

    def _on_chat_startstream(self, body: dict[str, Any], team: str) -> dict[str, Any]:
        ts = self._next_ts()
        self.streams[ts] = {**body, "ts": ts, "said": body.get("markdown_text", ""), "open": True}
        return {"ts": ts, "channel": body["channel"]}

    def _on_chat_appendstream(self, body: dict[str, Any], team: str) -> dict[str, Any]:
        stream = self.streams.get(body["ts"])
        if stream is None or not stream["open"]:
            return {"ok": False, "error": "message_not_in_streaming_state"}
        stream["said"] += body.get("markdown_text", "")
        return {"ts": body["ts"]}

    def _on_chat_stopstream(self, body: dict[str, Any], team: str) -> dict[str, Any]:
        done = self._on_chat_appendstream(body, team)
        if "ok" not in done:
            self.streams[body["ts"]] |= {"open": False, "blocks": body.get("blocks", [])}
        return done

    def _on_chat_postephemeral(self, body: dict[str, Any], team: str) -> dict[str, Any]:
        return {"message_ts": self._next_ts()}

    def _on_chat_update(self, body: dict[str, Any], team: str) -> dict[str, Any]:
        if self.streams.get(body["ts"], {}).get("open"):
            return {"ok": False, "error": "streaming_state_conflict"}
        return {"ts": body["ts"]}

    def _on_views_open(self, body: dict[str, Any], team: str) -> dict[str, Any]:
        if body["trigger_id"] in self._exchanged:
            return {"ok": False, "error": "exchanged_trigger_id"}
        self._exchanged.add(body["trigger_id"])
        return {"view": {"id": "VMODAL"}}

    def _on_views_publish(self, body: dict[str, Any], team: str) -> dict[str, Any]:
        return {"view": {"id": "VHOME"}}

    def _on_conversations_history(self, body: dict[str, Any], team: str) -> dict[str, Any]:
        if not self.may_read:
            return {"ok": False, "error": "missing_scope", "needed": "channels:history"}
        return {"messages": [said for said in self.messages if said["channel"] == body["channel"]]}

    _on_conversations_replies = _on_conversations_history

    def _on_files_getuploadurlexternal(self, body: dict[str, Any], team: str) -> dict[str, Any]:
        return self.uploads.begin(body, self.url)

    def _on_files_completeuploadexternal(self, body: dict[str, Any], team: str) -> dict[str, Any]:
        return self.uploads.end(body, self._next_ts, self.messages)

    def _on_conversations_open(self, body: dict[str, Any], team: str) -> dict[str, Any]:
        return {"channel": {"id": f"D{body['users']}"}}

    def _next_ts(self) -> str:
        self._number += 1
        return f"1800000000.{self._number:06d}"

    async def _upload(self, request: web.Request) -> web.Response:
        self.calls.append(Call("upload", {"bytes": await request.read()}))
        if self._troubles["upload"]:
            return web.Response(status=500 if self._troubles["upload"].popleft() is Trouble.SERVER_ERROR else 400)
        self.uploads.put(request.match_info["file"], self.calls[-1].body["bytes"])
        return web.Response(text="OK")

    async def _response(self, request: web.Request) -> web.StreamResponse:
        body, name = await request.json(), request.match_info["name"]
        self.calls.append(Call("response_url", body, made=name))
        self.refused += [f"response_url: {problem}" for problem in problems("response_url", body)]
        if self._troubles["response_url"]:
            return web.Response(text=str(self._troubles["response_url"].popleft()), status=410)
        self._responses[name] += 1
        if self._responses[name] > RESPONSES:
            return web.json_response({"ok": False, "error": "used_url"}, status=404)
        return web.Response(text="ok")

    # Socket Mode

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        if self.spent:
            self.spent -= 1
            raise web.HTTPNotFound
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.append(socket)
        self.connections += 1
        await socket.send_json({"type": "hello", "num_connections": len(self._sockets)})
        self.connected.set()
        try:
            async for message in socket:
                ack = json.loads(message.data)
                if waiting := self._acks.pop(ack.get("envelope_id", ""), None):
                    waiting.set_result(ack)
        finally:
            self._sockets.remove(socket)
        return socket

    async def envelope(self, payload: dict[str, Any], *, seconds: float = 5) -> dict[str, Any]:
        """Send ``payload`` over the newest socket and wait for its acknowledgement."""
        self._number += 1
        name = f"envelope-{self._number}"
        kind = "events_api" if "event" in payload else "slash_commands" if "command" in payload else "interactive"
        self._acks[name] = asyncio.get_running_loop().create_future()
        waiting = self._acks[name]
        await self._sockets[-1].send_json(
            {"type": kind, "envelope_id": name, "payload": payload, "accepts_response_payload": True}
        )
        return await asyncio.wait_for(waiting, seconds)

    async def cut(self, *, politely: bool) -> None:
        """End the socket: with Slack's ``disconnect``, or as a cable does."""
        self.connected.clear()
        if politely:
            await self._sockets[-1].send_json({"type": "disconnect", "reason": "refresh_requested"})
        else:
            transport = self._sockets[-1]._req.transport
            assert transport is not None
            transport.abort()
