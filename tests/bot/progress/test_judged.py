"""Answers as they read today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from bot.progress.facts import Answer, Outage, Regrade, Withdrawal
from bot.progress.judged import judged, points

Make = Callable[..., Answer]
LATER = datetime(2026, 12, 1, tzinfo=UTC)


def test_a_corrected_key_turns_answers_to_that_version(answer: Make) -> None:
    """Wrong becomes right and earns its points; right becomes wrong; other versions stay."""
    facts = [
        answer(delivery="1", correct=False, options=("c",), trap="scale"),
        answer(delivery="2", options=("a",)),
        answer(delivery="3", version=2, options=("a",)),
        answer(delivery="4", correct=False, options=("c",), first=False),
        Regrade("i1", 1, ("c",), LATER, "the documents changed"),
    ]
    assert [(a.correct, a.points, a.trap) for a in judged(facts)] == [
        (True, 20, None),
        (False, 0, None),
        (True, 20, None),
        (True, 0, None),
    ]


def test_the_last_correction_holds(answer: Make) -> None:
    """By when it was made, not by where it stands in the list."""
    second = Regrade("i1", 1, ("a",), LATER, "after all")
    first = Regrade("i1", 1, ("c",), LATER.replace(hour=0, day=2, month=11), "a dispute")
    assert judged([second, answer(), first])[0].correct


def test_several_options_are_right_only_together(answer: Make) -> None:
    """Order does not matter, completeness does."""
    facts = [answer(options=("b", "a")), answer(delivery="2", options=("a",))]
    assert [a.correct for a in judged([*facts, Regrade("i1", 1, ("a", "b"), LATER, "")])] == [True, False]


def test_a_withdrawn_item_is_read_no_more(answer: Make) -> None:
    """Its answers teach nobody anything."""
    facts = [answer(), answer(item="i2"), Outage(LATER, LATER.date(), ""), Withdrawal("i1", LATER, "two keys")]
    assert [a.item for a in judged(facts)] == ["i2"]


def test_points_follow_difficulty_and_nothing_else() -> None:
    """Ten a step, none for a wrong answer."""
    assert [points(difficulty, True) for difficulty in (1, 2, 3)] == [10, 20, 30]
    assert points(3, False) == 0
