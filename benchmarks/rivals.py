"""What the answers are measured against: BM25 alone, and the usual LangChain recipe.

The recipe is the one tutorials teach: RecursiveCharacterTextSplitter at 1000/200, the same embedder,
a flat FAISS index, the four nearest chunks.  Its vectors take long, so they are kept beside the index.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.edition import Edition
from index.embedding import Embedder

FOUR = 4
CHUNK, OVERLAP = 1000, 200
SLAB = 256


class PlainWords:
    """BM25 over the same passages, nothing else."""

    name = "BM25"

    def __init__(self, edition: Edition) -> None:
        self._edition = edition

    def documents(self, question: str) -> list[str]:
        """The documents of the best passages, best first."""
        return [self._edition.passages[number].document for number, _ in self._edition.lexical.search(question, 20)]


class Recipe:
    """Chunks of 1000 characters, cosine, top four."""

    name = "LangChain recipe"

    def __init__(self, chunks: Sequence[str], vectors: np.ndarray, embedder: Embedder) -> None:
        import faiss

        self._documents = chunks
        self._embedder = embedder
        self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(vectors)

    def documents(self, question: str) -> list[str]:
        """The documents of the four nearest chunks, best first."""
        _, numbers = self._index.search(self._embedder.encode([question]), FOUR)
        return [self._documents[number] for number in numbers[0]]


def open_recipe(edition: Edition, embedder: Embedder, kept: Path) -> Recipe:
    """Embed every document's text as the recipe does, once."""
    vectors_file, documents_file = kept / "recipe.npy", kept / "recipe.json"
    if not vectors_file.exists():
        kept.mkdir(parents=True, exist_ok=True)
        began = time.perf_counter()
        documents, chunks = _chunks(edition)
        vectors = np.concatenate([embedder.encode(chunks[at : at + SLAB]) for at in range(0, len(chunks), SLAB)])
        np.save(vectors_file, vectors, allow_pickle=False)
        documents_file.write_text(json.dumps(documents), "utf-8")
        print(f"the recipe embedded {len(chunks)} chunks in {time.perf_counter() - began:.0f} s")
    return Recipe(json.loads(documents_file.read_text("utf-8")), np.load(vectors_file, allow_pickle=False), embedder)


def _chunks(edition: Edition) -> tuple[list[str], list[str]]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
    documents: list[str] = []
    chunks: list[str] = []
    for path in edition.documents:
        parts = splitter.split_text(edition.document_text(path))
        documents += [path] * len(parts)
        chunks += parts
    return documents, chunks
