"""The search: a question, the libraries that may be read here, and the passages that answer it.

    wording     slang spelled out, slips mended, products by their current names
    candidates  the best by words and the best by meaning, from each library's edition
    mix         one scale over all candidates together (fusion), standing, twins once
    confidence  how likely these passages answer the question at all

The rule that holds here: a library that is not in ``libraries`` is never opened, so nothing of it can
come out, be counted, or shift a score.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from index.editions import Edition
from index.embedding import Embedder
from index.stores.lexical import terms
from retrieval import confidence, fusion, spelling, wording
from retrieval.aliases import Aliases
from retrieval.fusion import Values
from retrieval.hits import Found, Hit
from retrieval.openings import openings

CANDIDATES = 60
EXPANSION = 0.1
LIMIT = 8


class NoVector(Exception):
    """The embedder does not answer: the search goes by words alone."""


class Reranker(Protocol):
    """Scores pairs of question and passage; higher is better."""

    def __call__(self, question: str, passages: Sequence[str]) -> Sequence[float]: ...


@dataclass(frozen=True, slots=True)
class _Candidate:
    edition: Edition
    library: str
    number: int
    lexical: float

    def sentences_near(self, vector: Values) -> Values:
        """The cosine of each of the passage's sentences with the question."""
        near: Values = self.edition.sentence_vectors(self.number).astype(np.float32) @ vector
        return near


@dataclass(frozen=True, slots=True)
class Retriever:
    """Search over the current editions.

    ``open_edition`` gives the current edition of a library (it may raise what the shelf raises);
    ``reranker`` reorders the best passages where one is configured.
    """

    open_edition: Callable[[str], Edition]
    embedder: Embedder
    aliases: Aliases = field(default_factory=Aliases)
    reranker: Reranker | None = None

    def search(self, question: str, libraries: Sequence[str], limit: int = LIMIT, topic: str = "") -> Found:
        """The best passages of ``libraries`` for ``question``, with how sure the search is of them.

        ``topic``: words of the thread that a follow-up leans on; they count less than what is asked now.
        """
        began = time.perf_counter()
        editions = [(library, self.open_edition(library)) for library in dict.fromkeys(libraries)]
        opened = [edition for _, edition in editions]
        understood = spelling.mended(wording.spelled_out(question), opened, self.embedder.count_tokens)
        whole = wording.with_topic(understood, topic)
        asked, renamed = self.aliases.brought_up_to_date(whole)
        vector = self._vector(asked, opened)
        embedded = time.perf_counter()
        candidates = self._candidates(understood, topic, vector, editions)
        hits = self._ranked(understood, topic, vector, candidates, limit)
        searched = time.perf_counter()
        hits = self._reranked(asked, hits)
        indexes = [edition.lexical for _, edition in editions]
        compared = self.embedder.name if vector.any() else confidence.WORDS_ALONE
        judged = confidence.judge(understood, topic, hits, indexes, self.aliases, compared)
        return Found(
            question=whole,
            hits=tuple(hits),
            confidence=judged.confidence,
            editions=tuple(edition.name for _, edition in editions),
            timings_ms={
                "embed": 1000 * (embedded - began),
                "search": 1000 * (searched - embedded),
                "rerank": 1000 * (time.perf_counter() - searched),
            },
            missing=judged.missing,
            renamed=renamed,
            thresholds=judged.thresholds,
            weights=judged.weights,
            features=judged.features,
            vector=vector,
        )

    def openings(self, found: Found, asked: frozenset[str]) -> list[Hit]:
        """Where the sections of what was found begin that are named for the stems ``asked``: things are defined there."""
        return openings(found.hits, found.vector, asked, self.open_edition) if found.vector is not None else []

    def warm_up(self) -> None:
        """Open the embedder, which the first question would do; counting leaves PyTorch alone where there is no export."""
        self.embedder.count_tokens([""])

    def _vector(self, asked: str, editions: Sequence[Edition]) -> Values:
        """The question's vector; all zeros, as like to one passage as to another, when there is none."""
        try:
            vector: Values = self.embedder.encode([asked])[0]
        except NoVector:
            return np.zeros(max((edition.manifest.dimension for edition in editions), default=1), np.float32)
        return vector

    def _candidates(
        self, asked: str, topic: str, vector: Values, editions: Sequence[tuple[str, Edition]]
    ) -> list[_Candidate]:
        wanted = wording.wanted_terms(asked, [edition.lexical for _, edition in editions])
        leaned_on = [term for term in terms(topic) if term not in wanted]
        expansion = self.aliases.expansion(wording.with_topic(asked, topic))
        more = [term for term in terms(expansion) if term not in wanted and term not in leaned_on]
        found: list[_Candidate] = []
        for library, edition in editions:
            if not len(edition.passages):
                continue
            scores = edition.lexical.scores(wanted)
            for weight, others in ((confidence.OF_THREAD, leaned_on), (EXPANSION, more)):
                if others:
                    scores = scores + weight * edition.lexical.scores(others)
            count = min(CANDIDATES, len(scores))
            best = np.argpartition(-scores, count - 1)[:count]
            numbers = {int(number) for number in best if scores[number] > 0}
            if vector.any():
                numbers |= {number for number, _ in edition.nearest(vector, count)}
            found += [_Candidate(edition, library, number, float(scores[number])) for number in sorted(numbers)]
        return found

    def _ranked(
        self, asked: str, topic: str, vector: Values, candidates: Sequence[_Candidate], limit: int
    ) -> list[Hit]:
        if not candidates:
            return []
        vectors = np.concatenate([_vectors(group) for group in _by_edition(candidates)])
        cosine = vectors @ vector
        best = [candidate.sentences_near(vector) for candidate in candidates]
        # A passage without sentences stands for itself.
        nearest = [values.max() if len(values) else cosine[row] for row, values in enumerate(best)]
        sentence = np.array(nearest, dtype=np.float32)
        lexical = np.array([candidate.lexical for candidate in candidates], np.float32)
        meaning = fusion.meaning_of(wording.with_topic(asked, topic))
        mix, words, dense = fusion.mixed(lexical, cosine, sentence, meaning)
        passages = [candidate.edition.passages[candidate.number] for candidate in candidates]
        score = mix + np.array([fusion.handicap(passage, asked) for passage in passages], np.float32)
        order = [int(row) for row in np.argsort(-score, kind="stable")]
        rows = fusion.without_twins(order, vectors, passages, limit)
        return [
            Hit(
                passages[row],
                float(score[row]),
                candidates[row].library,
                {
                    "lexical": float(words[row]),
                    "dense": float(dense[row]),
                    "cosine": float(cosine[row]),
                    "sentence": float(sentence[row]),
                },
                int(np.argmax(best[row])) if len(best[row]) else 0,
                tuple(float(value) for value in best[row]),
            )
            for row in rows
        ]

    def _reranked(self, asked: str, hits: list[Hit]) -> list[Hit]:
        if self.reranker is None or len(hits) < 2:
            return hits
        scores = self.reranker(asked, [hit.passage.text for hit in hits])
        return [hit for _, hit in sorted(zip(scores, hits, strict=True), key=lambda pair: -pair[0])]


def _by_edition(candidates: Sequence[_Candidate]) -> list[list[_Candidate]]:
    groups: list[list[_Candidate]] = []
    for candidate in candidates:
        if groups and groups[-1][0].edition is candidate.edition:
            groups[-1].append(candidate)
        else:
            groups.append([candidate])
    return groups


def _vectors(group: Sequence[_Candidate]) -> Values:
    return group[0].edition.passage_vectors([candidate.number for candidate in group])
