"""Circuit breakers: calls to a part that keeps failing are refused at once, so that nobody waits for a timeout.

Five failures within thirty seconds open a breaker; then one call in fifteen seconds is let through, and the
first that succeeds closes it.  ``doctor``, ``/readyz`` and ``/metrics`` show its state.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot import metrics
from bot.ports import Unavailable
from retrieval.retriever import NoVector

if TYPE_CHECKING:
    from bot.asking.answers import Writer
    from bot.asking.grounding import Sentence
    from bot.asking.writing import Tally
    from index.embedding import Embedder
    from index.encoding import Floats
    from retrieval.hits import Hit

FAILURES, WITHIN, PROBE_EVERY = 5, 30.0, 15.0
EMBED_SECONDS = 2.0
EMBED_THREADS = 4


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
        """Whether a call may be made now.  An open breaker allows one every fifteen seconds."""
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


@dataclass
class GuardedEmbedder:
    """The :class:`index.embedding.Embedder` that questions use: a search without a vector goes by words alone.

    The first vectors of a process may take long (the model is loaded then), so the deadline holds after them.
    """

    embedder: Embedder
    breaker: Breaker
    seconds: float = EMBED_SECONDS
    warm: bool = False
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(EMBED_THREADS, "embedding"))

    @property
    def name(self) -> str:
        """The model's name."""
        return self.embedder.name

    @property
    def identity(self) -> str:
        """A hash of weights and tokenizer."""
        return self.embedder.identity

    @property
    def dimension(self) -> int:
        """How long its vectors are."""
        return self.embedder.dimension

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors of length 1.  Raises :class:`NoVector` when there are none in time."""
        if not self.breaker.allows():
            raise NoVector
        try:
            vectors = self._pool.submit(self.embedder.encode, texts).result(self.seconds if self.warm else None)
        except Exception as away:
            self.breaker.failed()
            raise NoVector from away
        self.breaker.succeeded()
        self.warm = True
        return vectors

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has; 1 each where the embedder fails, which reads as a word the model knows."""
        try:
            return self.embedder.count_tokens(texts)
        except Exception:
            return [1 for _ in texts]
