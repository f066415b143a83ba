"""A run of questions: what was asked for, what was dealt, what came of it.

A run is kept in its session, as JSON (:mod:`bot.codec`), and nowhere else, so any process can go on with
it after a restart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

RunKind = Literal["quiz", "drill", "review", "placement", "case", "assessment"]

LISTED: tuple[RunKind, ...] = ("review", "case", "assessment")
"""The kinds that ask what is on their list, in its order, and then end."""

STALE_AFTER = timedelta(hours=24)
SECONDS_A_QUESTION = 120


@dataclass(frozen=True, slots=True)
class Done:
    """An answered question.  ``turn`` is the press that answered it."""

    delivery: str
    item: str
    right: bool
    seconds: float
    turn: str


@dataclass(frozen=True, slots=True)
class Run:
    """A run that goes on until ``want`` questions were dealt or until the instant ``until``.

    ``pool`` are the items its topic allows (empty: all), ``queue`` those to ask first, in order.  ``open``
    is the delivery that waits for an answer, ``dealt`` are the items so far and ``passed`` the deliveries
    that were skipped.  ``touched`` is the instant of the last change.
    """

    kind: RunKind
    began: datetime
    touched: datetime
    topic: str = ""
    want: int | None = None
    until: datetime | None = None
    pool: tuple[str, ...] = ()
    queue: tuple[str, ...] = ()
    open: str | None = None
    dealt: tuple[str, ...] = ()
    done: tuple[Done, ...] = ()
    passed: tuple[str, ...] = ()

    @property
    def right(self) -> int:
        """How many were right."""
        return sum(done.right for done in self.done)

    def over(self, now: datetime) -> bool:
        """Whether no further question is dealt."""
        return (self.want is not None and len(self.dealt) >= self.want) or (
            self.until is not None and now >= self.until
        )

    def stale(self, now: datetime) -> bool:
        """Whether it was left so long ago that nobody means to go on with it."""
        return now - self.touched >= STALE_AFTER

    def answered(self, delivery: str) -> Done | None:
        """What came of a question of this run."""
        return next((done for done in self.done if done.delivery == delivery), None)

    def opened(self, delivery: str, practice: str, now: datetime) -> Run:
        """With one more question."""
        return replace(self, open=delivery, dealt=(*self.dealt, practice), touched=now)

    def closed(self, done: Done, now: datetime) -> Run:
        """With one more answer."""
        still = None if self.open == done.delivery else self.open
        return replace(self, open=still, done=(*self.done, done), touched=now)

    def skipped(self, delivery: str, now: datetime) -> Run:
        """Without its open question, which counts neither way."""
        return replace(self, open=None, passed=(*self.passed, delivery), touched=now)
