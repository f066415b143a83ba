"""Structured logs on standard error, without anything secret in them.

Standard output belongs to answers.  Message text is never logged; what looks like a token is blotted
out of every event, whatever put it there.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from copy import copy
from typing import Any

import structlog

TOKENS = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|sk-[\w-]{16,}|[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,}|(?<=://)[^/\s:@]*:[^/\s@]+(?=@)"
)
LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


def configure(level: str) -> None:
    """Log events of ``level`` and above, one line each; to people in colour, to files as JSON."""
    to_people = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            without_secrets,
            structlog.dev.ConsoleRenderer() if to_people else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS.get(level, logging.WARNING)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(
        stream=sys.stderr, level=LEVELS.get(level, logging.WARNING), format="%(levelname)s %(name)s %(message)s"
    )
    for handler in logging.getLogger().handlers:
        handler.setFormatter(WithoutSecrets("%(levelname)s %(name)s %(message)s"))


class WithoutSecrets(logging.Formatter):
    """The libraries' own log lines, tracebacks included, go through the same blotting as ours."""

    def format(self, record: logging.LogRecord) -> str:
        """The whole line, blotted; a connection that cannot be made is one line, for its stack says nothing."""
        if record.exc_info and isinstance(lost := record.exc_info[1], OSError):
            record = copy(record)
            record.msg, record.args = f"{record.getMessage()} ({type(lost).__name__}: {lost})", None
            record.exc_info = record.exc_text = None
        return TOKENS.sub("***", super().format(record))


def without_secrets(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Every text of the event with tokens and passwords in addresses blotted out."""
    return {name: TOKENS.sub("***", value) if isinstance(value, str) else value for name, value in event.items()}
