"""Fixtures that every test may ask for, and how properties are searched."""

from __future__ import annotations

import pytest
from hypothesis import settings
from rigs.courses import course, toy, toy_files
from rigs.redis_fixtures import archive, clock, ledger, people, profiles, redis, redis_server, redis_url

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

settings.register_profile("repeatable", derandomize=True)


def pytest_configure(config: pytest.Config) -> None:
    """The default suite tries the same examples each time, so that a change is judged by itself.

    `make soak` searches at random; what it finds becomes an `@example`.
    """
    if config.getoption("-m") == "not long":
        settings.load_profile("repeatable")
