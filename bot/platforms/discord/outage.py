"""While Discord cannot be reached: a line when that begins, one when it ends, and a try every few seconds.

discord.py writes a line for each try, and doubles its pauses up to seventeen minutes: after a long outage
nobody would be heard for as long again.
"""

from __future__ import annotations

import logging
from typing import Literal

from discord.backoff import ExponentialBackoff

LONGEST_PAUSE = 15.0
"""Seconds; Discord allows a thousand sessions a day, and each successful try of them is one."""

TRIES = logging.getLogger("discord.shard")
"""Where discord.py says that it tries to connect again."""

log = logging.getLogger(__name__)


class Pauses(ExponentialBackoff[Literal[False]]):
    """Between two tries: growing, and never long."""

    def delay(self) -> float:
        """Seconds until the next."""
        return min(super().delay(), LONGEST_PAUSE)


class Outage(logging.Filter):
    """Lets through the first of discord.py's complaints, in a line; further ones once it is over."""

    def __init__(self) -> None:
        super().__init__()
        self._lasts = False

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record says anything new."""
        if record.levelno < logging.ERROR:
            return True
        new, self._lasts = not self._lasts, True
        why = record.exc_info[1] if record.exc_info else None
        record.msg, record.args = f"Discord does not let us listen ({type(why).__name__}); trying until it does", None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.exc_info = record.exc_text = None
        return new

    def is_over(self) -> None:
        """A session stands."""
        if self._lasts:
            log.warning("listening to Discord again")
        self._lasts = False


OUTAGE = Outage()
"""One for the process, as discord.py's log is."""

TRIES.addFilter(OUTAGE)
