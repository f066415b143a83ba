"""How able a learner and how hard an item is, on one scale (Elo).

The rule that holds here: only first attempts move a rating, because a second look at an item (or its
flip, of difficulty 0) says nothing about the next unseen one.  The chance of a right answer keeps a
floor for guessing among four options, so that a lucky hit on a hard item is not mistaken for skill.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.progress.facts import Answer

GUESS = 0.25
STEP_OF_DIFFICULTY = 0.8
FIRST_STEP = 0.8
SETTLE = 0.06


@dataclass(frozen=True, slots=True)
class Ratings:
    """Abilities by learner and difficulties by item; 0 is an average learner on a middling item."""

    learners: Mapping[str, float]
    items: Mapping[str, float]

    def chance(self, learner: str, item: str, difficulty: int = 2) -> float:
        """How likely this learner answers this item right; an unknown item goes by its stated difficulty."""
        return chance(self.learners.get(learner, 0.0), self.items.get(item, stated(difficulty)))


def stated(difficulty: int) -> float:
    """Where an item of stated difficulty 1 to 3 starts on the scale."""
    return (difficulty - 2) * STEP_OF_DIFFICULTY


def chance(ability: float, difficulty: float) -> float:
    """The chance of a right answer, guessing included."""
    return GUESS + (1 - GUESS) / (1 + math.exp(difficulty - ability))


def ratings(answers: Iterable[Answer]) -> Ratings:
    """Fold first attempts, in the order they were given, of any number of learners."""
    abilities: dict[str, float] = {}
    difficulties: dict[str, float] = {}
    seen: Counter[tuple[str, str]] = Counter()
    for answer in answers:
        if not answer.first or not answer.difficulty:
            continue
        who, what = ("learner", answer.learner), ("item", answer.item)
        ability = abilities.get(answer.learner, 0.0)
        difficulty = difficulties.get(answer.item, stated(answer.difficulty))
        surprise = answer.correct - chance(ability, difficulty)
        abilities[answer.learner] = ability + _step(seen[who]) * surprise
        difficulties[answer.item] = difficulty - _step(seen[what]) * surprise
        seen.update((who, what))
    return Ratings(abilities, difficulties)


def _step(before: int) -> float:
    return FIRST_STEP / (1 + SETTLE * before)
