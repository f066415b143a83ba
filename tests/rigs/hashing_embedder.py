"""An embedder for tests: the same protocol, no model, the same vectors on every machine.

A text's vector is the sum of its words' vectors, a word's the signed counts of its three-letter pieces hashed into 64
places, so texts that share words or word stems are near and others are not. Tokens are words and signs.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from index.encoding import Floats

TOKEN = re.compile(r"\w+|[^\w\s]")
COMMON_LISTED = "a an and are as at by do does for how in is it of on or that the this to was what when which with"
COMMON = frozenset(COMMON_LISTED.split())


class HashingEmbedder:
    name = "hashing"
    identity = "hashing-test-double"

    def __init__(self, dimension: int = 64) -> None:
        self.dimension = dimension
        self.encoded: list[str] = []  # every text that was embedded, so that a test can see what was not

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(TOKEN.findall(text)) for text in texts]

    def encode(self, texts: Sequence[str]) -> Floats:
        self.encoded.extend(texts)
        return (
            np.stack([self._vector(text) for text in texts])
            if texts
            else np.zeros((0, self.dimension), dtype=np.float32)
        )

    def _vector(self, text: str) -> Floats:
        words = [word for word in TOKEN.findall(text.lower()) if word.isalnum() and word not in COMMON]
        total = np.zeros(self.dimension, dtype=np.float32)
        for word in words:
            total += _word(word, self.dimension)
        length = float(np.linalg.norm(total))
        return total / length if length else total


@lru_cache(maxsize=50_000)
def _word(word: str, dimension: int) -> Floats:
    vector = np.zeros(dimension, dtype=np.float32)
    edged = f"^{word}$"
    for start in range(len(edged) - 2):
        code = zlib.crc32(edged[start : start + 3].encode())
        vector[code % dimension] += 1.0 if code & 1024 else -1.0
    return vector / max(1.0, float(np.linalg.norm(vector)))
