"""The vectors of an edition: kept from the one in use where the words are the same, made where they are new.

Every passage has a vector, and so has every sentence that can be quoted, by itself: taken as the mean of its tokens in
its passage's pass it would be free, but it then resembles its neighbours, and the right sentence of a passage is picked
83 times of 100 instead of 90 (and among all sentences 24 instead of 40). A wording that occurs often, as in steps that
every page repeats, is embedded once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from index.edition import Edition
    from index.embedding import Embedder
    from index.encoding import Floats, Halves

SLAB = 128  # texts between two words about progress


@dataclass(frozen=True, slots=True)
class Reading:
    """What the embedder reads of a passage, and its sentences as it reads them."""

    text: str
    sentences: tuple[str, ...]

    @property
    def key(self) -> str:
        return hashlib.sha256("\0".join((self.text, *self.sentences)).encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Vectors:
    passages: Floats
    sentences: Halves  # each wording once
    rows: list[list[int]]  # for each passage, the rows of its sentences
    embedded: int  # passages that went through the model


def vectors_of(
    readings: Sequence[Reading],
    keys: Sequence[str],
    before: Edition | None,
    embedder: Embedder,
    tell: Callable[[int, int], None],
) -> Vectors:
    """The vectors of every reading; `before` is by the same embedder, `tell` hears how many characters are done."""
    known = {key: number for number, key in enumerate(before.keys())} if before else {}
    kept = [(place, known[key]) for place, key in enumerate(keys) if key in known]
    rows: dict[str, int] = {}
    sentences: list[Halves] = []
    for place, number in kept:
        _keep(readings[place], before.sentence_vectors(number) if before else (), rows, sentences)
    fresh = list({key: place for place, key in enumerate(keys) if key not in known}.values())
    texts = [readings[place].text for place in fresh]
    wordings = list(
        dict.fromkeys(wording for place in fresh for wording in readings[place].sentences if wording not in rows)
    )
    total = sum(map(len, texts)) + sum(map(len, wordings))
    made = _encode(texts, embedder, lambda done: tell(done, total))
    said = _encode(wordings, embedder, lambda done: tell(total - sum(map(len, wordings)) + done, total))
    for wording in wordings:
        rows[wording] = len(rows)
    passages = np.zeros((len(readings), embedder.dimension), dtype=np.float32)
    if before and kept:
        passages[[place for place, _ in kept]] = before.passage_vectors([number for _, number in kept])
    row_of = {keys[place]: row for row, place in enumerate(fresh)}
    for place, key in enumerate(keys):
        if key in row_of:
            passages[place] = made[row_of[key]]
    together = np.concatenate([np.reshape(sentences, (-1, embedder.dimension)), said.astype(np.float16)]).astype(
        np.float16, copy=False
    )
    return Vectors(
        passages, together, [[rows[wording] for wording in reading.sentences] for reading in readings], len(fresh)
    )


def _keep(reading: Reading, vectors: Sequence[Halves] | Halves, rows: dict[str, int], sentences: list[Halves]) -> None:
    for wording, vector in zip(reading.sentences, vectors, strict=True):
        if wording not in rows:
            rows[wording] = len(rows)
            sentences.append(vector)


def _encode(texts: Sequence[str], embedder: Embedder, tell: Callable[[int], None]) -> Floats:
    vectors = np.zeros((len(texts), embedder.dimension), dtype=np.float32)
    done = 0
    for slab in _slabs(texts):
        vectors[slab] = embedder.encode([texts[place] for place in slab])
        done += sum(len(texts[place]) for place in slab)
        tell(done)
    return vectors


def _slabs(texts: Sequence[str]) -> Iterator[list[int]]:
    """The places of the texts, longest first, so that each slab holds texts of about one length."""
    places = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
    for start in range(0, len(places), SLAB):
        yield places[start : start + SLAB]
