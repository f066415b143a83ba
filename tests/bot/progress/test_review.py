"""When an item comes back."""

from __future__ import annotations

import json
import time as clock
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from fsrs import Rating
from hypothesis import given
from hypothesis import strategies as st

from bot.progress.days import local_day
from bot.progress.facts import Answer
from bot.progress.review import comes_back, due, missed, rate, recall, refit, review, review_cards

Make = Callable[..., Answer]
MONDAY = date(2026, 11, 2)


def days_until(card: dict[str, object], day: date) -> int:
    return (local_day(datetime.fromisoformat(str(card["due"])), str(card["tz"])) - day).days


@pytest.mark.parametrize(
    ("given", "rating"),
    [
        ({"correct": True, "elapsed": 40.0, "confidence": "sure"}, Rating.Good),
        ({"correct": True}, Rating.Good),
        ({"correct": True, "elapsed": 40.0, "confidence": "unsure"}, Rating.Hard),
        ({"correct": True, "elapsed": 121.0, "confidence": "sure"}, Rating.Hard),
        ({"correct": False, "elapsed": 5.0, "confidence": "sure"}, Rating.Again),
    ],
)
def test_a_hesitation_is_half_a_gap(answer: Make, given: dict[str, object], rating: Rating) -> None:
    """Wrong, slow or unsure, or known."""
    assert rate(answer(**given)) == rating


def test_wrong_comes_back_before_unsure_and_unsure_before_sure(answer: Make) -> None:
    """After two weeks of knowing it, the three outcomes part ways."""
    known = review(review(None, answer()), answer(MONDAY + timedelta(days=3)))
    last = MONDAY + timedelta(days=14)
    wait = [
        days_until(dict(review(known, answer(last, **how))), last)
        for how in ({"correct": False}, {"confidence": "unsure"}, {"confidence": "sure"})
    ]
    assert wait == sorted(wait)
    assert len(set(wait)) == 3


def test_it_is_due_from_the_beginning_of_the_local_day(answer: Make) -> None:
    """Answered in the evening, it waits on the tram in the morning."""
    card = review(None, answer(clock=time(20), tz="UTC"))
    assert datetime.fromisoformat(card["due"]).time() == time(3)


def test_it_never_comes_back_before_it_would_count_as_new(answer: Make) -> None:
    """Twenty hours after a wrong answer late at night, not five."""
    late = answer(MONDAY, at=datetime(2026, 11, 3, 1, tzinfo=UTC), correct=False)
    assert datetime.fromisoformat(review(None, late)["due"]) == late.at + timedelta(hours=20)


HISTORIES = st.lists(st.tuples(st.integers(1, 30), st.booleans(), st.booleans()), min_size=1, max_size=8)


@given(HISTORIES, st.integers(2, 120), st.sampled_from(["UTC", "Asia/Tokyo", "Pacific/Chatham"]))
def test_nothing_is_due_after_the_eve_of_the_exam(
    answer: Make, history: list[tuple[int, bool, bool]], until_exam: int, tz: str
) -> None:
    """Whatever was answered before the eve is seen again by then; after it, life goes on."""
    exam = MONDAY + timedelta(days=until_exam)
    card = None
    at = datetime(2026, 11, 2, 12, tzinfo=UTC)
    for gap, correct, unsure in history:
        day = local_day(at, tz)
        given = answer(day, at=at, tz=tz, correct=correct, confidence="unsure" if unsure else "sure")
        card = review(card, given, exam)
        comes = local_day(datetime.fromisoformat(card["due"]), tz)
        assert day < comes
        assert day >= exam - timedelta(days=1) or comes < exam
        assert refit(card, exam) == card
        at += timedelta(days=gap)


@given(HISTORIES)
def test_an_exam_date_only_ever_brings_a_review_forward(answer: Make, history: list[tuple[int, bool, bool]]) -> None:
    """And the nearer exam the more so; taking the date away restores the plan."""
    day = MONDAY
    card = None
    for gap, correct, _ in history:
        card = review(card, answer(day, correct=correct))
        day += timedelta(days=gap)
    assert card is not None
    far, near = (refit(card, MONDAY + timedelta(days=300 + days))["due"] for days in (60, 5))
    assert near <= far <= card["due"]
    assert refit(refit(card, MONDAY + timedelta(days=250)), None) == card


def test_what_would_fall_after_the_exam_is_spread_over_its_last_week(answer: Make) -> None:
    """The eve is no pile."""
    exam = MONDAY + timedelta(days=30)
    cards = []
    for number in range(140):
        seen = [answer(MONDAY + timedelta(days=d), item=f"i{number}") for d in (0, 3, 12, 20)]
        cards.append(review_cards(seen, exam)[f"i{number}"])
    by_day = [days_until(dict(card), exam) for card in cards]
    assert set(by_day) == set(range(-7, 0))
    assert max(by_day.count(day) for day in range(-7, 0)) < 40


def test_the_weakest_memory_comes_first_and_the_day_has_a_cap(answer: Make) -> None:
    """Twenty a day; the rest waits for tomorrow."""
    answers = [answer(item=f"i{n:02}", correct=n % 2 == 0) for n in range(30)]
    cards = review_cards(answers)
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    today = due(cards.values(), now)
    assert len(today) == 20
    assert [card["right"] for card in today] == [False] * 15 + [True] * 5
    assert [recall(card, now) for card in today] == sorted(recall(card, now) for card in today)
    assert len(due(cards.values(), now, cap=20, done=18)) == 2
    assert due(cards.values(), now, cap=20, done=25) == []
    assert due(cards.values(), datetime(2026, 11, 2, 13, tzinfo=UTC)) == []


def test_the_missed_deck_holds_what_was_last_answered_wrong(answer: Make) -> None:
    """Longest ago first; a right answer takes an item out."""
    later = MONDAY + timedelta(days=2)
    answers = [
        answer(item="b", correct=False),
        answer(item="a", correct=False),
        answer(item="c", correct=False),
        answer(later, item="c"),
        answer(later, item="b", correct=False),
    ]
    assert missed(review_cards(answers).values()) == ["a", "b"]


def test_cards_are_plain_json_and_the_same_answers_make_the_same_card(answer: Make) -> None:
    """Nothing random and nothing slow: no fuzz, and no constructor that sleeps."""
    answers = [answer(MONDAY + timedelta(days=n), item=f"i{n % 50}") for n in range(500)]
    began = clock.perf_counter()
    cards = review_cards(answers)
    assert clock.perf_counter() - began < 0.5
    assert json.loads(json.dumps(cards)) == cards == review_cards(answers)


@pytest.mark.parametrize(("ahead", "words"), [(1, "tomorrow"), (3, "Thursday"), (6, "Sunday"), (40, "12 December")])
def test_when_it_comes_back_is_said_as_people_say_it(answer: Make, ahead: int, words: str) -> None:
    """A weekday within the week, a date beyond."""
    day = datetime.combine(MONDAY + timedelta(days=ahead), time(3), UTC)
    card = {**review(None, answer()), "due": day.isoformat()}
    assert comes_back(card, datetime(2026, 11, 2, 13, tzinfo=UTC)) == words
    assert comes_back(card, day + timedelta(days=2)) == "today"
