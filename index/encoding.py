"""From text to vectors with any transformer: tokens in, batches of one length, vectors of passages and their sentences out.

Sentence vectors cost nothing: a sentence is the mean of its own tokens' vectors out of the pass its passage makes
anyway. (Encoding each sentence once more by itself doubles the work of a build; docs/measurements has both.) Texts are
sorted by length before they are batched, so that almost no padding is computed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]
Spans = Sequence[tuple[int, int]]

WINDOW = 256
BATCH_TOKENS = 4096  # padded tokens a batch; larger ones fall out of a small machine's cache


class Forward(Protocol):
    """One pass of a model over a padded batch: the vectors of its tokens, and the vector of each text."""

    @property
    def dimension(self) -> int: ...
    def __call__(self, ids: NDArray[np.int64], mask: NDArray[np.int64], tokens: bool) -> tuple[Floats | None, Floats]: ...


class TransformerEncoder:
    """An embedder and a passage encoder over any `Forward`; the tokenizer is the model's own."""

    def __init__(self, name: str, identity: str, tokenizer: Tokenizer, forward: Forward) -> None:
        self.name = name
        self.identity = identity
        self._tokenizer = tokenizer
        self._forward = forward

    @property
    def dimension(self) -> int:
        return self._forward.dimension

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(encoding.ids) for encoding in self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]

    def encode(self, texts: Sequence[str]) -> Floats:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        encodings = self._tokenizer.encode_batch(list(texts))
        for batch in _batches([len(encoding.ids) for encoding in encodings]):
            ids, mask = _padded([encodings[number] for number in batch])
            vectors[batch] = self._forward(ids, mask, tokens=False)[1]
        return _normalised(vectors)

    def encode_passages(
        self, texts: Sequence[str], spans: Sequence[Spans], done: Callable[[int], None] = lambda count: None
    ) -> tuple[Floats, list[Halves]]:
        """The vectors of the texts, and for each text the vectors of its sentences, whose `spans` stand in it."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        sentences = [np.zeros((0, self.dimension), dtype=np.float16)] * len(texts)
        encodings = self._tokenizer.encode_batch(list(texts))
        for batch in _batches([len(encoding.ids) for encoding in encodings]):
            ids, mask = _padded([encodings[number] for number in batch])
            tokens, vectors[batch] = self._forward(ids, mask, tokens=True)
            if tokens is None:
                raise ValueError("the model gave no token vectors")
            for row, number in enumerate(batch):
                sentences[number] = _pooled(tokens[row], encodings[number], spans[number])
            done(len(batch))
        return _normalised(vectors), sentences


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Longest first, so that the most memory a build will ever take is taken at its start."""
    batch: list[int] = []
    longest = 0
    for number in sorted(range(len(lengths)), key=lambda number: -lengths[number]):
        longest = max(longest, min(lengths[number], WINDOW))
        if batch and longest * (len(batch) + 1) > BATCH_TOKENS:
            yield batch
            batch, longest = [], min(lengths[number], WINDOW)
        batch.append(number)
    if batch:
        yield batch


def _padded(encodings: Sequence[Encoding]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    width = max(min(len(encoding.ids), WINDOW) for encoding in encodings)
    ids = np.zeros((len(encodings), width), dtype=np.int64)
    mask = np.zeros((len(encodings), width), dtype=np.int64)
    for row, encoding in enumerate(encodings):
        kept = encoding.ids if len(encoding.ids) <= WINDOW else [*encoding.ids[: WINDOW - 1], encoding.ids[-1]]
        ids[row, : len(kept)] = kept
        mask[row, : len(kept)] = 1
    return ids, mask


def _pooled(tokens: Floats, encoding: Any, spans: Spans) -> Halves:
    """The mean of each span's tokens; a span beyond the window takes the mean of the last token that is in it."""
    if not spans:
        return np.zeros((0, tokens.shape[1]), dtype=np.float16)
    inner = min(len(encoding.ids), WINDOW) - 1
    starts = [offset[0] for offset in encoding.offsets[1:inner]]
    edges = np.asarray(spans)
    first = np.minimum(np.searchsorted(starts, edges[:, 0], "left") + 1, max(inner - 1, 0))
    last = np.maximum(np.searchsorted(starts, edges[:, 1], "left") + 1, first + 1)
    sums = np.vstack([np.zeros((1, tokens.shape[1]), dtype=np.float32), np.cumsum(tokens[:inner], axis=0, dtype=np.float32)])
    means = (sums[np.minimum(last, inner)] - sums[first]) / (last - first)[:, None]
    return _normalised(means).astype(np.float16)


def _normalised(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    normalised: Floats = vectors / np.maximum(lengths, 1e-12)
    return normalised.astype(np.float32, copy=False)
