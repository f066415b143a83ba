"""Holds calls back from a part that keeps failing, so that nobody waits for what will not come.

Five failures within thirty seconds open it; then one call in fifteen seconds goes through to look, and
the first that succeeds closes it.  ``doctor``, ``/readyz`` and ``/metrics`` show its state.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot import metrics
from bot.ports import Unavailable

if TYPE_CHECKING:
    from bot.asking.answers import Writer
    from bot.asking.grounding import Sentence
    from bot.asking.writing import Tally
    from retrieval.hits import Hit

FAILURES, WITHIN, PROBE_EVERY = 5, 30.0, 15.0


@dataclass
class Breaker:
    """One part's breaker.  ``now`` is any clock of seconds that never goes back."""

    part: str
    now: Callable[[], float] = time.monotonic
    _failed: deque[float] = field(default_factory=lambda: deque(maxlen=FAILURES))
    _looked: float | None = None

    @property
    def open(self) -> bool:
        """Whether calls are held back."""
        return self._looked is not None

    def allows(self) -> bool:
        """Whether a call may be made now; of an open breaker, the one that looks."""
        if self._looked is None:
            return True
        if self.now() - self._looked < PROBE_EVERY:
            return False
        self._looked = self.now()
        return True

    def succeeded(self) -> None:
        """The part answered."""
        self._failed.clear()
        self._looked = None
        metrics.BREAKERS.labels(self.part).set(0)

    def failed(self) -> None:
        """The part did not answer."""
        self._failed.append(self.now())
        if len(self._failed) == FAILURES and self._failed[-1] - self._failed[0] <= WITHIN:
            self._looked = self.now()
            metrics.BREAKERS.labels(self.part).set(1)


@dataclass(frozen=True)
class GuardedWriter:
    """A chat model behind a breaker; while it is open the tutor quotes without waiting."""

    writer: Writer
    breaker: Breaker

    @property
    def name(self) -> str:
        """The model's name."""
        return self.writer.name

    @property
    def version(self) -> str:
        """The version of the prompts."""
        return self.writer.version

    async def write(
        self, question: str, hits: Sequence[Hit], history: Sequence[tuple[str, str]], tally: Tally
    ) -> AsyncIterator[Sentence]:
        """See :class:`bot.asking.answers.Writer`."""
        if not self.breaker.allows():
            raise Unavailable("the model")
        try:
            async for sentence in self.writer.write(question, hits, history, tally):
                yield sentence
        except Unavailable:
            self.breaker.failed()
            raise
        else:
            self.breaker.succeeded()
        finally:
            metrics.COST.inc(tally.usd)
