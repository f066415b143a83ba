"""The search: what is found, in which order, and what can never be."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from retrieval.retriever import Retriever


def documents(retriever: Retriever, question: str, libraries: Sequence[str] = ("home",)) -> list[str]:
    return [hit.passage.document for hit in retriever.search(question, libraries).hits]


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("What is training-serving skew?", "skew.md"),
        ("how does the data change over time", "drift.md"),
        ("what does infravalidator look at", "drift.md"),
        ("how often is a failed step retried in Vertex AI Pipelines?", "pipelines.md"),
    ],
)
def test_the_document_that_answers_comes_first(retriever: Retriever, question: str, document: str) -> None:
    """By words, by meaning, by a name typed in small letters, and by an older name."""
    assert documents(retriever, question)[0] in {document, document.replace("skew", "copy")}


def test_a_library_out_of_scope_is_never_opened(retriever: Retriever, asked_for: list[str]) -> None:
    """Nothing of it can come out, because it is not looked into."""
    assert "plan.md" not in documents(retriever, "when is the secret launch of drift monitoring?")
    assert asked_for == ["home"]


def test_libraries_are_ranked_together(retriever: Retriever) -> None:
    """What is readable in two libraries comes out as one ranking, each hit with its library."""
    found = retriever.search("when is the secret launch of drift monitoring?", ("home", "secret"))
    assert (found.hits[0].library, found.hits[0].passage.document) == ("secret", "plan.md")
    assert len(found.editions) == 2


def test_the_same_text_is_found_once(retriever: Retriever) -> None:
    """A copy of a page takes no place."""
    assert len({"skew.md", "copy.md"} & set(documents(retriever, "training-serving skew"))) == 1


def test_an_old_page_stands_below_the_current_one_unless_asked_for(retriever: Retriever) -> None:
    """Deprecated is worse, but not when somebody asks for just that."""
    order = documents(retriever, "how often is a failed pipeline step retried?")
    assert order.index("pipelines.md") < order.index("old/pipelines.md")
    order = documents(retriever, "how often is a failed step retried in deprecated pipelines?")
    assert order.index("old/pipelines.md") < order.index("pipelines.md")


def test_an_older_name_is_told(retriever: Retriever) -> None:
    """The answer can say what the product is called now."""
    found = retriever.search("do vertex ai pipelines run containers?", ("home",))
    assert found.renamed == (("Vertex AI Pipelines", "Agent Platform Pipelines"),)


def test_no_library_finds_nothing(retriever: Retriever) -> None:
    """Where nothing may be read, nothing is found."""
    found = retriever.search("what is drift?", ())
    assert (found.hits, found.confidence) == ((), 0.0)


def test_a_reranker_has_the_last_word(retriever: Retriever) -> None:
    """Where one is configured, its order counts."""
    shortest_first = Retriever(
        retriever.open_edition, retriever.embedder, reranker=lambda question, texts: [-len(text) for text in texts]
    )
    hits = shortest_first.search("training data and serving data over time", ("home",)).hits
    assert [len(hit.passage.text) for hit in hits] == sorted(len(hit.passage.text) for hit in hits)
