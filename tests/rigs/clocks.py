"""The clocks of the tests: one that stands still, and the real one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass
class SetClock:
    """A clock that moves when told."""

    at: datetime = datetime(2026, 11, 21, 8, 10, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def pass_(self, **time: float) -> None:
        self.at += timedelta(**time)


class RealClock:
    """The machine's own: workers of several processes compare leases by it."""

    def now(self) -> datetime:
        return datetime.now(UTC)
