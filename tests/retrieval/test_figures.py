"""Whether the figure that a question asks for is there at all."""

from __future__ import annotations

import pytest

from index.passages import Passage
from index.sentences import spans
from retrieval.figures import missing
from retrieval.hits import Hit


def found(text: str) -> list[Hit]:
    passage = Passage("id", "page.md", "Desk", "", (1, 1), text, tuple(spans(text)))
    return [Hit(passage, 1.0, "home", cosines=(0.5,) * len(passage.sentences))]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What score do I need to pass?", "The value of a model is not only its F1 score."),
        ("How many tickets does Desk 3.5 keep?", "Tickets are kept in Desk 3.5."),
        ("What is the largest number of tickets?", "You need to create one in each of your tickets."),
        ("What is the release date of Desk?", "Desk was released to everybody."),
        ("How much budget did the desk have?", "The desk cut its response time by 30%."),
    ],
)
def test_another_figure_is_not_the_one_asked_for(question: str, text: str) -> None:
    """One inside a name, one that the question says itself, one of another kind."""
    assert missing(question, found(text))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many tickets does Desk 3.5 keep?", "Desk 3.5 keeps 200 tickets."),
        ("How many desks may a team have?", "A team may have only one of these desks."),
        ("What is the maximum number of tickets?", "There is no limit on tickets."),
        ("What is the release date of Desk?", "Desk was released in March 2024."),
    ],
)
def test_the_one_asked_for_is_seen(question: str, text: str) -> None:
    """In digits or in words."""
    assert not missing(question, found(text))
