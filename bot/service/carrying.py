"""Posts that were put off, or left behind by a process that died, are attempted when they are due.

The rule that holds here: no post waits for another.  One may hang for as long as its platform does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress

import structlog

from bot.platforms import Platform
from bot.ports import Unavailable
from bot.service.outbox import Outbox

LOOKED_EVERY = 1.0
AT_ONCE = 50
"""Posts that a process attempts at the same time."""

ENDED_WITHIN = 10.0
"""Seconds these have to end when the process stops."""

log = structlog.get_logger(__name__)


async def carry(outbox: Outbox, platforms: Mapping[str, Platform], stop: asyncio.Event) -> None:
    """Until ``stop``, attempt what is due."""
    under_way: dict[str, asyncio.Task[bool]] = {}
    try:
        while not stop.is_set():
            with suppress(Unavailable):
                for shard, key in await outbox.due():
                    if key not in under_way and len(under_way) < AT_ONCE:
                        under_way[key] = asyncio.create_task(outbox.attempt(shard, key, platforms))
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOKED_EVERY)
            under_way = {key: task for key, task in under_way.items() if not task.done()}
        if under_way:
            await asyncio.wait(under_way.values(), timeout=ENDED_WITHIN)
    finally:
        for task in under_way.values():
            task.cancel()
