"""The same search for LangChain: a retriever that any chain or agent can use.

StudyhallRetriever(search=retriever.search, libraries=("home",)).invoke("what is drift?")
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from retrieval.hits import Found, Hit


class StudyhallRetriever(BaseRetriever):
    """Passages as LangChain documents; what a citation needs is in their metadata."""

    search: Callable[..., Found]
    libraries: tuple[str, ...] = ("home",)
    limit: int = 8

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        found = self.search(query, self.libraries, self.limit)
        return [_document(hit, found.confidence) for hit in found.hits]


def _document(hit: Hit, confidence: float) -> Document:
    passage = hit.passage
    metadata: dict[str, Any] = {
        "source": passage.document,
        "title": passage.title,
        "heading": passage.heading,
        "lines": list(passage.lines),
        "page": passage.page,
        "cell": passage.cell,
        "url": passage.url,
        "status": passage.status,
        "score": hit.score,
        "confidence": confidence,
        "library": hit.library,
    }
    return Document(id=passage.id, page_content=passage.text, metadata=metadata)
