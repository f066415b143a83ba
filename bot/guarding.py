"""The embedder behind a breaker and a deadline: a search that cannot have a vector goes by words alone.

The first vectors of a process may take long (the model is loaded then), so the deadline holds after them.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.breaker import Breaker
from retrieval.retriever import NoVector

if TYPE_CHECKING:
    from index.embedding import Embedder
    from index.encoding import Floats

EMBED_SECONDS = 2.0
THREADS = 4


@dataclass
class GuardedEmbedder:
    """The :class:`index.embedding.Embedder` that questions use."""

    embedder: Embedder
    breaker: Breaker
    seconds: float = EMBED_SECONDS
    warm: bool = False
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(THREADS, "embedding"))

    @property
    def name(self) -> str:
        """The model's name."""
        return self.embedder.name

    @property
    def identity(self) -> str:
        """Of weights and tokenizer together."""
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
        except (Exception, Late) as away:
            self.breaker.failed()
            raise NoVector from away
        self.breaker.succeeded()
        self.warm = True
        return vectors

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many pieces each text has; where nobody can tell, every word counts as known."""
        try:
            return self.embedder.count_tokens(texts)
        except Exception:
            return [1 for _ in texts]
