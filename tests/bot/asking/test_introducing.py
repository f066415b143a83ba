"""Sentences that point at what comes next: said with it, or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from bot.asking import intent
from bot.asking.grounding import Sentence
from bot.asking.quoting import Material, write
from bot.asking.units import as_sentence, units
from retrieval.hits import Hit

LIST = "The archive keeps the following kinds of ticket:\n\n- Open tickets.\n- Closed tickets.\n- Lost tickets.\n"
STEPS = "1. Open the page.\n2. Click Reopen.\n3. Confirm it.\n"


def lines_of(text: str, mark: int) -> tuple[tuple[int, int], ...]:
    """Where the items of a list stand, without their marks of so many characters."""
    return tuple((line.start() + mark, line.end()) for line in re.finditer(r"^(?:-|\d\.) .+", text, re.MULTILINE))


def said(question: str, *hits: Hit) -> list[Sentence]:
    return write(intent.read(question), Material(hits, weights={"ticket": 1.0, "archiv": 1.0}))


@pytest.mark.parametrize(
    ("text", "introduces"),
    [
        ("The archive keeps these kinds of ticket:", True),
        ("The following chart lists the kinds of ticket that the archive keeps, and for how long.", True),
        ("Run the following command to empty the archive before you close it for the night.", True),
        ("The archive is emptied as shown below.", True),
        ("The archive keeps the following kinds of ticket: open, closed and lost.", False),
        ("Tickets of the following day are kept.", False),
        ("A ticket followed by another is kept once.", False),
    ],
)
def test_it_is_known_by_its_words(hit_on: Callable[..., Hit], text: str, introduces: bool) -> None:
    """A colon at the end, or words that point on; what says itself what it announces points at nothing."""
    assert units(hit_on(text), 0)[0].introduces is introduces


def test_it_comes_with_its_list(hit_on: Callable[..., Hit]) -> None:
    """Whatever kind of answer was asked for."""
    hit = hit_on(LIST, sentences=((0, 48), *lines_of(LIST, 2)))
    texts = [one.text for one in said("Does the archive keep every ticket?", hit)]
    assert texts == [
        "The archive keeps the following kinds of ticket:",
        "- Open tickets.",
        "- Closed tickets.",
        "- Lost tickets.",
    ]


def test_it_is_what_a_question_for_several_things_wants(hit_on: Callable[..., Hit]) -> None:
    """Although another sentence has more of the question's words."""
    text = "A ticket that the archive keeps is a ticket of one of three kinds.\n\n" + LIST
    start = text.index("The archive keeps the")
    items = tuple((first + start, last + start) for first, last in lines_of(LIST, 2))
    hit = hit_on(text, sentences=((0, 67), (start, start + 48), *items))
    assert (
        said("Which tickets does the archive keep?", hit)[0].text == "The archive keeps the following kinds of ticket:"
    )


def test_a_list_under_an_item_comes_with_the_sentence_in_it(hit_on: Callable[..., Hit]) -> None:
    """Its own items, not those beside it."""
    text = (
        "- The archive. The archive must hold the following tickets:\n  - Open tickets.\n  - Lost tickets.\n"
        "- The cellar. The cellar holds nothing at all.\n"
    )
    quotes = ("The archive.", "The archive must hold the following tickets:", "Open tickets.", "Lost tickets.")
    sentences = tuple((text.index(one), text.index(one) + len(one)) for one in (*quotes, "The cellar."))
    texts = [one.text for one in said("Which tickets must the archive hold?", hit_on(text, sentences=sentences))]
    assert texts == [quotes[1], "- Open tickets.", "- Lost tickets."]


def test_it_is_left_out_where_nothing_follows(hit_on: Callable[..., Hit]) -> None:
    """Another sentence is said instead."""
    hit = hit_on("The following chart shows how long the archive keeps a ticket. A closed ticket is kept for 90 days.")
    assert [one.text for one in said("Does the archive keep a ticket?", hit)] == [
        "A closed ticket is kept for 90 days."
    ]


def test_a_row_names_its_columns(hit_on: Callable[..., Hit]) -> None:
    """Also where nothing stands above the first one; of a long row only what was asked about is said."""
    long = "A value that takes a great many words to write down, as values in wide tables often do. " * 2
    table = f"| Tuning | No. {long}| Yes. {long}|"
    row = units(hit_on(table, context="AutoML | Custom", sentences=((0, len(table)),)), 0)[0]
    assert row.text.startswith("Tuning — AutoML: No.")
    assert "Custom: Yes." in row.text
    assert "Custom" not in as_sentence(row, {"automl"})
