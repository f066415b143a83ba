"""The real ``studyhall`` in a process of its own, connected to the stub Slack in either mode."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import aiohttp
from rigs.command_line import StudyhallCommand
from rigs.slack_sender import send_signed
from rigs.slack_stub import SlackStub

PATIENCE = 120.0
REDELIVERIES, UNACKNOWLEDGED = 6, 10.0
"""Slack delivers an envelope again that nobody acknowledged: its socket may just have been closed."""
Mode = Literal["socket", "http"]


@dataclass(frozen=True)
class RunningHall:
    """A process that serves, and the address of its HTTP side."""

    process: asyncio.subprocess.Process
    slack: SlackStub
    mode: Mode
    url: str

    async def sent(self, payload: dict[str, Any]) -> None:
        """Deliver an event or interaction as Slack does in this mode; it must be acknowledged."""
        if self.mode == "socket":
            for _ in range(REDELIVERIES):
                with contextlib.suppress(TimeoutError):
                    await self.slack.envelope(payload, seconds=UNACKNOWLEDGED)
                    return
            raise AssertionError("never acknowledged")
        status, _ = await send_signed(f"{self.url}/slack/events", payload)
        assert status == 200

    async def page(self, path: str) -> tuple[int, str]:
        """Status and text of a page of the process itself."""
        async with aiohttp.ClientSession() as session, session.get(self.url + path) as response:
            return response.status, await response.text()

    async def counted(self, line: str) -> str:
        """The page of numbers as soon as it holds ``line``: a turn is put away a moment after its answer is seen."""
        async with asyncio.timeout(PATIENCE):
            while line not in (numbers := (await self.page("/metrics"))[1]):
                await asyncio.sleep(0.02)
        return numbers


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settings(slack: SlackStub, mode: Mode, port: int) -> dict[str, str]:
    """What an operator would put into ``.env``."""
    own = (
        {"SLACK_APP_TOKEN": "xapp-1"}
        if mode == "socket"
        else {"SLACK_SIGNING_SECRET": "shh,older", "SLACK_MODE": "http"}
    )
    return {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_API_URL": slack.api_url, "PORT": str(port), **own}


@asynccontextmanager
async def serving(
    command: StudyhallCommand, slack: SlackStub, mode: Mode = "socket", verb: str = "run", **more: str
) -> AsyncIterator[RunningHall]:
    """Start it, wait until it can serve, and end it as an operator would."""
    port = free_port()
    slack.connected.clear()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", verb, *(("--only", "slack") if verb == "run" else ()),
        env=command.environment({**settings(slack, mode, port), **more}), cwd=Path(__file__).parents[2],
    )  # fmt: skip
    hall = RunningHall(process, slack, mode, f"http://127.0.0.1:{port}")
    try:
        async with asyncio.timeout(PATIENCE):
            await _answering(hall)
            if mode == "socket" and verb == "run":
                await slack.connected.wait()
        yield hall
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.wait(), PATIENCE)


async def _answering(hall: RunningHall) -> None:
    while True:
        assert hall.process.returncode is None, "the process ended by itself"
        try:
            await hall.page("/livez")
        except aiohttp.ClientConnectionError:
            await asyncio.sleep(0.05)
        else:
            return


async def until(holds: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.02)


async def install(url: str, team: str) -> int:
    """Install the app into a workspace: walk the two pages as a browser does, and return the last status."""
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{url}/slack/install") as page:
            found = re.search(r"state=([^&\"]+)", await page.text())
            cookie = page.cookies["slack-app-oauth-state"].value
        assert found is not None
        query = {"code": team, "state": cookie}
        headers = {"Cookie": f"slack-app-oauth-state={cookie}"}
        async with session.get(f"{url}/slack/oauth_redirect", params=query, headers=headers) as done:
            return done.status
