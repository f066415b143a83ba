"""A second look at the best passages by a model that reads question and passage together.

No reranker ships with Studyhall: none is to be had in a package, and the best sentence's similarity
stands in for it.  Whoever has a copy gives its folder, and only then is it loaded, at the first search.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class CrossEncoder:
    """Scores pairs with the cross-encoder in ``folder``."""

    folder: Path

    @cached_property
    def _model(self) -> Any:
        from index.embedding import load_cross_encoder

        return load_cross_encoder(self.folder)

    def __call__(self, question: str, passages: Sequence[str]) -> list[float]:
        """One score a passage; higher is better."""
        scores = self._model.predict([(question, passage) for passage in passages], show_progress_bar=False)
        return [float(score) for score in scores]
