"""A toy course, a real server, and a hall of people on it."""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from rigs.quiz_hall import Hall
from rigs.redis_fixtures import ELSEWHERE
from rigs.toy_course import write_course

from bot.memory.client import connect
from bot.memory.server import EmbeddedServer
from bot.quizzing.courses import Course, open_course


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server for all tests here; each test is a tenant of its own."""
    if elsewhere := os.environ.get(ELSEWHERE):
        yield elsewhere
        return
    server = EmbeddedServer(tmp_path_factory.mktemp("quizzing"))
    server.start()
    yield server.url
    server.leave()


@pytest.fixture(scope="session")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The toy course, opened."""
    return open_course(write_course(tmp_path_factory.mktemp("courses")))


@pytest.fixture
def toy_folder(tmp_path: Path) -> Path:
    """The toy course as files, to be broken."""
    return write_course(tmp_path)


@pytest.fixture
async def hall(redis_url: str, toy: Course) -> AsyncIterator[Hall]:
    """A hall of its own tenant."""
    redis = connect(redis_url)
    yield Hall(redis, toy, f"T{uuid.uuid4().hex[:8]}")
    await redis.aclose()
