"""Where to look when nothing answers: the places nearest to the question, those that speak of it at all first."""

from __future__ import annotations

from bot.asking import grounding
from bot.asking.outcomes import Citation
from bot.asking.spans import sentence_span
from index.passages import embedding_text
from index.stores.lexical import terms
from retrieval.confidence import share
from retrieval.hits import Found, Hit

NEAREST = 3
NEAR, SPOKEN_OF = 0.4, 0.3  # the cosine, or the share of the question, from which a place is worth a look


def nearest(found: Found) -> tuple[tuple[Citation, ...], int]:
    """The best places of a search that answers nothing, as they would be cited, and how many are worth a look."""
    best = found.hits[:NEAREST]
    close = [hit for hit in best if _is_close(hit, found)]
    ordered = [*close, *(hit for hit in best if hit not in close)]
    return tuple(_cited(hit, number) for number, hit in enumerate(ordered, start=1)), len(close)


def _is_close(hit: Hit, found: Found) -> bool:
    near = max(hit.signals.get("cosine", 0.0), hit.signals.get("sentence", 0.0))
    return near >= NEAR or share(set(terms(embedding_text(hit.passage))), found.weights) >= SPOKEN_OF


def _cited(hit: Hit, number: int) -> Citation:
    if not hit.passage.sentences:
        passage = hit.passage
        return Citation(number, passage, hit.library, passage.text[:300], passage.lines, hit.score)
    best = min(hit.best, len(hit.passage.sentences) - 1)
    return grounding.citation(sentence_span(hit, number - 1, best), number)
