"""What a live quiz remembers between two presses: the host, what was asked, which turn put it up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot import codec
from bot.quizzing.run import Run


@dataclass(frozen=True, slots=True)
class Turned:
    """A question that was put up, and the press that did it."""

    delivery: str
    practice: str
    turn: str


@dataclass(frozen=True, slots=True)
class LiveState:
    """A live quiz of ``want`` questions; ``pool`` are the items its topic allows (empty: all)."""

    host: str
    host_name: str
    want: int
    topic: str = ""
    pool: tuple[str, ...] = ()
    turned: tuple[Turned, ...] = ()

    def with_one(self, turned: Turned) -> LiveState:
        """With one more question."""
        return replace(self, turned=(*self.turned, turned))

    def as_run(self, now: datetime) -> Run:
        """The quiz as a run, for choosing its next item."""
        dealt = tuple(turned.practice for turned in self.turned)
        return Run("quiz", now, now, self.topic, self.want, pool=self.pool, dealt=dealt)


def as_state(state: LiveState) -> dict[str, Any]:
    """Plain JSON; ``open`` names the newest question for whoever asks about it."""
    return {**codec.encode(state), "open": state.turned[-1].delivery if state.turned else None}
