"""How the two halves of the search become one score.

The floor is the min-max mix of BM25 and dense similarity, half and half, with the dense half again
half passage and half best sentence: ranks alone (reciprocal rank fusion) lose BM25's confident first
place.  On top come three small things that a reader would do too: a heading that holds the question's
words is a better place to look, a deprecated page is a worse one, and the same text twice is once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.passages import Passage

Values = NDArray[np.float32]

HEADING = 0.15
STANDING = {"current": 0.0, "preview": -0.02, "legacy": -0.15, "deprecated": -0.15}
ASKS_FOR_OLD = ("legacy", "deprecat", "old", "v1", "migrat", "previous", "former")
SAME = 0.985


def min_max(values: Values) -> Values:
    """Scaled to 0..1 over the candidates; all equal becomes all 0."""
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 0.0)
    return (values - low) / (high - low) if high > low else np.zeros_like(values)


def mixed(lexical: Values, cosine: Values, sentence: Values) -> tuple[Values, Values, Values]:
    """The mix and its two halves, each min-max over the candidates."""
    words = min_max(lexical)
    dense = min_max(0.5 * cosine + 0.5 * sentence)
    return 0.5 * words + 0.5 * dense, words, dense


def standing_of(passage: Passage, question: str) -> float:
    """What a page's standing takes from its score, unless the question is about old things."""
    if any(sign in question.lower() for sign in ASKS_FOR_OLD):
        return 0.0
    return STANDING.get(passage.status, 0.0)


def without_twins(order: Sequence[int], vectors: Values, limit: int) -> list[int]:
    """The best ``limit`` of ``order`` (rows of ``vectors``), leaving out near-duplicates of better ones."""
    kept: list[int] = []
    for row in order:
        if kept and float((vectors[kept] @ vectors[row]).max()) >= SAME:
            continue
        kept.append(row)
        if len(kept) == limit:
            break
    return kept
