"""The words half: BM25 over stems, product names and identifiers, kept without pickle and read through a memory map.

An identifier is looked up whole and in its parts: `ML.PREDICT` answers to ml.predict, to ml and to predict;
`featureStore_id` to feature, store and id. Plain words are stemmed (Snowball English) and stop words are left out.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import Stemmer
from numpy.typing import NDArray

from index.arrays import array
from index.files import Files

Scores = NDArray[np.float32]
Numbers = NDArray[np.integer[Any]]

K1, B = 1.2, 0.75
TERMS, EDGES, PASSAGES, WEIGHTS = "terms.json", "edges.npy", "passages.npy", "weights.npy"
TOKEN = re.compile(r"[^\W_]+(?:[._/'’-][^\W_]+|_+[^\W_]+)*")
PART = re.compile(r"[^\W_]+")
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
STOP_LISTED = """
    a about above after again all also am an and any are as at be because been before being below between both
    but by can could did do does doing down during each few for from further had has have having he her here
    hers him his how i if in into is it its itself just me more most my myself no nor not now of off on once
    only or other our ours out over own same she should so some such than that the their theirs them then there
    these they this those through to too under until up very was we were what when where which while who whom
    why will with would you your yours s t don
"""
STOP = frozenset(STOP_LISTED.split())


def terms(text: str) -> list[str]:
    """The terms of a text in order, as they are indexed and as they must be asked for."""
    found: list[str] = []
    for token in TOKEN.findall(text):
        found.extend(_terms_of(token))
    return found


@lru_cache(maxsize=200_000)
def _terms_of(token: str) -> tuple[str, ...]:
    token = token.replace("’", "'").removesuffix("'s")
    parts = [part for word in PART.findall(token) for part in HUMP.split(word)]
    lowered = [part.lower() for part in parts]
    stems = [_stem(part) for part in lowered if part not in STOP]
    whole = token.lower()
    return (*stems, whole) if len(parts) > 1 and "'" not in token else tuple(stems)


_stem = lru_cache(maxsize=200_000)(Stemmer.Stemmer("english").stemWord)


class Lexical:
    """An opened word index; passages are known by their number."""

    def __init__(self, terms: Sequence[str], edges: Numbers, passages: Numbers, weights: Scores, size: int) -> None:
        self._numbers = {term: number for number, term in enumerate(terms)}
        self._edges, self._passages, self._weights = edges, passages, weights
        self._size = size

    def __len__(self) -> int:
        return self._size

    @property
    def vocabulary(self) -> Mapping[str, int]:
        return self._numbers

    def spread(self, term: str) -> int:
        """In how many passages a term occurs."""
        number = self._numbers.get(term)
        return 0 if number is None else int(self._edges[number + 1] - self._edges[number])

    def scores(self, asked: str | Sequence[str]) -> Scores:
        """BM25 of every passage, for a text or for terms already taken from one."""
        found = np.zeros(self._size, dtype=np.float32)
        for term in terms(asked) if isinstance(asked, str) else asked:
            number = self._numbers.get(term)
            if number is not None:
                column = slice(int(self._edges[number]), int(self._edges[number + 1]))
                found[self._passages[column]] += self._weights[column]  # a passage stands once in a term's column
        return found

    def search(
        self, asked: str | Sequence[str], k: int, among: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """The best `k` passages that hold any of the terms, among those allowed, best first."""
        found = self.scores(asked)
        if among is not None:
            found = np.where(among, found, np.float32(0.0))
        k = min(k, int(np.count_nonzero(found > 0)))
        if not k:
            return []
        best = np.argpartition(-found, k - 1)[:k]
        return [(int(number), float(found[number])) for number in best[np.lexsort((best, -found[best]))]]


def write(folder: Path, passages: Sequence[Sequence[str]]) -> None:
    """Index the terms of each passage, in order, into `folder`: one column of weights a term."""
    import bm25s

    logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG, past every root logger's level
    folder.mkdir(parents=True, exist_ok=True)
    numbers: dict[str, int] = {}
    ids = [[numbers.setdefault(term, len(numbers)) for term in passage] for passage in passages]
    columns: dict[str, Any] = {
        "indptr": np.zeros(1, np.int64),
        "indices": np.zeros(0, np.int32),
        "data": np.zeros(0, np.float32),
    }
    if numbers:
        index = bm25s.BM25(k1=K1, b=B, method="lucene")
        index.index(bm25s.tokenization.Tokenized(ids=ids, vocab=numbers), show_progress=False, create_empty_token=False)
        columns = index.scores
    for name, file in (("indptr", EDGES), ("indices", PASSAGES), ("data", WEIGHTS)):
        np.save(folder / file, columns[name], allow_pickle=False)
    (folder / TERMS).write_text(
        json.dumps({"passages": len(passages), "terms": list(numbers)}, ensure_ascii=False), "utf-8"
    )


def load(files: Files) -> Lexical:
    written = json.loads(files[TERMS][:])
    edges, passages, weights = (array(files[name]) for name in (EDGES, PASSAGES, WEIGHTS))
    return Lexical(written["terms"], edges, passages, weights, written["passages"])
