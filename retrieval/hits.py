"""What a search returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from index.passages import Passage


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its place in the ranking.

    ``score`` is the mix the ranking was made by (about 0..1.3, comparable within one search only).
    ``signals`` are its parts: ``lexical`` and ``dense`` (min-max over the candidates), ``cosine`` of the
    passage, ``sentence`` (the best sentence's cosine).
    ``best`` is the number of that best sentence in the passage,
    ``cosines`` has every sentence's.
    """

    passage: Passage
    score: float
    library: str
    signals: Mapping[str, float] = field(default_factory=dict)
    best: int = 0
    cosines: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome of one search.

    ``question`` is how it was understood (slips mended, names completed), ``confidence`` (0..1) how
    likely these passages answer it, ``missing`` the question's words that none of them holds,
    ``renamed`` the products asked for by an older name: (as asked, as they are called now),
    ``weights`` how rare each content stem of the question is, ``features`` what the confidence rests on,
    ``vector`` the question's own.
    """

    question: str
    hits: tuple[Hit, ...]
    confidence: float
    editions: tuple[str, ...]
    timings_ms: Mapping[str, float]
    missing: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    thresholds: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    features: Mapping[str, float] = field(default_factory=dict)
    vector: NDArray[np.float32] | None = field(default=None, compare=False, repr=False)
