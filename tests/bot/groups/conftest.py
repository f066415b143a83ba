"""What the tests of groups share."""

from __future__ import annotations

from rigs.answers import answer

__all__ = ["answer"]
