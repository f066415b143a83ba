"""What the long tests play on, and what they tell while they run."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from chaos.stage import Stage
from chaos.workers import room
from rigs.slack_stub import SlackStub

from bot.memory.client import Link
from bot.memory.streams import Streams


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Print a line now, whatever captures the output, and how busy the machine is."""

    def line(text: str) -> None:
        with capsys.disabled():
            print(f"\n{text}; load {os.getloadavg()[0]:.1f}", flush=True)

    return line


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder for the workers of all tests."""
    return room(tmp_path_factory.mktemp("room"))


@pytest.fixture
async def stage(redis: Link, redis_url: str, data: Path) -> AsyncIterator[Stage]:
    """Everything but the workers and the people."""
    async with SlackStub.running() as slack:
        await Streams(redis).open()
        yield Stage(redis, redis_url, slack, data)
