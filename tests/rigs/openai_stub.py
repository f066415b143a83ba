"""The wire format of a real chat model provider, spoken by a server that says what it is told.

The provider's own client talks to it over HTTP, so what is tested is what runs: streamed chunks, usage at
the end, errors, silence.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

PIECE = re.compile(r"\S{1,6}\s*|\s+")


@dataclass
class OpenAIStub:
    """Answers every request with ``reply(prompt)``, in small pieces.

    ``status`` other than 200 is returned as an error; ``silence`` seconds pass before the first piece, and
    ``lasting`` gives the seconds over which the pieces of an answer to a prompt are spread.
    ``asked`` keeps the body of every request.
    """

    reply: Callable[[str], str] = lambda prompt: "NOT FOUND"
    status: int = 200
    silence: float = 0.0
    lasting: Callable[[str], float] = lambda prompt: 0.0
    asked: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[OpenAIStub]:
        """Listen on a free port of this machine for as long as the block runs."""
        app = web.Application(client_max_size=8 * 1024 * 1024)
        app.router.add_post("/v1/chat/completions", self._complete)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.asked.append(body)
        if self.status != 200:
            return web.json_response({"error": {"message": "out of order", "type": "server_error"}}, status=self.status)
        await asyncio.sleep(self.silence)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        response.force_close()  # no client of ours keeps a socket to a stub that goes away
        await response.prepare(request)
        with contextlib.suppress(ConnectionResetError):  # whoever asked was killed
            await self._write(response, body)
        return response

    async def _write(self, response: web.StreamResponse, body: dict[str, Any]) -> None:
        prompt = body["messages"][-1]["content"]
        pieces = PIECE.findall(self.reply(prompt))
        pause = self.lasting(prompt) / max(1, len(pieces))
        for piece in pieces:
            if pause:
                await asyncio.sleep(pause)
            await response.write(
                _event(body["model"], [{"index": 0, "delta": {"content": piece}, "finish_reason": None}])
            )
        await response.write(_event(body["model"], [{"index": 0, "delta": {}, "finish_reason": "stop"}]))
        used = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
        await response.write(_event(body["model"], [], used))
        await response.write(b"data: [DONE]\n\n")


def _event(model: str, choices: list[dict[str, Any]], usage: dict[str, int] | None = None) -> bytes:
    chunk = {"id": "chatcmpl-stub", "object": "chat.completion.chunk", "created": 0, "model": model, "choices": choices}
    return b"data: " + json.dumps({**chunk, "usage": usage}).encode() + b"\n\n"
