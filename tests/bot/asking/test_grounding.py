"""The gate: what is backed by its quote passes, what is not does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.asking.drafting import backing_of
from bot.asking.grounding import Gate, Sentence
from bot.asking.spans import Span
from retrieval.aliases import Aliases
from retrieval.hits import Hit

SOURCE = (
    "Bigtable online serving keeps 3 replicas and accepts 10,000 requests a minute. "
    "It does not support embeddings. Continuous sync is offered by Vertex AI Pipelines only."
)
SAID = [
    ("Bigtable serving holds three replicas and takes 10000 requests per minute.", None),
    ("Bigtable serving keeps 5 replicas.", "number"),
    ("Bigtable serving keeps four replicas.", "number"),
    ("It accepts 3 requests a minute.", "number"),
    ("Spanner online serving keeps 3 replicas.", "name"),
    ("Online serving by Spanner keeps 3 replicas.", "name"),
    ("Continuous sync is offered by Agent Platform Pipelines only.", None),
    ("Continuous sync is offered by Vertex AI Prediction only.", "name"),
    ("Set `serving_mode` for continuous sync.", "name"),
    ("Every restaurant recommends another dish for dinner.", "words"),
]


@pytest.fixture
def hit(hit_on: Callable[..., Hit]) -> Hit:
    return hit_on(SOURCE)


@pytest.fixture
def gate(aliases: Aliases) -> Gate:
    return Gate(lambda library, document: SOURCE, aliases)


@pytest.mark.parametrize(("text", "reason"), SAID)
def test_numbers_and_names_must_stand_in_the_cited_span(text: str, reason: str | None, gate: Gate, hit: Hit) -> None:
    """A rewording passes under any name of a product; another number, name or subject does not."""
    said = gate.admit(Sentence(text, (backing_of(text, hit, 0),)))
    assert [one.reason for one in gate.checked().dropped] == ([reason] if reason else [])
    assert (said is None) == (reason is not None)


def test_a_sentence_without_a_source_is_not_said(gate: Gate) -> None:
    """No citation, no sentence."""
    assert gate.admit(Sentence("Bigtable keeps replicas.", ())) is None
    assert gate.checked().dropped[0].reason == "nothing cited"


def test_a_quote_must_stand_in_the_document(hit: Hit) -> None:
    """A passage that the document no longer holds backs nothing."""
    gate = Gate(lambda library, document: "Another text altogether.")
    assert gate.admit(Sentence("Bigtable keeps replicas.", (Span(hit, 0, 0, 40),))) is None
    assert gate.checked().dropped[0].reason == "not verbatim"


@pytest.mark.parametrize(
    ("text", "denials"),
    [("It supports embeddings.", 1), ("It doesn't support embeddings.", 0), ("Bigtable serving keeps no replicas.", 1)],
)
def test_a_denial_on_one_side_only_is_reported(text: str, denials: int, gate: Gate, hit: Hit) -> None:
    """Words alone cannot judge a negation, so it is said and reported."""
    assert gate.admit(Sentence(text, (backing_of(text, hit, 0),))) is not None
    assert len(gate.checked().denials) == denials


def test_a_passage_is_one_row_of_the_table(gate: Gate, hit: Hit) -> None:
    """Two sentences of one passage share a number, and its quote holds both."""
    first, second = (Span(hit, 0, start, end) for start, end in hit.passage.sentences[:2])
    gate.admit(Sentence("Bigtable keeps 3 replicas.", (first,)))
    gate.admit(Sentence("It does not support embeddings.", (second,)))
    checked = gate.checked()
    assert checked.text == "Bigtable keeps 3 replicas [1]. It does not support embeddings [1]."
    assert [citation.quote for citation in checked.citations] == [SOURCE[first.start : second.end]]


def test_layout_survives(gate: Gate, hit: Hit) -> None:
    """Steps keep their numbers, code its fence; every line carries its mark."""
    span = Span(hit, 0, 0, len(SOURCE))
    gate.admit(Sentence("1. Keep 3 replicas", (span,), "item"))
    gate.admit(
        Sentence(
            "Continuous sync", (Span(hit, 0, SOURCE.index("Continuous sync"), SOURCE.index(" is offered")),), "code"
        )
    )
    assert gate.checked().text == "1. Keep 3 replicas [1]\n```\nContinuous sync\n```\n[1]"


def test_code_is_said_letter_for_letter(gate: Gate, hit: Hit) -> None:
    """Code that differs from its source is not said."""
    assert gate.admit(Sentence("Continuous sink", (Span(hit, 0, 0, len(SOURCE)),), "code")) is None


def test_marks_and_links_of_the_writer_are_not_taken_over(gate: Gate, hit: Hit) -> None:
    """Only the gate sets marks, and links exist only as sources."""
    said = gate.admit(
        Sentence("Bigtable [9] keeps [replicas](https://evil.example) <!channel>.", (Span(hit, 0, 0, 80),))
    )
    assert said == "Bigtable keeps replicas [1]."
