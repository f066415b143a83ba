"""Fixtures that every test may ask for."""

from __future__ import annotations

from rigs.redis_fixtures import archive, clock, ledger, people, profiles, redis, redis_server, redis_url

__all__ = ["archive", "clock", "ledger", "people", "profiles", "redis", "redis_server", "redis_url"]
