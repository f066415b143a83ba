"""From text to vectors with any transformer: tokens in, batches of one length, one vector of length 1 a text out.

Texts are sorted by length before they are batched, so that almost no padding is computed. The tokenizer is the model's
own, and it counts as well as it encodes: what a passage may hold is measured by what will read it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]
Tokens = NDArray[np.int64]

WINDOW = 256
BATCH_TOKENS = 1024  # padded tokens a batch: measured fastest on two cores, and light on memory


class Forward(Protocol):
    """One pass of a model over a padded batch of token ids and their mask."""

    @property
    def dimension(self) -> int: ...
    def __call__(self, ids: Tokens, mask: Tokens) -> Floats: ...


class TransformerEmbedder:
    def __init__(self, name: str, identity: str, tokenizer: Tokenizer, forward: Forward) -> None:
        self.name = name
        self.identity = identity
        self._tokenizer = tokenizer
        self._forward = forward

    @property
    def dimension(self) -> int:
        return self._forward.dimension

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [
            len(encoding.ids) for encoding in self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        ]

    def encode(self, texts: Sequence[str]) -> Floats:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        encodings = self._tokenizer.encode_batch_fast(list(texts))
        for batch in _batches([len(encoding.ids) for encoding in encodings]):
            vectors[batch] = self._forward(*_padded([encodings[number] for number in batch]))
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        normalised: Floats = vectors / np.maximum(lengths, 1e-12)
        return normalised


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Longest first, so that the most memory an encoding will ever take is taken at its start."""
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


def _padded(encodings: Sequence[Encoding]) -> tuple[Tokens, Tokens]:
    width = max(min(len(encoding.ids), WINDOW) for encoding in encodings)
    ids = np.zeros((len(encodings), width), dtype=np.int64)
    mask = np.zeros((len(encodings), width), dtype=np.int64)
    for row, encoding in enumerate(encodings):
        kept = encoding.ids if len(encoding.ids) <= WINDOW else [*encoding.ids[: WINDOW - 1], encoding.ids[-1]]
        ids[row, : len(kept)] = kept
        mask[row, : len(kept)] = 1
    return ids, mask
