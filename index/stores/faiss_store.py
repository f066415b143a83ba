"""The meaning half: passage vectors in FAISS, sentence vectors beside them, both read through a memory map.

Exact search for small libraries; above 50,000 passages a graph (HNSW), because an exact scan would cost more than the
rest of an answer. FAISS is held to one thread: on small machines its thread pool makes single searches several times
slower. FAISS notices a truncated file but not a flipped bit, so an edition's checksums are what guards these files.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.arrays import array
from index.files import Files

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.encoding import Floats, Halves

EXACT_UP_TO = 50_000
SCANNED_UP_TO = 5_000
LINKS, EFFORT_BUILDING, EFFORT_SEARCHING = 32, 120, 96
VECTORS, SENTENCES, ROWS, OFFSETS = "vectors.faiss", "sentences.npy", "sentence_rows.npy", "sentence_offsets.npy"


class VectorStore:
    def __init__(
        self,
        index: Any,
        written: NDArray[np.uint8],
        sentences: Halves,
        rows: NDArray[np.int32],
        offsets: NDArray[np.int64],
    ) -> None:
        self._index = index
        self._written = written  # the index reads its vectors there, for as long as it lives
        self._sentences = sentences  # each wording once, however many passages say it
        self._rows = rows
        self._offsets = offsets

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    @property
    def sentence_count(self) -> int:
        return len(self._rows)

    def nearest(self, vector: Floats, k: int, among: NDArray[np.bool_] | None = None) -> list[tuple[int, float]]:
        """The `k` passages of highest cosine, among those allowed, best first."""
        import faiss

        k = min(k, len(self) if among is None else int(np.count_nonzero(among)))
        if k <= 0:
            return []
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
        if among is not None and np.count_nonzero(among) <= SCANNED_UP_TO:
            return self._scanned(query[0], k, np.flatnonzero(among))
        selector = None if among is None else faiss.IDSelectorBatch(np.flatnonzero(among).astype(np.int64))
        cosines, numbers = self._index.search(query, k, params=self._parameters(faiss, selector, k))
        return [
            (int(number), float(cosine)) for number, cosine in zip(numbers[0], cosines[0], strict=True) if number >= 0
        ]

    def _scanned(self, query: Floats, k: int, allowed: NDArray[np.intp]) -> list[tuple[int, float]]:
        """A graph loses its way when few passages are allowed; those few are compared one by one."""
        cosines = self.passage_vectors(allowed) @ query
        best = np.lexsort((allowed, -cosines))[:k]
        return [(int(allowed[place]), float(cosines[place])) for place in best]

    def _parameters(self, faiss: Any, selector: Any, k: int) -> Any:
        if isinstance(self._index, faiss.IndexHNSW):
            return faiss.SearchParametersHNSW(sel=selector, efSearch=max(EFFORT_SEARCHING, 2 * k))
        return faiss.SearchParameters(sel=selector)

    def passage_vectors(self, numbers: Sequence[int] | NDArray[np.intp]) -> Floats:
        if not len(numbers):
            return np.zeros((0, self.dimension), dtype=np.float32)
        found: Floats = self._index.reconstruct_batch(np.asarray(numbers, dtype=np.int64))
        return found

    def sentence_vectors(self, number: int) -> Halves:
        return self._sentences[self._rows[self._offsets[number] : self._offsets[number + 1]]]


def write(
    folder: Path, vectors: Floats, sentences: Halves, rows: Sequence[Sequence[int]], exact_up_to: int = EXACT_UP_TO
) -> None:
    """The passages' vectors, each sentence's vector once, and for every passage the rows of its sentences."""
    import faiss

    faiss.omp_set_num_threads(1)
    dimension = vectors.shape[1]
    index = faiss.IndexFlatIP(dimension) if len(vectors) <= exact_up_to else _graph(faiss, dimension)
    if len(vectors):
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    faiss.write_index(index, str(folder / VECTORS))
    offsets = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum([len(each) for each in rows], out=offsets[1:])
    flat = np.fromiter((row for each in rows for row in each), dtype=np.int32, count=int(offsets[-1]))
    for name, values in ((SENTENCES, sentences), (ROWS, flat), (OFFSETS, offsets)):
        np.save(folder / name, values, allow_pickle=False)


def _graph(faiss: Any, dimension: int) -> Any:
    graph = faiss.IndexHNSWFlat(dimension, LINKS, faiss.METRIC_INNER_PRODUCT)
    graph.hnsw.efConstruction = EFFORT_BUILDING
    return graph


def _in_place(faiss: Any, written: NDArray[np.uint8]) -> Any:
    """The index over the bytes as they are mapped: nothing is copied."""
    return faiss.read_index(faiss.ZeroCopyIOReader(faiss.swig_ptr(written), written.size))


def load(files: Files) -> VectorStore:
    import faiss

    faiss.omp_set_num_threads(1)
    written = np.frombuffer(files[VECTORS], np.uint8)
    return VectorStore(_in_place(faiss, written), written, *(array(files[name]) for name in (SENTENCES, ROWS, OFFSETS)))
