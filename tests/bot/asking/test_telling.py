"""How to do something: the section is looked up by its headings, then told in its own order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest

from bot.asking import intent
from bot.asking.quoting import Material, write
from bot.asking.sections import is_way, paths
from retrieval.hits import Hit

Making = Callable[..., Hit]
STEPS = "1. Open the page.\n2. Click Reopen.\n3. Confirm it.\n"
WEIGHTS = {"reopen": 2.0, "ticket": 1.0, "close": 1.0, "mount": 3.0, "tier": 3.0}


def items(text: str) -> tuple[tuple[int, int], ...]:
    """Where the steps of a text stand, without their numbers."""
    return tuple((line.start() + 3, line.end()) for line in re.finditer(r"^\d\. .+", text, re.MULTILINE))


def said(question: str, *hits: Hit, section: Sequence[Hit] = ()) -> list[str]:
    """What is said for a question where ``hits`` were found; ``section`` holds the first one."""
    material = Material(hits, weights=WEIGHTS, section=lambda hit: section if hit in section else (hit,))
    return [one.text for one in write(intent.read(question), material)]


@pytest.mark.parametrize(
    "heading", ["Console", "REST", "Linux, macOS, or Cloud Shell", "Agent Platform SDK for Python"]
)
def test_a_way_is_known_by_its_words(heading: str) -> None:
    """It says by what means, and nothing of what is done."""
    assert is_way(heading)
    assert not is_way(f"{heading}: reopen a ticket")
    assert not is_way("Google Cloud")


def test_a_way_belongs_to_the_heading_before_it() -> None:
    """Whether it stands below that or beside it."""
    below = ["Reopen", "Reopen › Console", "Reopen › gcloud › Windows (PowerShell)", "Close"]
    assert list(paths(below)) == [("Reopen",), ("Reopen",), ("Reopen",), ("Close",)]
    beside = ["Tickets", "Tickets › Reopen", "Tickets › Console", "Tickets › REST", "Tickets › Close"]
    reopen = ("Tickets", "Reopen")
    assert list(paths(beside)) == [("Tickets",), reopen, reopen, reopen, ("Tickets", "Close")]


def test_the_heading_decides_and_not_the_nearest_sentence(hit_on: Making) -> None:
    """What is about the same thing, but tells another act, is left alone."""
    near = hit_on("A ticket that you reopen keeps its number. Reopen a ticket only once.", heading="About tickets")
    steps = hit_on(STEPS, "desk.md", heading="Reopen a ticket › Console", sentences=items(STEPS))
    texts = said("How do I reopen a ticket?", near, steps)
    assert texts == ["1. Open the page.", "2. Click Reopen.", "3. Confirm it."]


def test_steps_beside_their_heading_are_found(hit_on: Making) -> None:
    """The passage that was found has only the heading's sentence; the steps stand under the way after it."""
    lead = hit_on("A ticket can be reopened for a week.", heading="Tickets › Reopen a ticket")
    steps = hit_on(STEPS, heading="Tickets › Console", lines=(5, 7), sentences=items(STEPS))
    assert "2. Click Reopen." in said("how to reopen a ticket", lead, section=(lead, steps))


def test_what_prepares_or_limits_is_not_the_way(hit_on: Making) -> None:
    """Steps under "Before you begin" come before what was asked for."""
    before = hit_on(STEPS, heading="Reopen a ticket › Before you begin", sentences=items(STEPS))
    told = hit_on("Send the ticket number to the desk. It is reopened by hand.", "b.md", heading="Reopen a ticket")
    assert said("How do I reopen a ticket?", before, told) == [
        "Send the ticket number to the desk.",
        "It is reopened by hand.",
    ]


def test_the_sentence_that_points_at_the_code_leads_it_in(hit_on: Making) -> None:
    """Not the last one of its paragraph, which may be a remark."""
    text = "Enter the following command to reopen a ticket. Both desks are in one region.\n\n    desk reopen TICKET\n"
    first = text.index("Both")
    hit = hit_on(text, heading="Reopen a ticket", sentences=((0, first - 1), (first, first + 30)))
    assert said("How do I reopen a ticket?", hit)[0] == "Enter the following command to reopen a ticket."


def test_a_comment_in_code_does_not_make_it_prose(hit_on: Making) -> None:
    """Sample code often says where something is to be filled in."""
    text = "Reopen a ticket with this code:\n\n    with desk.open():\n        # Add your own checks here.\n        reopen()\n"
    assert "reopen()" in said("How do I reopen a ticket?", hit_on(text, heading="Reopen", sentences=((0, 31),)))[1]


def test_the_default_of_a_field_is_told_with_the_field(hit_on: Making) -> None:
    """The value stands sentences after the name that the question asks for."""
    text = "- `tier`: the tier of a ticket. It must be a number. The default value is `3`.\n"
    cuts = [(2, 31), (32, 52), (53, 78)]
    hit = hit_on(text, heading="Arguments", sentences=tuple(cuts))
    assert said("What is the default tier?", hit) == ["`tier`: the tier of a ticket.", "The default value is `3`."]


def test_the_limits_of_two_versions_do_not_disagree(hit_on: Making) -> None:
    """Each is of its own."""
    new = hit_on("For the `Desk 2.5` version, 900 is the maximum number of tickets that are kept.", "new.md")
    old = hit_on("For the `Desk 2.0` version, 200 is the maximum number of tickets that are kept.", "old.md")
    material = Material((new, old), weights={"ticket": 1.0, "desk": 1.0})
    told = write(intent.read("What is the maximum number of tickets in Desk 2.5?"), material)
    assert not any(one.remark for one in told)
