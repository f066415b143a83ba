"""Which pieces of the passages answer: a score for each, and the few that are worth saying.

A sentence that answers need not resemble the question; its passage does.  So four things count alike, which
did best of what was measured: how near the sentence is, how near its passage is, how much of the question
sentence and headings hold together, and how far the passage stands below the best.  Around that, what a
reader would do: a question for a number wants one, a definition wants the sentence that defines, what adds
nothing to the question or only speaks of the page is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.asking.intent import Wish
from bot.asking.orders import gives_orders
from bot.asking.units import Unit, units
from index.stores.lexical import terms
from retrieval.confidence import content, share
from retrieval.hits import Hit

TOP = 8
NUMBER = 0.4
DEFINES = 0.4
LONGEST_SUBJECT = 6
DECIDES = 0.15
OF_THREAD = 0.3
NEWS, MUCH_NEWS = 0.3, 20
ABOUT_ITSELF = -0.3
INTRODUCES = -0.4
CLOSE = 0.74
ALIKE = 0.5
SHORTEST, LONGEST = 12, 420
DEFINING = re.compile(
    r"\b(?:is|are|means|refers to|lets you|allows you|enables|helps|measures?|compares?|occurs? when|happens when|stores?|runs?|provides?)\b",
    re.IGNORECASE,
)
SAYING = re.compile(r"[\"“‘]")  # what somebody says, usually to be told wrong
COUNTED = re.compile(r"\b(?:how (?:many|much|long|often|large|big|old|far)|what (?:percent\w*|share|number|size)|maximum|minimum|"
                     r"limit|default|when|max|min|quota|ttl)\b", re.IGNORECASE)  # fmt: skip
PAGE = re.compile(
    r"\b(?:this (?:page|guide|tutorial|document|section|notebook|topic|codelab|overview|article)|in this (?:tutorial|notebook)|"
    r"the following (?:diagram|figure|image|screenshot|sections?)|for (?:more|additional) (?:information|details)|to learn (?:more|how)|"
    r"learn (?:more|how to)|to see an example|open in colab|run the \W|see (?:the|also)|you(?:'ll| will)? (?:learn|need to complete)|what's next|before you begin)\b",
    re.IGNORECASE,
)
YES_OR_NO = re.compile(
    r"(?:^|[.,;:] |\b(?:and|so|but|hey|ok) )(?:can|does|do|is|are|may|will|should|must|could|has|have|would) \w+",
    re.IGNORECASE,
)
DENIES = re.compile(r"\b(?:not|no|only|cannot|never|unable|without|unsupported)\b|n['’]t\b", re.IGNORECASE)
WHY = re.compile(r"\b(?:why|how come|what for)\b", re.IGNORECASE)
REASON = re.compile(r"\b(?:because|since|so that|in order|due to|as a result|therefore)\b", re.IGNORECASE)
NOT_PROSE = re.compile(r"^[\W\d_]*$")


@dataclass(frozen=True, slots=True)
class Scored:
    """A piece that may be said, and how well it answers."""

    unit: Unit
    score: float


def ranked(wish: Wish, hits: Sequence[Hit], weights: Mapping[str, float]) -> list[Scored]:
    """Every sayable piece of the best passages, best first.  ``weights`` tell how rare a stem is."""
    asked = asked_for(wish, weights)
    best = max((hit.score for hit in hits), default=0.0)
    found = [
        Scored(unit, _score(wish, unit, asked, best))
        for rank, hit in enumerate(hits[:TOP])
        for unit in units(hit, rank)
        if _sayable(unit)
    ]
    return sorted(found, key=lambda one: -one.score)


def asked_for(wish: Wish, weights: Mapping[str, float]) -> dict[str, float]:
    """The stems of the question by weight; those that only the thread adds count less."""
    own = content(wish.question)
    topic = {stem: OF_THREAD * weights.get(stem, 1.0) for stem in content(wish.topic)}
    return topic | {stem: weights.get(stem, 1.0) for stem in own}


def best_few(scored: Sequence[Scored], count: int) -> list[Scored]:
    """The best piece and those nearly as good that say something else."""
    chosen: list[Scored] = []
    for one in scored:
        if len(chosen) == count or (chosen and one.score < CLOSE * chosen[0].score):
            break
        if not one.unit.introduces and all(alike(one.unit, other.unit) < ALIKE for other in chosen):
            chosen.append(one)
    return chosen


def alike(one: Unit, other: Unit) -> float:
    """How much of the shorter piece the longer one says already."""
    shorter = min(len(one.stems), len(other.stems))
    return len(one.stems & other.stems) / shorter if shorter else 1.0


def _score(wish: Wish, unit: Unit, asked: Mapping[str, float], best: float) -> float:
    hit = unit.span.hit
    around = unit.stems | set(terms(f"{hit.passage.title} {hit.passage.heading}"))
    score = unit.cosine + hit.signals.get("cosine", 0.0) + share(around, asked) + (hit.score - best)
    score += NEWS * min(len(unit.stems - asked.keys()), MUCH_NEWS) / MUCH_NEWS
    if wish.kind == "definition" and _defines(unit, asked):
        score += DEFINES
    if SAYING.match(unit.text):
        score += ABOUT_ITSELF
    if COUNTED.search(wish.question) and re.search(r"\d", unit.text):
        score += NUMBER
    if YES_OR_NO.search(wish.question) and DENIES.search(unit.text):
        score += DECIDES
    if WHY.search(wish.question) and REASON.search(unit.text):
        score += DECIDES
    if PAGE.search(unit.text):
        score += ABOUT_ITSELF
    return score + (INTRODUCES if unit.introduces else 0.0)


def _defines(unit: Unit, asked: Mapping[str, float]) -> bool:
    """Whether the sentence says of what was asked for what it is or does: that comes first, then the verb."""
    verb = DEFINING.search(unit.text)
    subject = terms(unit.text[: verb.start()]) if verb else []
    return 0 < len(subject) <= LONGEST_SUBJECT and 2 * len(asked.keys() & set(subject)) >= len(set(subject))


def _sayable(unit: Unit) -> bool:
    quote = unit.span.quote
    return SHORTEST <= len(unit.text) <= LONGEST and not (
        NOT_PROSE.match(unit.text) or unit.text.endswith("?") or gives_orders(quote)
    )
