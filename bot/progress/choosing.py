"""Which item comes next: what is due, else the weakest that weighs most, else something new.

The rules that hold here: what is due has been promised and comes first; among unseen items the one
wins whose objective gains most and whose difficulty suits the learner (right about seven times in
ten: hard enough to learn from, easy enough to go on); the same arguments always choose the same item.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.progress.estimate import Estimate
from bot.progress.mastery import next_objectives
from bot.progress.skill import chance, stated

SUITING_CHANCE = 0.7
RUNS_LOW = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item as far as choosing goes.

    ``variant`` marks a flip or paraphrase of another item: taken only when the plain ones are used up.
    """

    item: str
    objectives: tuple[str, ...]
    difficulty: int = 2
    variant: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """The next item and why it was chosen."""

    item: str
    reason: Literal["due", "weakest", "new"]
    objective: str | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of the learner: items due (most urgent first), items seen, how each objective stands.

    ``weights`` are the blueprint's by section; ``seed`` tells learners apart where nothing else does.
    """

    due: Sequence[str] = ()
    seen: Collection[str] = ()
    standing: Mapping[str, Estimate] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    ability: float = 0.0
    seed: str = ""


def choose(candidates: Sequence[Candidate], learner: Situation) -> Chosen | None:
    """The next item for this learner, or ``None`` if everything was seen and nothing is due."""
    on_offer = {candidate.item for candidate in candidates}
    for item in learner.due:
        if item in on_offer:
            return Chosen(item, "due")
    unseen = [candidate for candidate in candidates if candidate.item not in learner.seen]
    fresh = [candidate for candidate in unseen if not candidate.variant] or unseen
    if not fresh:
        return None
    objectives = sorted({objective for candidate in fresh for objective in candidate.objectives})
    objective = next(iter(next_objectives(learner.standing, objectives, learner.weights)), None)
    fitting = [candidate for candidate in fresh if objective is None or objective in candidate.objectives]
    known = objective is not None and learner.standing.get(objective, Estimate()).enough
    return Chosen(_best(fitting, learner), "weakest" if known else "new", objective)


def runs_low(candidates: Sequence[Candidate], seen: Collection[str], topic: str) -> str | None:
    """A sentence when few unseen items are left on ``topic`` (empty: in all), ``None`` while there are plenty."""
    left = sum(candidate.item not in seen and not candidate.variant for candidate in candidates)
    if left >= RUNS_LOW:
        return None
    where = f" in {topic}" if topic else ""
    if left == 0:
        return f"You have seen every question{where}. From here on they come with a changed constraint."
    questions = "One question" if left == 1 else f"{left} questions"
    return f"{questions}{where} you have not seen; after that they come with a changed constraint."


def _best(candidates: Sequence[Candidate], learner: Situation) -> str:
    """The item of the most suitable difficulty; among equals chance decides, the same chance each time."""

    def fit(candidate: Candidate) -> tuple[float, int]:
        misfit = abs(chance(learner.ability, stated(candidate.difficulty)) - SUITING_CHANCE)
        return round(misfit, 2), zlib.crc32(f"{learner.seed}/{candidate.item}".encode())

    return min(candidates, key=fit).item
