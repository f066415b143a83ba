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

from index.edition import Edition, Vectors

if TYPE_CHECKING:
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


def vectors_of(
    readings: Sequence[Reading],
    keys: Sequence[str],
    before: Edition | None,
    embedder: Embedder,
    tell: Callable[[int, int], None],
) -> Vectors:
    """The vectors of every reading; `before` is by the same embedder, `tell` hears how many characters are done."""
    kept = _kept(keys, before)
    fresh = {key: place for place, key in enumerate(keys) if place not in kept}  # each new reading once
    rows, known = _known_wordings(readings, kept, before, embedder.dimension)
    texts = [readings[place].text for place in fresh.values()]
    said = (wording for place in fresh.values() for wording in readings[place].sentences)
    wordings = [wording for wording in dict.fromkeys(said) if wording not in rows]
    halfway = sum(map(len, texts))
    total = halfway + sum(map(len, wordings))
    made = _encode(texts, embedder, lambda done: tell(done, total))
    new = _encode(wordings, embedder, lambda done: tell(halfway + done, total))
    rows.update((wording, row) for row, wording in enumerate(wordings, len(rows)))
    return Vectors(
        passages=_together(keys, kept, dict(zip(fresh, made, strict=True)), before, embedder.dimension),
        sentences=np.concatenate([known, new.astype(np.float16)]),
        rows=[[rows[wording] for wording in reading.sentences] for reading in readings],
        embedded=len(fresh),
    )


def _kept(keys: Sequence[str], before: Edition | None) -> dict[int, int]:
    """For each place whose key is known, the number of the passage that has its vectors."""
    known = {key: number for number, key in enumerate(before.keys())} if before else {}
    return {place: known[key] for place, key in enumerate(keys) if key in known}


def _known_wordings(
    readings: Sequence[Reading], kept: dict[int, int], before: Edition | None, dimension: int
) -> tuple[dict[str, int], Halves]:
    """The row of every sentence that needs no embedding, and those rows."""
    rows: dict[str, int] = {}
    found: list[Halves] = []
    for place, number in kept.items():
        vectors = before.sentence_vectors(number) if before else ()
        for wording, vector in zip(readings[place].sentences, vectors, strict=True):
            if wording not in rows:
                rows[wording] = len(rows)
                found.append(vector)
    return rows, np.asarray(found, dtype=np.float16).reshape(-1, dimension)


def _together(
    keys: Sequence[str], kept: dict[int, int], made: dict[str, Floats], before: Edition | None, dimension: int
) -> Floats:
    vectors = np.zeros((len(keys), dimension), dtype=np.float32)
    if before and kept:
        vectors[list(kept)] = before.passage_vectors(list(kept.values()))
    for place, key in enumerate(keys):
        if key in made:
            vectors[place] = made[key]
    return vectors


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
