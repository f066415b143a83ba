"""The same search as a LangChain retriever."""

from __future__ import annotations

from retrieval.langchain import StudyhallRetriever
from retrieval.retriever import Retriever


def test_a_chain_gets_passages_with_what_a_citation_needs(retriever: Retriever) -> None:
    """Verbatim text, and where it stands."""
    documents = StudyhallRetriever(search=retriever.search).invoke("What is prediction drift?")
    assert documents[0].page_content.startswith("Prediction drift is a change")
    assert documents[0].metadata["source"] == "drift.md"
    assert documents[0].metadata["lines"] == [3, 3]
