"""The study hall behind a story: a child process that serves one request a line.

Requests and answers are JSON lines over standard input and output, so that the parent can end
this process as hard as it likes and start another on the same data.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.conversation import Learner, Open, Place, Post, Press, Reply, Turn
from bot.platforms.terminal.inbound import PLATFORM, turn_from_line
from bot.platforms.terminal.outbound import as_json

Handle = Callable[[Turn], Awaitable[tuple[Reply, ...]]]
Advance = Callable[[datetime], Awaitable[tuple[Post, ...]]]


async def serve(handle: Handle, advance: Advance, tenant: str, pictures: Path) -> None:
    """Answer requests until standard input ends."""
    loop = asyncio.get_running_loop()
    print(json.dumps({"ready": True}), flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        request = json.loads(line)
        if request["op"] == "clock":
            posts = await advance(datetime.fromisoformat(request["to"]))
            said = [_post(post, pictures) for post in posts]
        else:
            said = await _turn(request, handle, tenant, pictures)
        print(json.dumps({"replies": said}, ensure_ascii=False), flush=True)


async def _turn(request: dict[str, Any], handle: Handle, tenant: str, pictures: Path) -> list[dict[str, Any]]:
    learner = Learner(PLATFORM, tenant, request["who"], request["who"], tz=request["tz"], admin=request["admin"])
    channel = request["channel"]
    turn: Turn
    if request["op"] == "press":
        turn = Press(request["id"], learner, Place(PLATFORM, tenant, channel), request["token"])
    elif request["op"] == "zone":
        turn = Open(request["id"], learner, Place(PLATFORM, tenant, channel), "profile")
    else:
        turn = turn_from_line(request["text"], learner, channel, request["id"])
    said = []
    for reply in await handle(turn):
        alone = learner.id if reply.private or channel is None else None
        said.append({**as_json(reply, alone, pictures), "channel": channel})
    return said


def _post(post: Post, pictures: Path) -> dict[str, Any]:
    reply = replace(post.reply, private=post.reply.private or post.learner is not None)
    return {**as_json(reply, post.learner, pictures), "channel": post.place.channel}
