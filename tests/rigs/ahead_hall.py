"""Processes that hand daily questions to a Slack that posts them by itself, over real sockets.

The stub's clock is that of the hall: when time passes, Slack posts what is due, whoever of ours is there.
"""

from __future__ import annotations

import asyncio
import os
import signal
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from rigs.slack_stub import SlackStub

from bot.logs import configure
from bot.memory.client import connect
from bot.platforms.slack.connection import SlackPlatform
from bot.platforms.slack.options import Options
from bot.quizzing.courses import open_course
from bot.records import Push
from tests.rigs.clocks import SetClock
from tests.rigs.push_hall import PushHall

THURSDAY = datetime(2026, 3, 26, 6, tzinfo=UTC)
DAY = "2026-03-27"
PATIENCE = 30.0


def slack_at(api_url: str) -> SlackPlatform:
    """Connected to the stub, to speak only."""
    return SlackPlatform(Options(mode="socket", bot_token="xoxb-1", app_token="xapp-1", api_url=api_url))


@dataclass
class AheadHall(PushHall):
    """A channel of a workspace whose questions Slack posts by itself.  ``slack``: none in a child process."""

    name: str = "slack"
    tenant: str = "slack:T1"
    ahead: tuple[str, ...] = ("slack",)
    api_url: str = ""
    slack: SlackStub | None = None
    platforms: list[SlackPlatform] = field(default_factory=list)

    def platform(self) -> Any:
        self.platforms.append(slack_at(self.slack.api_url if self.slack else self.api_url))
        return self.platforms[-1]

    def pass_to(self, at: datetime) -> None:
        """Time passes, and nobody of ours is there."""
        assert self.slack is not None
        self.clock.at = at
        self.slack.strike(at.timestamp())

    async def _next(self, end: datetime, step: float) -> datetime:
        at = min(end, await super()._next(end, step))
        assert self.slack is not None
        self.slack.strike(at.timestamp())
        return at


def worker(course: Path, url: str, api_url: str, at: datetime) -> BaseProcess:
    """A process of its own that does once what is due at an instant."""
    process = get_context("spawn").Process(target=_labour, args=(course, url, api_url, at), daemon=True)
    process.start()
    return process


async def killed_by(slack: SlackStub, method: str, process: BaseProcess) -> None:
    """Wait until a process has been killed: by ``kill -9``, right when Slack had carried ``method`` out."""

    def kill() -> None:
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)

    slack.struck_down[method] = kill
    await asyncio.to_thread(process.join, PATIENCE)
    assert process.exitcode == -signal.SIGKILL


def _labour(course: Path, url: str, api_url: str, at: datetime) -> None:
    configure("error")
    asyncio.run(_once(course, url, api_url, at))


async def _once(course: Path, url: str, api_url: str, at: datetime) -> None:
    redis = connect(url)
    hall = AheadHall(redis, open_course(course), SetClock(at), api_url=api_url)
    await hall.process().work()
    await redis.aclose()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of that March."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def waiting(slack: SlackStub) -> list[datetime]:
    """What Slack is to post, by its time."""
    return sorted(datetime.fromtimestamp(int(kept["post_at"]), UTC) for kept in slack.scheduled.values())


def questions(slack: SlackStub) -> list[dict[str, Any]]:
    """What stands in the channel as a question of a day that is still open."""
    return [said for said in slack.messages if "Question of the day" in said["text"] and "closed" not in said["text"]]


async def push_of(hall: AheadHall, day: str = DAY) -> Push:
    """What is kept of a date."""
    push = await hall.pushes.get(hall.tenant, "C1", day)
    assert push is not None
    return push
