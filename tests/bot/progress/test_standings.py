"""Boards people believe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.progress.facts import Answer
from bot.progress.standings import (
    between_groups,
    implausibly_fast,
    ranked,
    shares,
    standings,
    window,
)
from bot.records import Board, Measure, Period, Standing

Make = Callable[..., Answer]
MONDAY = date(2026, 11, 2)
PEOPLE = {"ana", "ben", "cleo", "dora"}


def board(period: Period = "week", measure: Measure = "points", group: str | None = None) -> Board:
    return Board(period, MONDAY, group, measure)


def places(rows: tuple[Standing, ...]) -> list[tuple[str, str, int]]:
    return [(f"={row.rank}" if row.tied else str(row.rank), row.learner, row.points) for row in rows]


@pytest.mark.parametrize(
    ("period", "day", "first", "last"),
    [
        ("day", date(2026, 2, 28), date(2026, 2, 28), date(2026, 2, 28)),
        ("week", date(2027, 1, 1), date(2026, 12, 28), date(2027, 1, 3)),
        ("month", date(2028, 2, 29), date(2028, 2, 1), date(2028, 2, 29)),
        ("month", date(2026, 12, 5), date(2026, 12, 1), date(2026, 12, 31)),
        ("season", date(2026, 11, 21), date(2026, 10, 1), date(2026, 12, 31)),
        ("season", date(2026, 5, 1), date(2026, 4, 1), date(2026, 6, 30)),
    ],
)
def test_periods_are_whole_weeks_months_and_quarters(period: Period, day: date, first: date, last: date) -> None:
    """A week runs from Monday over the turn of the year."""
    assert window(period, day) == (first, last)


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.sampled_from(["day", "week", "month", "season"]))
def test_periods_follow_each_other_without_gap_or_overlap(day: date, period: Period) -> None:
    """The day after the last is the first of the next."""
    first, last = window(period, day)
    assert first <= day <= last
    assert window(period, last + timedelta(days=1))[0] == last + timedelta(days=1)
    assert window(period, first) == (first, last)


@given(st.dictionaries(st.text(max_size=4), st.integers(0, 6), max_size=30))
def test_a_rank_is_one_more_than_the_number_of_people_ahead(numbers: dict[str, int]) -> None:
    """Competition ranking, whatever the ties."""
    rows = ranked(numbers)
    assert {row.learner for row in rows} == set(numbers)
    for row in rows:
        assert row.rank == 1 + sum(other > row.points for other in numbers.values())
        assert row.tied == (list(numbers.values()).count(row.points) > 1)


def test_only_first_attempts_score_and_equals_share_a_place(answer: Make) -> None:
    """Answering again teaches; it does not climb."""
    facts = [
        answer(learner="ana", difficulty=3),
        *(answer(learner="ana", first=False) for _ in range(9)),
        answer(learner="ben"),
        answer(learner="cleo"),
        answer(learner="dora", difficulty=1),
    ]
    assert places(standings(facts, board(), PEOPLE)) == [
        ("1", "ana", 30),
        ("=2", "ben", 20),
        ("=2", "cleo", 20),
        ("4", "dora", 10),
    ]


def test_the_local_day_decides_the_period(answer: Make) -> None:
    """Sunday's answer is last week's, whatever the server's clock said."""
    facts = [answer(MONDAY - timedelta(days=1)), answer(MONDAY, item="i2", difficulty=1)]
    assert places(standings(facts, board("week"), PEOPLE)) == [("1", "ana", 10)]
    assert places(standings(facts, board("all"), PEOPLE)) == [("1", "ana", 30)]


def test_nobody_is_shown_unasked_with_nothing_or_after_a_week_away(answer: Make) -> None:
    """Not listed, no points, away since last Monday: none of them appears."""
    facts = [
        answer(learner="hidden"),
        answer(learner="ben", correct=False),
        answer(MONDAY - timedelta(days=7), learner="cleo"),
        answer(MONDAY - timedelta(days=6), learner="dora"),
    ]
    assert places(standings(facts, board("all"), PEOPLE)) == [("1", "dora", 20)]


def test_a_groups_board_is_that_of_its_people(answer: Make) -> None:
    """What they answered in private counts like what they answered in the channel."""
    facts = [answer(group="g"), answer(item="i2"), answer(learner="ben", group="g")]
    assert places(standings(facts, board(group="g"), {"ana"})) == [("1", "ana", 40)]


def test_a_mistake_is_fixed_once_on_the_day_it_was_put_right(answer: Make) -> None:
    """Failing and fixing the same item again earns nothing; nor does never having failed."""
    back = MONDAY - timedelta(days=10)
    facts = [
        answer(back, correct=False),
        answer(MONDAY, first=False),
        answer(MONDAY, first=False, correct=False),
        answer(MONDAY, first=False),
        answer(back, item="i2", correct=False),
        answer(back + timedelta(days=1), item="i2", first=False),
        answer(item="i3"),
    ]
    assert places(standings(facts, board("week", "fixed"), PEOPLE)) == [("1", "ana", 1)]
    assert places(standings(facts, board("all", "fixed"), PEOPLE)) == [("1", "ana", 2)]


def test_a_late_joiner_is_measured_on_what_they_tried(answer: Make) -> None:
    """Two of two is not less than eight of ten."""
    facts = [answer(learner="ana", item=f"i{n}", correct=n < 8) for n in range(10)]
    facts += [answer(learner="ben", item=f"i{n}") for n in (8, 9)]
    assert shares(facts, board()) == {"ana": 0.8, "ben": 1.0}


def test_groups_are_compared_by_their_median_and_small_ones_not_at_all(answer: Make) -> None:
    """One star does not carry a group, and four people stay among themselves."""
    facts = []
    for group, rights in {"red": (10, 2, 2, 2, 2), "blue": (3, 3, 3, 3, 3), "few": (10, 10, 10, 10)}.items():
        for number, right in enumerate(rights):
            facts += [answer(learner=f"{group}{number}", item=str(n), correct=n < right) for n in range(10)]
    members = {group: {f"{group}{n}" for n in range(9)} for group in ("red", "blue", "few")}
    found = between_groups(facts, board(), members)
    assert [(row.rank, row.group, row.median, row.people) for row in found] == [
        (1, "blue", 30, 5),
        (2, "red", 20, 5),
    ]


def test_speed_nobody_reads_at_is_flagged_and_costs_nothing(answer: Make) -> None:
    """Mostly under three seconds, five times or more; the points stand."""
    facts = [answer(learner="ana", item=str(n), elapsed=1.5) for n in range(6)]
    facts += [answer(learner="ben", item=str(n), elapsed=1.5 if n < 4 else 60.0) for n in range(12)]
    assert implausibly_fast(facts, board()) == {"ana"}
    assert places(standings(facts, board(), PEOPLE))[1] == ("2", "ana", 120)
