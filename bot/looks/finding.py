"""One look at one thing, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["fine", "note", "broken"]
MARKS: dict[State, str] = {"fine": "✓", "note": "·", "broken": "✗"}


@dataclass(frozen=True, slots=True)
class Finding:
    """``note``: worth knowing; ``broken``: somebody has to act."""

    thing: str
    words: str
    state: State = "fine"

    @property
    def mark(self) -> str:
        """Its state as one character."""
        return MARKS[self.state]

    @property
    def broken(self) -> bool:
        """Whether somebody has to act."""
        return self.state == "broken"

    def as_json(self) -> dict[str, str]:
        """For scripts."""
        return {"thing": self.thing, "state": self.state, "words": self.words}
