"""What every format says when a file cannot be read."""

from __future__ import annotations

from datetime import date


class Unreadable(ValueError):
    """The file is not what its format promises; the message says where."""


def day(text: str, where: str) -> date:
    """A date such as 2026-11-21.  Raises :class:`Unreadable`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unreadable(f"{where}: {text!r} is no date such as 2026-11-21") from None
