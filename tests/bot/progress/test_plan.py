"""The study plan's arithmetic."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.progress.estimate import Estimate
from bot.progress.plan import PRACTICE, Block, plan

START = date(2026, 11, 23)
WEIGHTS = {"1": 13.0, "2": 16.0, "3": 21.0, "4": 20.0, "5": 18.0, "6": 13.0}


def hours(blocks: list[Block], wanted: str | None = None) -> int:
    return sum(n for block in blocks for name, n in block.parts if wanted in (None, name))


def test_by_default_thirty_hours_in_three_weeks() -> None:
    """Themes first, the last third practice."""
    blocks = plan(START, WEIGHTS)
    assert [block.first for block in blocks] == [START + timedelta(weeks=n) for n in range(3)]
    assert (hours(blocks), hours(blocks, PRACTICE)) == (30, 10)
    titles = {"3": "Prototypes", "4": "Serving", "5": "Pipelines"}
    assert blocks[0].words(titles) == "23–29 Nov: Prototypes 4 h, Serving 4 h, Pipelines 2 h"
    assert blocks[2].words({}) == "7–13 Dec: timed practice 10 h"


def test_what_is_known_gets_less_and_what_the_track_leans_on_more() -> None:
    """Making the plan again after a quiz moves hours to the gaps."""
    known = plan(START, WEIGHTS, standing={"4": Estimate(0.9, 0.85, 0.95, 40)})
    assert hours(known, "4") < hours(plan(START, WEIGHTS), "4")
    leaning = plan(START, WEIGHTS, emphasis={"1": 3.0})
    assert hours(leaning, "1") > hours(plan(START, WEIGHTS), "1")


@given(st.integers(-3, 200), st.integers(1, 40))
def test_the_eve_stays_free_and_no_hour_is_lost(until_exam: int, a_week: int) -> None:
    """However far the exam, blocks follow each other and end before its eve."""
    exam = START + timedelta(days=until_exam)
    blocks = plan(START, WEIGHTS, exam=exam, hours_a_week=a_week)
    assert all(block.first <= block.last < exam - timedelta(days=1) for block in blocks)
    assert all(n > 0 for block in blocks for _, n in block.parts)
    if until_exam >= 16:
        assert abs(hours(blocks) - a_week * (until_exam - 1) / 7) <= 1


def test_the_day_before_the_exam_there_is_nothing_to_plan() -> None:
    """Ten minutes, then rest."""
    assert plan(START, WEIGHTS, exam=START + timedelta(days=1)) == []
