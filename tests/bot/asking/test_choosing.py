"""Which sentences are worth saying, and which are not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.asking import intent
from bot.asking.choosing import ranked
from bot.asking.quoting import Material, write
from bot.asking.units import units
from retrieval.hits import Hit


@pytest.mark.parametrize(
    ("question", "text", "first"),
    [
        (
            "What does the archive keep?",
            "Open the archive first. The archive keeps closed tickets.",
            "The archive keeps",
        ),
        (
            "What does the archive keep?",
            "Let's see what the archive will keep. The archive keeps tickets.",
            "The archive",
        ),
        (
            "When is the archive open?",
            "- Whenever the archive is set up.\n- The archive is open on 3 days.",
            "The archive is",
        ),
        ("What is the default limit?", "`ARCHIVE_NAME`: the name and limit.\n\nThe default limit is 9.", "The default"),
    ],
)
def test_what_a_reader_would_skip_comes_last(hit_on: Callable[..., Hit], question: str, text: str, first: str) -> None:
    """Orders in answer to a question for facts, talk about the page, half sentences, and fields of a request."""
    assert ranked(intent.read(question), (hit_on(text),), {})[0].unit.text.startswith(first)


def test_links_to_other_pages_come_last(hit_on: Callable[..., Hit]) -> None:
    """What stands below "What's next" has the words of another page's title."""
    text = "Get facts about the archive vault."
    wish = intent.read("What are facts about the archive?")
    below, above = hit_on(text, heading="Archive › What's next"), hit_on(text, heading="Archive › Facts")
    assert ranked(wish, (below,), {})[0].score < ranked(wish, (above,), {})[0].score


def test_the_words_of_the_question_alone_are_no_answer(hit_on: Callable[..., Hit]) -> None:
    """A heading that repeats it says nothing."""
    assert write(intent.read("What is archive drift?"), Material((hit_on("- Archive drift"),))) == []


def test_a_row_without_column_names_reads_like_a_sentence(hit_on: Callable[..., Hit]) -> None:
    """Its short cells say what its sentence is about."""
    text = "Before.\n\n| Speed | Relay | The relay is faster than the vault by half. |"
    row = next(unit for unit in units(hit_on(text), 0) if unit.shape == "row")
    assert row.text == "Speed, Relay: The relay is faster than the vault by half."
