"""Monday's six lines, and what they never tell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.groups.digest import Week, digest
from bot.progress.facts import Answer

Make = Callable[..., Answer]
MONDAY = date(2026, 11, 2)
TITLES = {"4": "Serving and scaling", "5": "Pipelines"}


def week_of(answer: Make, people: int, *, right: dict[str, int], each: int = 4) -> list[Answer]:
    """Every person answers ``each`` items a section, the first ``right[section]`` of them correctly."""
    return [
        answer(
            MONDAY + timedelta(days=n),
            learner=f"l{person}",
            item=f"{name}-{n}",
            objectives=(f"{name}.1",),
            correct=n < right[name],
        )
        for person in range(people)
        for name in right
        for n in range(each)
    ]


def test_six_lines_for_the_lead(answer: Make) -> None:
    """Took part, strongest, weakest, open questions, cost, one suggestion."""
    facts = week_of(answer, 7, right={"4": 3, "5": 1})
    week = Week(MONDAY, ("How do I rotate keys?", "What is our quota?", "Who owns X?", "Why?"), 0.5)
    told = digest(facts, {f"l{n}" for n in range(9)}, week, TITLES)
    assert told.lines == (
        "Week of 2 November: 7 of 9 took part.",
        "Strongest: Serving and scaling, 75 % right, from 28 answers.",
        "Weakest: Pipelines, 25 % right, from 28 answers.",
        "4 questions your documents could not answer: “How do I rotate keys?”, “What is our quota?”, "
        "“Who owns X?” and 1 more.",
        "Cost of the week: 0.50 USD.",
        "Suggestion: a group quiz on Pipelines.",
    )
    assert told.suggestion == "5"


def test_other_weeks_and_other_people_do_not_count(answer: Make) -> None:
    """Only the members, only the seven days."""
    facts = [
        answer(MONDAY - timedelta(days=1), learner="l0"),
        answer(MONDAY + timedelta(days=7), learner="l1"),
        answer(MONDAY, learner="stranger"),
    ]
    told = digest(facts, {f"l{n}" for n in range(5)}, Week(MONDAY), TITLES)
    assert told.lines[0] == "Week of 2 November: 0 of 5 took part."


def test_what_was_shared_is_shown_with_its_name(answer: Make) -> None:
    """By choice, also in a small group."""
    told = digest([], {"l0", "l1"}, Week(MONDAY, shared={"Ana": "Pipelines"}), TITLES)
    assert told.lines[2] == "Shared with you: Ana: Pipelines."


@given(st.integers(0, 4), st.integers(1, 12), st.integers(0, 4))
def test_under_five_people_nothing_about_anybody_is_told(answer: Make, people: int, members: int, right: int) -> None:
    """Whatever four or fewer did, the lines are the same as if they had done nothing."""
    names = {f"l{n}" for n in range(members)}
    busy = digest(week_of(answer, people, right={"4": right, "5": 0}), names, Week(MONDAY), TITLES)
    idle = digest([], names, Week(MONDAY), TITLES)
    assert busy.lines[1:] == idle.lines[1:]
    assert members >= 5 or busy == idle


def test_areas_that_are_alike_are_not_called_strongest_and_weakest(answer: Make) -> None:
    """The same share right in each: what is said instead is where the fewest answers are."""
    facts = week_of(answer, 5, right={"4": 2, "5": 2})
    told = digest(facts, {f"l{n}" for n in range(5)}, Week(MONDAY), TITLES)
    assert told.lines[1:3] == ("No area stands out: 50 % right in each.", "Fewest answers: Serving and scaling, 20.")


def test_a_week_without_open_questions_does_not_claim_that_questions_were_answered(answer: Make) -> None:
    """Perhaps nobody asked."""
    assert (
        digest([], set(), Week(MONDAY), TITLES).lines[3]
        == "Nobody passed on a question that your documents could not answer."
    )
