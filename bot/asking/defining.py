"""Whether a sentence says of a thing what it is or does: the thing comes first, under any of its names, then the verb."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.asking.intent import Wish
from bot.asking.units import Unit
from index.stores.lexical import terms
from retrieval.confidence import content

DEFINES, IS_SOMETHING = 0.45, 0.3
HALF = 0.45
QUALIFIED = 0.9  # "The Agent Platform persistent resource" for a persistent resource
DEFINING = re.compile(
    r"\b(?:(?:is|are)(?! \w+ed\b| (?:not|very|also|only|often|easy|typically|usually|generally)\b)|means|refers to|lets you|allows you|enables|helps|measures?|compares?|occurs? when|happens? when|"
    r"stores?|runs?|provides?|performs?|identifies|computes?|generates?|evaluates?|supports?|ingests?|converts?|transforms|manages?|"
    r"offers|combines?|represents?|contains?|holds?|groups|predicts?|detects?|checks|validates?|tracks|creates?|consumes?|"
    r"facilitates?|simplif(?:y|ies)|automates?|describes?|exposes?|orchestrates?|shows?|indicates?|aims? to|"
    r"search(?:es)? for|finds?|optimizes?|serves?|handles?|collects?|extracts?|returns?|examines?|combines?)\b|:|, (?=an? )",
    re.IGNORECASE,
)
IS_HOW = re.compile(  # "is portable", "is a good choice": not what it is
    r"is (?!(?:an?|the|one|any|when|how|where|what)\b)|(?:is|are) an? (?:good|great|best|better|useful|popular|common|key|important)\b",
    re.IGNORECASE,
)
OF_SOMETHING = re.compile(r"\s(?:of|for|in|on|with|from|to|by|between|that|which|when|if)\s", re.IGNORECASE)
ACTING = re.compile(r"\w+ing (?!(?:is|are)\b)", re.IGNORECASE)
CASE = re.compile(r"(?:when|if|after|before|once|while|to|by|unlike|although|because)\s", re.IGNORECASE)
BESIDES = re.compile(r"\([^()]*\)")
IS_ONE = re.compile(
    r"\b(?:is|are|means|refers to) (?:an?|the|one|any|when)\b|\b(?:occurs?|happens?) when\b|, an? ", re.IGNORECASE
)
BIDS = re.compile(
    r"(?:select|click|use|run|go|enter|choose|specify|set|create|see|follow|check|make|ensure)\b", re.IGNORECASE
)
LABEL = re.compile(r"[^:.]{2,60}: (?=[A-Z`])")


def defines(wish: Wish, unit: Unit) -> float:
    """How far a sentence defines what was asked for, 0..0.75; one that follows a label counts like any other."""
    asked, title = content(wish.question), _stems(unit.span.hit.passage.title)
    label = LABEL.match(unit.text)
    texts = (unit.text, unit.text[label.end() :]) if label else (unit.text,)
    return max(_defines(asked, title, text) for text in texts)


def _defines(asked: frozenset[str], title: frozenset[str], text: str) -> float:
    verb = DEFINING.search(text)
    if verb is None or BIDS.match(text) or CASE.match(text):
        return 0.0
    subject = text[: verb.start()]
    same = max((_same(asked, form) for form in _forms(subject)), default=0.0)
    same = max(same, QUALIFIED * _same(asked, _head(subject, asked, title)))
    named = [
        token
        for word in (BESIDES.sub(" ", OF_SOMETHING.split(subject)[0]) or subject).split()
        if (token := set(terms(word)))
    ]
    if same < HALF or not named or not asked & set(terms(OF_SOMETHING.split(subject)[0])):
        return 0.0
    meant = asked | title if asked <= title else asked
    if not meant & named[-1] and "(" not in subject:
        return DEFINES * same / 2  # of something that it has
    if ACTING.match(subject) or IS_HOW.match(text, verb.start()):
        return DEFINES * same / 2  # what is done with it, or only how it is
    return DEFINES * same + (IS_SOMETHING if IS_ONE.match(text, verb.start()) else 0.0)


def _forms(subject: str) -> Iterator[set[str]]:
    """The names in a subject: as it stands, without what is in brackets, and what is in them: "Low-Rank Adaptation (LoRA)"."""
    yield set(terms(subject))
    yield set(terms(BESIDES.sub(" ", subject)))
    for inside in BESIDES.findall(subject):
        yield set(terms(inside))


def _head(subject: str, asked: frozenset[str], title: frozenset[str]) -> set[str]:
    """A subject without the names before it, and without the other words of a title that has what was asked for."""
    words = BESIDES.sub(" ", subject).split()
    while (
        words
        and (words[0][:1].isupper() or words[0].lower() in ("a", "an", "the"))
        and not asked & set(terms(words[0]))
    ):
        words = words[1:]
    stems = set(terms(" ".join(words)))
    return {stem for stem in stems if stem in asked or stem not in title} if asked <= title else stems


@lru_cache(maxsize=1024)
def _stems(title: str) -> frozenset[str]:
    return frozenset(terms(title))


def _same(asked: frozenset[str], subject: set[str]) -> float:
    return len(asked & subject) / len(asked | subject) if subject else 0.0
