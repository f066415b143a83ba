"""A worker that has just started leaves the turns to those that are warm, as long as there are any.

Until its models are open it would keep whoever it takes over waiting longer than they do.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable

from bot.memory.streams import Streams

LOOKED_EVERY = 0.1


def warm(open_models: Callable[[], None]) -> None:
    """Open the models, and let no collection of garbage look at what stands then, for it stays.

    Looking through all of it would stop every turn of the process for some sixty milliseconds, again and again.
    """
    open_models()
    gc.collect()
    gc.freeze()


async def until_needed(streams: Streams, warming: asyncio.Future[None], stop: asyncio.Event) -> None:
    """Return when ``warming`` is over, or nobody else takes turns.  May raise :class:`bot.ports.Unavailable`."""
    await streams.open()
    while not (warming.done() or stop.is_set()) and await streams.attended():
        await asyncio.wait({warming}, timeout=LOOKED_EVERY)
