"""A share of right answers with honest bounds.

The rule that holds here: no number without how sure it is, and below a handful of answers no number.
Bounds are Wilson's, which stay sensible for few answers and near 0 and 1.  Older answers weigh less;
the bounds then rest on the *effective* number of answers, so that weighting never pretends to know more.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist

from bot.progress.facts import Answer

ENOUGH = 5
HALF_LIFE_DAYS = 45.0
LEVEL = 0.90
Z = NormalDist().inv_cdf(0.5 + LEVEL / 2)


@dataclass(frozen=True, slots=True)
class Estimate:
    """``share`` lies in ``low`` … ``high`` nine times in ten; ``answers`` were counted."""

    share: float = 0.0
    low: float = 0.0
    high: float = 1.0
    answers: int = 0

    @property
    def enough(self) -> bool:
        """Whether there are answers enough to say a number at all."""
        return self.answers >= ENOUGH

    def words(self) -> str:
        """``72 % (61–81 %), from 14 answers``, or that it is too early to say."""
        if not self.enough:
            return "not enough answers yet"
        return f"{percent(self.share)} ({self.low * 100:.0f}–{percent(self.high)}), from {self.answers} answers"


def percent(share: float) -> str:
    """A share in percent: ``71 %``."""
    return f"{100 * share:.0f} %"


def wilson(share: float, count: float) -> tuple[float, float]:
    """The bounds for ``share`` seen in ``count`` (effective) trials."""
    if count <= 0:
        return 0.0, 1.0
    spread = Z * math.sqrt(share * (1 - share) / count + Z * Z / (4 * count * count))
    middle = share + Z * Z / (2 * count)
    scale = 1 + Z * Z / count
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def estimate(answers: Sequence[Answer], today: date) -> Estimate:
    """The share right among ``answers``; one that is :data:`HALF_LIFE_DAYS` old counts half."""
    if not answers:
        return Estimate()
    weights = [0.5 ** (max(0, (today - answer.day).days) / HALF_LIFE_DAYS) for answer in answers]
    total = sum(weights)
    share = sum(w for w, answer in zip(weights, answers, strict=True) if answer.correct) / total
    effective = total * total / sum(w * w for w in weights)
    return Estimate(share, *wilson(share, effective), len(answers))
