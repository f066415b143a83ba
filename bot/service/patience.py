"""Platform calls that are safe to repeat: a passing failure postpones the whole step that made the call."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import TypeVar

from bot.groups.ports import Later
from bot.platforms import NotDelivered, OutcomeUnknown, RateLimited
from bot.ports import Clock

AGAIN = 15.0
"""Seconds until such a call is made again, unless the platform asks for more."""

T = TypeVar("T")


async def patiently(call: Awaitable[T], clock: Clock, until: datetime) -> T:
    """The result of ``call``.

    Raises :class:`Later` where it may be made again before ``until``, and :class:`NotDelivered` where it is
    refused for good, or too late.
    """
    try:
        return await call
    except NotDelivered as refused:
        if refused.final:
            raise
        trouble, seconds = str(refused), AGAIN
    except OutcomeUnknown as broken:
        trouble, seconds = str(broken), AGAIN
    except RateLimited as limited:
        trouble, seconds = str(limited), max(AGAIN, limited.seconds)
    if clock.now() + timedelta(seconds=seconds) > until:
        raise NotDelivered(trouble, final=True)
    raise Later(seconds)
