"""What a how-to question wants done, and which page tells that."""

from __future__ import annotations

import pytest

from index.passages import Passage
from retrieval.acts import act_of, fit


def page(title: str, heading: str = "", document: str = "page.md") -> Passage:
    return Passage("id", document, title, heading, (1, 1), "", ())


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("How do I create a feature view?", "Create a feature view"),
        ("how to remove a feature view", "Delete a feature view"),
        ("How can I change a feature view?", "Update a feature view"),
        ("How do I list feature views?", "List feature views"),
        ("What is the command to export a model?", "Export models"),
        ("Which statement deletes a feature view?", "Delete a feature view"),
    ],
)
def test_the_page_that_tells_it_goes_before_the_others(question: str, title: str) -> None:
    """A page on another act with the same thing is a worse place to look."""
    others = {"Create a feature view", "Delete a feature view", "Update a feature view", "List feature views"} - {title}
    assert fit(question, page(title)) > 0
    assert all(fit(question, page(other)) < 0 for other in others)


def test_the_nearest_heading_counts() -> None:
    """A page may tell of several acts, and a page that names none is neither better nor worse."""
    question = "How do I delete an experiment?"
    assert fit(question, page("Create or delete an experiment")) > 0
    assert fit(question, page("Create or delete an experiment", "Experiments › Create one")) < 0
    assert fit(question, page("Experiments", "Delete one › Console")) > 0
    assert fit(question, page("Experiments", document="delete-experiment.md")) > 0
    assert fit(question, page("Experiments")) == 0.0


def test_acts_that_go_together_are_no_rivals() -> None:
    """Whoever trains a model creates it."""
    assert fit("How do I train a recommender?", page("Create recommendations")) == 0.0


def test_nobody_else_wants_it_gone() -> None:
    """A page that only tells how to end a thing helps no other question, and a bare request wants something done, too."""
    assert fit("How do I resize a cluster?", page("Delete a cluster")) < 0
    assert fit("delete cluster", page("Delete a cluster")) > 0


@pytest.mark.parametrize("question", ["What is a feature view?", "Can I delete a run?", "Who creates the view?"])
def test_other_questions_want_nothing_done(question: str) -> None:
    """Only a how-to does."""
    assert act_of(question) is None
