"""Connections to Redis, and the one place where a lost server becomes :class:`Unavailable`.

Retries are on: every state change is a script keyed by a business id, or an absolute write, so a
command whose reply was lost may be sent again.  Where the server is our own child, a refused
connection first brings it back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import ConnectionError as Lost
from redis.exceptions import OutOfMemoryError, ReadOnlyError, RedisError, ResponseError
from redis.exceptions import TimeoutError as Silent

from bot.ports import Unavailable

Client: TypeAlias = Any
"""A connected :class:`Link`.  The SDK's own annotations leave open whether replies are bytes; ours are text."""

Revive = Callable[[], Awaitable[None]]

CONNECTIONS = 64
WIRE: Mapping[str, Any] = {
    "decode_responses": True,
    "encoding_errors": "surrogatepass",
    "socket_timeout": 2.0,
    "socket_connect_timeout": 2.0,
}
_REFUSALS = ("MISCONF", "CLUSTERDOWN", "NOREPLICAS", "MASTERDOWN")


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


async def heard(call: Awaitable[Any]) -> Any:
    """The result of ``call``, unless the task was cancelled meanwhile.

    Without this a cancellation that arrives together with the reply is lost in the SDK's own timeout.
    """
    task = asyncio.current_task()
    asked = task.cancelling() if task else 0
    said = await call
    if task and task.cancelling() > asked:
        raise asyncio.CancelledError
    return said


def away(trouble: RedisError) -> bool:
    """Whether an error says that the server cannot be used for now, not that the command was wrong."""
    if isinstance(trouble, Lost | Silent | ReadOnlyError | OutOfMemoryError):
        return True
    # redis-py takes the code it knows off the message and keeps it beside it.
    words = (getattr(trouble, "status_code", None) or "", str(trouble))
    return isinstance(trouble, ResponseError) and any(word.startswith(_REFUSALS) for word in words)


def connect(url: str, *, revive: Revive | None = None) -> Client:
    """A client for ``redis://``, ``rediss://``, ``unix://`` or a cluster's address; nothing is opened before first use.

    More callers than connections wait for one; the SDK's own pool would refuse them.
    """
    from bot.memory.cluster import SCHEMES, connect_cluster

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
