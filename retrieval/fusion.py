"""How the two halves of the search become one score.

The floor is the min-max mix of BM25 and dense similarity, about half and half, with the dense part again
half passage and half best sentence: ranks alone (reciprocal rank fusion) lose BM25's confident first
place.  For one or two words BM25 tells little but how short a passage is, so meaning counts more.  On top come small things that a reader would do too: a deprecated page is a worse place to look, so
is bare code when words are wanted, and the same text twice is once.  A bonus for the question's words in
title and headings was measured and left out: they are part of what both halves read already.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.passages import SEPARATOR, Passage
from index.stores.lexical import terms
from retrieval import acts

Values = NDArray[np.float32]

MEANING, MEANING_OF_FEW = 0.55, {0: 0.8, 1: 0.8, 2: 0.65}  # by how many words are asked for
STANDING = {"current": 0.0, "preview": -0.02, "legacy": -0.15, "deprecated": -0.15}
CODE = -0.05
LEADS_ON = -0.05  # a list of links to other pages, whose words are those of the pages
NEXT = re.compile(r"\bwhat['’]s next$|^next steps$|^before you begin$|^clean(?:ing)?[ -]?up$", re.IGNORECASE)
ASKS_FOR_OLD = re.compile(r"\b(?:legacy|deprecat\w*|old(?:er)?|v1|migrat\w*|previous\w*|former\w*)\b", re.IGNORECASE)
ASKS_FOR_CODE = re.compile(
    r"\b(?:code|sql|quer(?:y|ies)|commands?|snippet|syntax|statement|cli|gcloud|kubectl|yaml|json|curl|calls?|script|example)\b",
    re.IGNORECASE,
)
SAME = 0.985
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


def _figures(passage: Passage) -> set[str]:
    return set(FIGURE.findall(passage.text))


def min_max(values: Values) -> Values:
    """Scaled to 0..1 over the candidates; all equal becomes all 0."""
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 0.0)
    return (values - low) / (high - low) if high > low else np.zeros_like(values)


def meaning_of(asked: str) -> float:
    """How much meaning counts beside words: more for a word or two, but for a name like E0382, which means nothing."""
    stems = set(terms(asked))
    named = any(any(sign.isdigit() for sign in stem) for stem in stems)
    return MEANING if named else MEANING_OF_FEW.get(len(stems), MEANING)


def mixed(lexical: Values, cosine: Values, sentence: Values, meaning: float) -> tuple[Values, Values, Values]:
    """The mix and its two halves, each min-max over the candidates; ``meaning``: the share of the dense half."""
    words = min_max(lexical)
    dense = min_max(0.5 * cosine + 0.5 * sentence)
    return (1 - meaning) * words + meaning * dense, words, dense


def handicap(passage: Passage, question: str) -> float:
    """What a page's standing, a passage's kind and the act it tells of do to its score, unless the question is about such."""
    standing = 0.0 if ASKS_FOR_OLD.search(question) else STANDING.get(passage.status, 0.0)
    code = CODE if passage.kind == "code" and not ASKS_FOR_CODE.search(question) else 0.0
    aside = LEADS_ON if NEXT.search(passage.heading.split(SEPARATOR)[-1]) and not NEXT.search(question) else 0.0
    return standing + code + aside + acts.fit(question, passage)


def without_twins(order: Sequence[int], vectors: Values, passages: Sequence[Passage], limit: int) -> list[int]:
    """The best ``limit`` of ``order`` (rows of ``vectors``), leaving out near-duplicates of better ones.

    Two pages that say the same with other figures are no duplicates: they disagree.
    """
    kept: list[int] = []
    for row in order:
        near = np.flatnonzero(vectors[kept] @ vectors[row] >= SAME) if kept else ()
        if any(_figures(passages[kept[place]]) == _figures(passages[row]) for place in near):
            continue
        kept.append(row)
        if len(kept) == limit:
            break
    return kept
