"""Without the embedder a search still finds what has the words, and still knows what it has not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from rigs.hashing_embedder import HashingEmbedder

from retrieval.confidence import WORDS_ALONE, calibration_of
from retrieval.retriever import NoVector, Retriever


class Gone(HashingEmbedder):
    """Has no vectors any more."""

    def encode(self, texts: Sequence[str]):
        raise NoVector


@pytest.mark.parametrize(
    ("question", "document"),
    [("What is training-serving skew?", "skew.md"), ("what is prediction drift?", "drift.md")],
)
def test_words_alone_find_it(retriever: Retriever, question: str, document: str) -> None:
    """And are sure enough to answer."""
    found = replace(retriever, embedder=Gone()).search(question, ("home",))
    assert found.hits[0].passage.document in {document, document.replace("skew", "copy")}
    assert found.confidence >= found.thresholds["answer"]
    assert found.thresholds == calibration_of(WORDS_ALONE)["thresholds"]


def test_words_alone_do_not_make_things_up(retriever: Retriever) -> None:
    """Off the topic nothing is sure."""
    found = replace(retriever, embedder=Gone()).search("who won the football world cup in 1998?", ("home",))
    assert found.confidence < found.thresholds["answer"]
