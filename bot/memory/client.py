"""Connections to Redis, and the one place where a lost server becomes :class:`Unavailable`.

Retries are on: every state change is a script keyed by a business id, or an absolute write, so a
command whose reply was lost may be sent again.  Where the server is our own child, a refused
connection first brings it back.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import ConnectionError as Lost
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as Silent

from bot.memory.cluster import SCHEMES, connect_cluster
from bot.memory.wire import CONNECTIONS, WIRE, away, heard
from bot.ports import Unavailable

Client: TypeAlias = Any
"""A connected :class:`Link`.  The SDK's own annotations leave open whether replies are bytes; ours are text."""

Revive = Callable[[], Awaitable[None]]


class Link(Redis):
    """A client whose connection errors are :class:`Unavailable`."""

    revive: Revive | None = None

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        """Send one command; bring our own server back once if it is gone."""
        send: Callable[..., Awaitable[Any]] = super().execute_command
        try:
            try:
                return await heard(send(*args, **options))
            except (Lost, Silent):
                if self.revive is None:
                    raise
                await self.revive()
                return await heard(send(*args, **options))
        except RedisError as trouble:
            if away(trouble):
                raise Unavailable("the memory") from trouble
            raise


def connect(url: str, *, revive: Revive | None = None) -> Client:
    """A client for ``redis://``, ``rediss://``, ``unix://`` or a cluster's address; nothing is opened before first use.

    More callers than connections wait for one; the SDK's own pool would refuse them.
    """
    if url.partition("://")[0] in SCHEMES:
        return connect_cluster(url, **WIRE)
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=CONNECTIONS,
        timeout=5,
        retry=Retry(ExponentialWithJitterBackoff(base=0.02, cap=0.2), 4),
        **WIRE,
    )
    link = Link(connection_pool=pool)
    link.auto_close_connection_pool = True
    link.revive = revive
    return link
