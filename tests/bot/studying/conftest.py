"""The bundled course, a real server, and a hall of people on it."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterator

import pytest
from rigs.goal_hall import GoalHall

from bot.memory.client import connect
from bot.memory.server import EmbeddedServer
from bot.quizzing.courses import BUNDLED, Course, open_course


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server for all tests here; each test is a tenant of its own."""
    server = EmbeddedServer(tmp_path_factory.mktemp("studying"))
    server.start()
    yield server.url
    server.leave()


@pytest.fixture(scope="session")
def course() -> Course:
    """The bundled course."""
    return open_course(BUNDLED / "pmle")


@pytest.fixture
async def hall(redis_url: str, course: Course) -> AsyncIterator[GoalHall]:
    """A hall of its own tenant."""
    redis = connect(redis_url)
    yield GoalHall(redis, course, f"T{uuid.uuid4().hex[:8]}")
    await redis.aclose()
