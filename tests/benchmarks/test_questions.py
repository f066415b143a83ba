"""The questions over the handbook: their documents are there, and hold what a right answer says."""

from __future__ import annotations

import pytest

from benchmarks.asked import HANDBOOK, OF_HANDBOOK, Asked, load

QUESTIONS = load(OF_HANDBOOK)


@pytest.mark.parametrize("asked", [one for one in QUESTIONS if one.answerable], ids=lambda one: one.id)
def test_a_right_answer_stands_in_the_documents(asked: Asked) -> None:
    """At least one alternative of each point."""
    text = " ".join(" ".join((HANDBOOK / name).read_text("utf-8").split()) for name in asked.documents).casefold()
    assert all(any(word.casefold() in text for word in group) for group in asked.points)


def test_half_of_the_questions_is_kept_for_judging() -> None:
    """What the refusal is fitted on is not what it is judged by."""
    uses = [one.use for one in QUESTIONS]
    assert abs(uses.count("fit") - uses.count("test")) <= 1
    assert len({one.question for one in QUESTIONS}) == len(QUESTIONS) == uses.count("fit") + uses.count("test")
