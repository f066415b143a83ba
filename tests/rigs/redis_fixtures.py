"""One embedded server a test run, emptied for each test, and the stores on it."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rigs.clocks import SetClock

from bot.memory.archive import Archive
from bot.memory.client import Link, connect
from bot.memory.ledger import RedisLedger
from bot.memory.people import RedisPeople
from bot.memory.server import EmbeddedServer
from bot.memory.stores import RedisProfiles
from bot.memory.tombstones import Tombstones
from bot.ports import Unavailable

SALT = b"a secret of the tests"
ELSEWHERE = "STUDYHALL_TEST_REDIS"


@pytest.fixture(scope="session")
def redis_server() -> Iterator[EmbeddedServer]:
    """The server of this test run."""
    with tempfile.TemporaryDirectory(prefix="studyhall-tests-") as folder:
        server = EmbeddedServer(Path(folder))
        server.start()
        yield server
        server.leave()


@pytest.fixture(scope="session")
def redis_url(request: pytest.FixtureRequest) -> str:
    """Where the server of this test run listens, or the one (a cluster, perhaps) that ``ELSEWHERE`` names."""
    return os.environ.get(ELSEWHERE) or str(request.getfixturevalue("redis_server").url)


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Link]:
    """A client of an empty server."""
    link = connect(redis_url)
    await _empty(link)
    yield link
    await link.aclose()


async def _empty(link: Link) -> None:
    """Everything out; a cluster that is changing its masters is asked again."""
    async with asyncio.timeout(15):
        while True:
            try:
                await link.flushall()
                return
            except Unavailable:
                await asyncio.sleep(0.1)


@pytest.fixture
def clock() -> SetClock:
    """Noon of a Tuesday."""
    return SetClock(datetime(2026, 11, 17, 12, tzinfo=UTC))


@pytest.fixture
def ledger(redis: Link) -> RedisLedger:
    return RedisLedger(redis)


@pytest.fixture
def profiles(redis: Link, ledger: RedisLedger) -> RedisProfiles:
    return RedisProfiles(redis, ledger)


@pytest.fixture
def people(redis: Link, ledger: RedisLedger, clock: SetClock) -> RedisPeople:
    return RedisPeople(redis, ledger, clock, Tombstones(redis, SALT))


@pytest.fixture
def archive(redis: Link, ledger: RedisLedger) -> Archive:
    return Archive(redis, ledger, Tombstones(redis, SALT))
