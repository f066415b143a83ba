"""How good a ranking or a refusal is, in numpy alone.

A ranking is judged by the names in it (documents or passages), best first; a question may have several
right ones, any of which counts.  A name that comes back is counted at its first place only.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np


def recall_at(k: int, ranking: Sequence[str], right: Collection[str]) -> float:
    """1 if a right name stands among the first ``k`` different ones."""
    return float(any(name in right for name in _once(ranking)[:k]))


def reciprocal_rank(ranking: Sequence[str], right: Collection[str]) -> float:
    """1 over the place of the first right name, 0 without one."""
    places = (place for place, name in enumerate(_once(ranking), start=1) if name in right)
    first = next(places, None)
    return 1.0 / first if first else 0.0


def ndcg_at(k: int, ranking: Sequence[str], right: Collection[str]) -> float:
    """Discounted gain over the first ``k`` names, as a share of the best possible."""
    discounts = 1.0 / np.log2(np.arange(2, k + 2))
    gains = np.array([name in right for name in _once(ranking)[:k]], dtype=np.float64)
    ideal = float(discounts[: len(set(right))].sum())
    return float(gains @ discounts[: len(gains)]) / ideal if ideal else 0.0


def auroc(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """How often a true one scores above a false one; ties count half."""
    true = np.array([score for score, label in zip(scores, labels, strict=True) if label])
    false = np.array([score for score, label in zip(scores, labels, strict=True) if not label])
    if not len(true) or not len(false):
        return float("nan")
    above = (true[:, None] > false[None, :]).sum() + 0.5 * (true[:, None] == false[None, :]).sum()
    return float(above) / (len(true) * len(false))


def _once(ranking: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(ranking))
