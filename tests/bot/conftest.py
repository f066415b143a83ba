"""The outbox whose pauses pass on the test's clock, and an evening in a whole study hall."""

from __future__ import annotations

from rigs.evening import evening, evening_data
from rigs.outbox_chat import outbox

__all__ = ["evening", "evening_data", "outbox"]
