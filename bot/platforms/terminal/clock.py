"""The clock of a story: it stands still until the story moves it."""

from __future__ import annotations

from datetime import UTC, datetime


class StoryClock:
    """Says what it was set to."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """The present of the story, in UTC."""
        return self._at

    def move(self, to: datetime) -> None:
        """Set it; a story's time only goes forward."""
        self._at = max(self._at, to.astimezone(UTC))
