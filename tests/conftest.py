"""Fixtures that every test may ask for, and how properties are searched."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import settings
from rigs.courses import course, toy, toy_files
from rigs.redis_fixtures import archive, clock, ledger, people, profiles, redis, redis_server, redis_url

from bot.service import intake
from index import embedders

__all__ = [
    "archive",
    "clock",
    "course",
    "ledger",
    "people",
    "profiles",
    "redis",
    "redis_server",
    "redis_url",
    "toy",
    "toy_files",
]

settings.register_profile("searching", deadline=None)  # how long an example takes says how busy the machine is
settings.register_profile("repeatable", settings.get_profile("searching"), derandomize=True)


@pytest.fixture(scope="session", autouse=True)
def quick_halls() -> Iterator[None]:
    """Study halls in the test's process share the embedder of their data folder, and end without a second's wait."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embedders, "query_embedder", cache(embedders.query_embedder))
        patch.setattr(intake, "READ_FOR", 0.1)
        yield


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One worker more than there are cores: while one waits for a process it started, the others go on."""
    return (os.cpu_count() or 1) + 1


def pytest_configure(config: pytest.Config) -> None:
    """The default suite tries the same examples each time, so that a change is judged by itself.

    `make soak` searches at random; what it finds becomes an `@example`.
    """
    settings.load_profile("repeatable" if config.getoption("-m") == "not long" else "searching")
