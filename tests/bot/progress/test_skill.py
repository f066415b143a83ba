"""Ability and difficulty on one scale."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date

from bot.progress.facts import Answer
from bot.progress.skill import ability, chance, stated

Make = Callable[..., Answer]
DAY = date(2026, 11, 2)


def test_simulated_learners_are_put_in_their_true_order(answer: Make) -> None:
    """Forty learners on sixty items, each met once: the estimates follow the truth closely."""
    rng = random.Random(7)
    able = [rng.gauss(0, 1.2) for _ in range(40)]
    hard = [rng.choice((1, 2, 3)) for _ in range(60)]
    found = [
        ability(answer(DAY, difficulty=one, correct=rng.random() < chance(truth, stated(one))) for one in hard)
        for truth in able
    ]
    assert correlation(able, found) > 0.9


def correlation(xs: list[float], ys: list[float]) -> float:
    mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
    top = sum((x - mx) * (y - my) for x, y in zip(xs, ys, strict=True))
    return top / (sum((x - mx) ** 2 for x in xs) * sum((y - my) ** 2 for y in ys)) ** 0.5


def test_a_second_look_moves_nothing(answer: Make) -> None:
    """Only first attempts say something about the next unseen item; a flip follows its explanation."""
    assert ability([answer(first=False), answer(item="i1~flip", difficulty=0)]) == 0.0


def test_what_is_unknown_goes_by_what_is_stated() -> None:
    """A harder label means a smaller chance, and guessing is never below a quarter."""
    by_label = [chance(ability([]), stated(difficulty)) for difficulty in (1, 2, 3)]
    assert by_label == sorted(by_label, reverse=True)
    assert stated(2) == 0.0
    assert chance(-20, 20) > 0.2499
