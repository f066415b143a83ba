"""What a connection to one server and one to a cluster share: its limits, and what an error of Redis means."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from typing import Any

from redis.exceptions import ConnectionError as Lost
from redis.exceptions import OutOfMemoryError, ReadOnlyError, RedisError, ResponseError
from redis.exceptions import TimeoutError as Silent

CONNECTIONS = 64
WIRE: Mapping[str, Any] = {
    "decode_responses": True,
    "encoding_errors": "surrogatepass",
    "socket_timeout": 2.0,
    "socket_connect_timeout": 2.0,
}
_REFUSALS = ("MISCONF", "CLUSTERDOWN", "NOREPLICAS", "MASTERDOWN")


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
