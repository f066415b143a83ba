"""Where sections begin, for questions that ask what something is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rigs.hashing_embedder import HashingEmbedder

from index.builder import build
from index.editions import Edition, Shelf
from retrieval.confidence import content
from retrieval.hits import Found
from retrieval.retriever import Retriever

FILLER = " ".join(f"Relay number {number} forwards gradients to worker {number}." for number in range(60))
INTRODUCTION = " ".join(f"Machine number {number} of the hall stands in row {number}." for number in range(20))
PAGE = f"""# Overview

{INTRODUCTION}

## What is a relay?

A relay is a server that adds gradients up.

{FILLER}
"""


@pytest.fixture(scope="module")
def open_edition(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Edition]:
    folder: Path = tmp_path_factory.mktemp("long")
    (folder / "relay.md").write_text(PAGE, "utf-8")
    shelf = Shelf(tmp_path_factory.mktemp("data") / "home")
    build([str(folder)], shelf, HashingEmbedder())
    return lambda _: shelf.current()


def search(retriever: Retriever, question: str) -> Found:
    """With only passages found that stand further down."""
    found = retriever.search(question, ("home",))
    below = tuple(hit for hit in found.hits if "A relay is a server" not in hit.passage.text)
    return Found(found.question, below, found.confidence, found.editions, {}, vector=found.vector)


def test_the_section_named_for_it_is_opened(open_edition: Callable[[str], Edition]) -> None:
    """Its first passage comes with its own sentences' nearness, and the score of its section."""
    retriever = Retriever(open_edition, HashingEmbedder())
    question = "What is a relay?"
    found = search(retriever, question)
    assert found.hits
    (opened,) = retriever.openings(found, content(question))
    assert "A relay is a server that adds gradients up." in opened.passage.text
    assert len(opened.cosines) == len(opened.passage.sentences)
    assert opened.score in {hit.score for hit in found.hits}


def test_a_section_named_for_something_else_is_not(open_edition: Callable[[str], Edition]) -> None:
    """Only what is asked for is looked up at its beginning."""
    retriever = Retriever(open_edition, HashingEmbedder())
    assert retriever.openings(search(retriever, "What is a worker?"), content("What is a worker?")) == []
