"""Which sentences are worth saying, and which are not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

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


@pytest.mark.parametrize(
    "text",
    [
        "**Archive tickets.** The archive keeps closed tickets for 90 days.",
        "@keep(archive) def tickets_of_the_archive(): pass.\n\nThe archive keeps closed tickets for 90 days.",
        "Ticket\nArchive kept\nDays (max)\nPart no.\n\nThe archive keeps closed tickets for 90 days.",
    ],
)
def test_a_label_code_and_the_head_of_a_table_are_never_said(hit_on: Callable[..., Hit], text: str) -> None:
    """Nor are they brought along as what stands before a sentence."""
    said = " ".join(one.text for one in write(intent.read("What does the archive keep?"), Material((hit_on(text),))))
    assert said == "The archive keeps closed tickets for 90 days."


ENTRIES = "- 2024-01-15: the late fee is 6 euros.\n- 2026-11-01: the late fee is 8 euros, as agreed before."


@pytest.mark.parametrize(
    ("question", "fee"), [("how much is the late fee", "8"), ("what was the late fee in 2024", "6")]
)
def test_the_last_of_dated_entries_counts(hit_on: Callable[..., Hit], question: str, fee: str) -> None:
    """Unless another time is asked about."""
    lines = tuple((start, start + len(line)) for line in ENTRIES.split("\n") if (start := ENTRIES.index(line) + 2))
    hit = hit_on(ENTRIES, sentences=tuple((first, last - 2) for first, last in lines))
    assert f"is {fee} euros" in ranked(intent.read(question), (hit,), {})[0].unit.text


def test_a_definition_is_said_with_its_term(hit_on: Callable[..., Hit]) -> None:
    """In a list of definitions the term stands in an item of its own."""
    lines = [
        "- messagebus",
        "- The dbus daemon runs as this user.",
        "- postfix",
        "- The mail server runs as this user.",
    ]
    text = "\n".join(lines)
    hit = hit_on(text, sentences=tuple((text.index(line) + 2, text.index(line) + len(line)) for line in lines))
    said = write(intent.read("Which user runs the dbus daemon?"), Material((hit,)))
    assert (said[0].label, said[0].text) == ("messagebus", "The dbus daemon runs as this user.")


def test_a_version_that_only_the_heading_has_is_said(hit_on: Callable[..., Hit]) -> None:
    """As in a change log; one that the question names itself is no answer."""
    text = "## 4.2.0 (2026-10-19)\n\nThe map is new.\n\n## 4.1.0 (2026-07-14)\n\nPaying by telephone was added."
    hit = hit_on(
        text,
        sentences=tuple(
            (text.index(one), text.index(one) + len(one))
            for one in ("The map is new.", "Paying by telephone was added.")
        ),
    )
    said = write(intent.read("Since when is paying by telephone possible?"), Material((hit,)))
    assert said[0].label == "4.1.0 (2026-07-14)"


def test_what_an_old_page_says_comes_after_what_holds_now(hit_on: Callable[..., Hit]) -> None:
    """Although the old page is the nearer one; asked for what was, it goes first."""
    old = hit_on("The gates open at 8:30.", "rules-2021.md", status="legacy")
    new = replace(hit_on("The gates open at 8:10.", "rules.md"), score=0.9)
    assert write(intent.read("When do the gates open?"), Material((old, new)))[0].text == "The gates open at 8:10."
    assert "8:30" in write(intent.read("When did the gates open in the legacy rules?"), Material((old, new)))[0].text
