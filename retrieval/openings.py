"""Where the sections of the passages found begin: a thing is defined there, and used further down.

The first passage of a long section may rank far below the rest of it, because it tells more than one thing.
For a question that asks what something is, it stands beside what was found, with the score of its section.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from index.editions import Edition
from index.passages import SEPARATOR
from index.stores.lexical import terms
from retrieval.fusion import Values
from retrieval.hits import Hit

LOOKED_AT = 8  # hits


def openings(
    hits: Sequence[Hit], vector: Values, asked: frozenset[str], open_edition: Callable[[str], Edition]
) -> list[Hit]:
    """The first passages of the sections and documents that are named for what is ``asked``, found or not."""
    known = {hit.passage.id for hit in hits}
    opened: dict[str, Hit] = {}
    for hit in hits[:LOOKED_AT]:
        edition = open_edition(hit.library)
        for number in _firsts(hit, asked, edition):
            passage = edition.passages[number]
            if passage.id in known or passage.id in opened or not passage.sentences:
                continue
            near = edition.sentence_vectors(number).astype(np.float32) @ vector
            cosine = float(edition.passage_vectors([number])[0] @ vector)
            signals = {**hit.signals, "cosine": cosine, "sentence": float(near.max())}
            opened[passage.id] = Hit(passage, hit.score, hit.library, signals, int(near.argmax()), tuple(near.tolist()))
    return list(opened.values())


def _firsts(hit: Hit, asked: frozenset[str], edition: Edition) -> Iterator[int]:
    """The numbers of the first passages of a hit's section and of its document, as far as they are named for it."""
    number = edition.number_of(hit.passage.id)
    if number is None:
        return
    first = edition.documents[hit.passage.document].first
    if asked & set(terms(hit.passage.heading.split(SEPARATOR)[-1])):
        while number > first and edition.passages[number - 1].heading == hit.passage.heading:
            number -= 1
        yield number
    if asked & set(terms(hit.passage.title)):
        yield first
