"""Workers to be killed: the real service, forked from a warm process so that the next one stands in a moment."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from rigs.study_room import write_room

from bot.logs import configure
from bot.platforms.slack.connection import SlackPlatform
from bot.platforms.slack.options import Options
from bot.service.process import attend
from bot.settings import Settings
from bot.wiring import open_study_hall

# What a worker would otherwise import in its first second.
WARM = ["chaos.workers", "bot.asking.answers", "bot.asking.replying", "bot.quizzing.desk", "bot.groups.pictures", "onnxruntime",
        "tokenizers", "faiss", "bm25s"]  # fmt: skip
COURSE, SECRET = "toy", "of the chaos"
PATIENCE = 20.0


def settings_of(data: Path, redis_url: str) -> Settings:
    """How every process of these tests is set."""
    return Settings(
        data=data, course=COURSE, redis_url=redis_url, secret=SECRET, http="127.0.0.1:0",
        limits="user=100000/min tenant=1000000/min", log="error",
    )  # fmt: skip


def work(data: str, redis_url: str, slack_url: str) -> None:
    """``studyhall work``, speaking to a stub Slack."""
    settings = settings_of(Path(data), redis_url)
    configure(settings.log)
    asyncio.run(_work(settings, slack_url))


async def _work(settings: Settings, slack_url: str) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    slack = SlackPlatform(Options(mode="socket", bot_token="xoxb-1", app_token="xapp-1", api_url=slack_url))
    async with open_study_hall(settings) as hall:
        await attend(hall, [slack], stop, listening=False)


@dataclass
class Workers:
    """Some workers on one Redis and one Slack.  A killed one is replaced by ``start``."""

    data: Path
    redis_url: str
    slack_url: str
    running: list[BaseProcess] = field(default_factory=list)

    @classmethod
    @contextmanager
    def hired(cls, count: int, data: Path, redis_url: str, slack_url: str) -> Iterator[Workers]:
        """So many of them while the block runs."""
        workers = cls(data, redis_url, slack_url)
        try:
            for _ in range(count):
                workers.start()
            yield workers
        finally:
            for process in workers.running:
                process.terminate()
            for process in workers.running:
                process.join(PATIENCE)
                process.kill()

    def start(self) -> None:
        """One more."""
        process = _context().Process(target=work, args=(str(self.data), self.redis_url, self.slack_url), daemon=True)
        process.start()
        self.running.append(process)

    def kill(self, number: int) -> int:
        """kill -9 of one, by its id; another one begins in its place."""
        victim = self.running.pop(number % len(self.running))
        victim.kill()
        victim.join(PATIENCE)
        self.start()
        return victim.pid or 0

    @property
    def memory(self) -> list[int]:
        """Resident bytes of each."""
        return [_resident(process.pid or 0) for process in self.running]


def room(folder: Path) -> Path:
    """The data folder that they share: a few documents and a small course, indexed."""
    return write_room(folder)


def _resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return 1024 * int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))


def _context() -> Any:
    context = get_context("forkserver")
    context.set_forkserver_preload(WARM)
    return context
