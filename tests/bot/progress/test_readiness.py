"""Readiness: the figure, its reasons, and whether its bounds keep their word."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from bot.progress.facts import Answer
from bot.progress.readiness import readiness

Make = Callable[..., Answer]
TODAY = date(2026, 11, 2)
WEIGHTS = {"1": 13.0, "2": 16.0, "3": 21.0, "4": 20.0, "5": 18.0, "6": 13.0}


def simulated(answer: Make, rng: random.Random) -> tuple[float, list[Answer]]:
    """A learner of known strength in each section, and their first attempts over the last month."""
    truth = 0.0
    answers = []
    for section, weight in WEIGHTS.items():
        strength = rng.uniform(0.35, 0.95)
        truth += weight * strength / sum(WEIGHTS.values())
        for number in range(rng.randint(5, 30)):
            given = TODAY - timedelta(days=rng.randrange(30))
            right = rng.random() < strength
            item = f"{section}-{number}"
            answers.append(answer(given, item=item, objectives=(f"{section}.1",), correct=right))
    return truth, answers


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nine_times_in_ten_the_truth_lies_within_the_bounds(answer: Make, seed: int) -> None:
    """Over 600 simulated learners the coverage is 88 to 92 in a hundred."""
    rng = random.Random(seed)
    held = 0
    for _ in range(600):
        truth, answers = simulated(answer, rng)
        found = readiness(answers, WEIGHTS, TODAY).overall
        held += found.low <= truth <= found.high
    assert 0.88 <= held / 600 <= 0.92


def test_a_thin_section_withholds_the_figure_and_says_what_is_missing(answer: Make) -> None:
    """No number is better than one that leaves out a fifth of the exam."""
    facts = [answer(item=str(n), objectives=("1.1",)) for n in range(5)]
    facts += [answer(item=f"x{n}", objectives=("2.1",)) for n in range(2)]
    found = readiness(facts, {"1": 1, "2": 1, "3": 1}, TODAY)
    assert not found.enough
    assert found.words({"2": "Data", "3": "Models"}) == (
        "Readiness: not enough answers yet.",
        "Still needed: Data (2 of 5), Models (0 of 5).",
    )


def test_the_figure_comes_with_its_reasons_weakest_first(answer: Make) -> None:
    """Section by section, each with its own bounds."""
    facts = [answer(item=f"a{n}", objectives=("1.1",)) for n in range(10)]
    facts += [answer(item=f"b{n}", objectives=("2.1",), correct=n < 5) for n in range(10)]
    said = readiness(facts, {"1": 3, "2": 1}, TODAY).words({"1": "Low-code", "2": "Data"})
    assert said[0].startswith("Of 100 new questions you would answer about 88 right (")
    assert said[0].endswith("judging from 20 first answers.")
    assert [line.split(":")[0] for line in said[1:]] == ["Data", "Low-code"]


def test_only_first_attempts_count(answer: Make) -> None:
    """In the exam every question is a first attempt."""
    facts = [answer(item=str(n), correct=False) for n in range(5)]
    again = [answer(TODAY, item=str(n), first=False) for n in range(5)]
    flips = [answer(item=f"{n}~flip", difficulty=0) for n in range(5)]
    overall = readiness(facts + again + flips, {"1": 1}, TODAY).overall
    assert (overall.share, overall.answers) == (0.0, 5)


def test_without_answers_nothing_is_known() -> None:
    """The whole range is possible."""
    overall = readiness([], WEIGHTS, TODAY).overall
    assert (overall.low, overall.high, overall.answers) == (0.0, 1.0, 0)
