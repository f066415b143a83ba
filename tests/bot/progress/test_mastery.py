"""What is known, how well, and how sure one may be of that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.progress.estimate import Estimate, estimate, wilson
from bot.progress.facts import Answer
from bot.progress.mastery import by_objective, by_section, calibration, mistakes_fixed, next_objectives

Make = Callable[..., Answer]
TODAY = date(2026, 11, 2)


def test_below_five_answers_there_is_no_number(answer: Make) -> None:
    """Four in four is luck."""
    four = estimate([answer(item=str(n)) for n in range(4)], TODAY)
    assert four.words() == "not enough answers yet"
    assert estimate([answer(item=str(n)) for n in range(5)], TODAY).words() == "100 % (65–100 %), from 5 answers"


@given(st.floats(0, 1), st.floats(0.5, 500))
def test_bounds_enclose_the_share_and_narrow_with_answers(share: float, count: float) -> None:
    """More answers never make it less certain."""
    low, high = wilson(share, count)
    assert 0 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1
    narrower = wilson(share, count * 2)
    assert narrower[1] - narrower[0] <= high - low + 1e-9


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 400)), min_size=1, max_size=40))
def test_old_answers_weigh_less_and_never_pretend_to_be_more(answer: Make, history: list[tuple[bool, int]]) -> None:
    """Weighting can only widen the bounds of as many answers of today."""
    weighed = estimate([answer(TODAY - timedelta(days=age), correct=ok) for ok, age in history], TODAY)
    low, high = wilson(weighed.share, len(history))
    assert weighed.low <= low + 1e-9
    assert weighed.high >= high - 1e-9


def test_yesterdays_mistakes_outweigh_last_years_successes(answer: Make) -> None:
    """Recent answers say more about today."""
    old = [answer(TODAY - timedelta(days=360), item=str(n)) for n in range(5)]
    new = [answer(TODAY, item=str(n), correct=False) for n in range(5, 10)]
    assert estimate(old + new, TODAY).share < 0.05


def test_an_item_counts_once_by_its_latest_answer(answer: Make) -> None:
    """Repeating what one has just read proves nothing; correcting a mistake does."""
    facts = [answer(correct=False), *(answer(TODAY + timedelta(days=n)) for n in range(1, 4))]
    known = by_objective(facts, TODAY)["1.1"]
    assert (known.answers, known.share) == (1, 1.0)


def test_an_item_of_several_objectives_speaks_for_all(answer: Make) -> None:
    """A layered scenario counts in each, and once in a section."""
    facts = [answer(objectives=("1.1", "1.2", "5.1"))]
    assert set(by_objective(facts, TODAY)) == {"1.1", "1.2", "5.1"}
    assert {name: found.answers for name, found in by_section(facts, TODAY).items()} == {"1": 1, "5": 1}


def test_the_next_objective_is_where_the_exam_has_most_to_give() -> None:
    """Weight times what may be missing, a section's weight shared by its objectives."""
    objectives = ["1.1", "1.2", "2.1", "3.1"]
    weights = {"1": 20.0, "2": 13.0, "3": 12.0}
    good = Estimate(0.9, 0.8, 0.95, 30)
    assert next_objectives({}, objectives, weights) == ["2.1", "3.1", "1.1", "1.2"]
    assert next_objectives({"2.1": good}, objectives, weights)[-1] == "2.1"


def test_mistakes_fixed_is_what_was_wrong_once_and_is_right_now(answer: Make) -> None:
    """Forgotten again is not fixed."""
    later, last = TODAY + timedelta(days=1), TODAY + timedelta(days=2)
    facts = [
        answer(item="fixed", correct=False),
        answer(later, item="fixed"),
        answer(item="lost", correct=False),
        answer(later, item="lost"),
        answer(last, item="lost", correct=False),
        answer(item="open", correct=False),
        answer(item="never wrong"),
    ]
    assert mistakes_fixed(facts) == (1, 3)


def test_calibration_compares_what_was_said_with_what_was_so(answer: Make) -> None:
    """Only answers given with a confidence count."""
    facts = [answer(confidence="sure", correct=n < 5) for n in range(7)] + [
        answer(confidence="unsure"),
        answer(),
    ]
    assert calibration(facts).words() == "when sure: 71 % right (5 of 7) · when unsure: 100 % right (1 of 1)"
    assert calibration([answer()]).words() == ""
