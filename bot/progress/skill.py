"""How able a learner is, on the scale on which items have their stated difficulty (Elo).

The rule that holds here: only first attempts move the estimate, because a second look at an item (or its
flip, of difficulty 0) says nothing about the next unseen one.  The chance of a right answer keeps a
floor for guessing among four options, so that a lucky hit on a hard item is not mistaken for skill.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from bot.progress.facts import Answer

GUESS = 0.25
STEP_OF_DIFFICULTY = 0.8
FIRST_STEP = 0.8
SETTLE = 0.06


def stated(difficulty: int) -> float:
    """Where an item of stated difficulty 1 to 3 lies on the scale."""
    return (difficulty - 2) * STEP_OF_DIFFICULTY


def chance(ability: float, difficulty: float) -> float:
    """The chance of a right answer, guessing included."""
    return GUESS + (1 - GUESS) / (1 + math.exp(difficulty - ability))


def ability(answers: Iterable[Answer]) -> float:
    """One learner's ability from their answers in order; 0 is average, or somebody not seen yet."""
    found = 0.0
    firsts = (answer for answer in answers if answer.first and answer.difficulty)
    for before, answer in enumerate(firsts):
        step = FIRST_STEP / (1 + SETTLE * before)  # the more is known, the less one answer moves it
        found += step * (answer.correct - chance(found, stated(answer.difficulty)))
    return found
