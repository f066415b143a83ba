"""How likely the passages found answer the question at all.

A threshold on the best sentence's cosine refuses what is off the topic.  A question near the topic that no
document answers looks much the same to an embedding; what gives it away, when anything does, is a word the
question turns on that no passage holds: a product, a place, a unit.  All of it goes into one logistic score
whose weights were fitted by ``benchmarks/calibrate.py`` and are kept with the embedder's name in
``calibration.json``; an embedder that is not listed there is judged by words alone.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any

from index.passages import embedding_text
from index.stores.lexical import Lexical, terms
from retrieval import figures
from retrieval.aliases import Aliases
from retrieval.hits import Hit

EVIDENCE = 5
AMONG_OTHERS = 0.25  # by how much a passage on many things may be farther from a question than its best sentence
OF_THREAD = 0.7  # what a word that only the thread has weighs beside one that was asked
WORDS_ALONE = "words alone"
EVERYDAY_LISTED = """
    explain describ tell give mean work use need want help get make know thing way best good better exampl
    differ compar versus pleas question answer someon anyon peopl like look tri understand document doc page one
    two someth anyth happen let go take put say ask actual realli exact still alreadi yet ever hey hi mani much
    lol nobodi somebodi everybodi everyon come made accord without us googl old part possibl thank list step
    show may might must shall within
"""
EVERYDAY = frozenset(EVERYDAY_LISTED.split())
ORDINARY_LISTED = """
    high low big small long short large fast slow quick quickli soon earli late often usual usualli normal current today
    length size limit amount number command instruct behaviour behavior everywher anywher allow accept permit ok okay
    fit stand happen fall rise drop suppli altogeth overal total kind sort type call
    find found carri wear wore got taken took pick defin enabl pay paid
    hand turn readi twice today year week less fewer more under over option item thing exact entri procedur
    cheapest dearest priciest newest oldest latest earliest longest shortest fastest quickest slowest heaviest lightest
    largest biggest highest greatest smallest lowest fewest least expens recent
"""
ORDINARY = frozenset(ORDINARY_LISTED.split())  # words that say nothing about passages none of which has them
FORM = re.compile(  # how the answer is to look, not what it is about
    r"\b(?:in|with|via|through|using|as)\s+(?:plain\s+|the\s+)?(?:sql|gcloud|kubectl|rest|python|curl|code|yaml|json|bq)\b"
    r"|\bin case of\b|\bhow long\b|(?<=\d)[kmgt]b?\b",
    re.IGNORECASE,
)
NAME = re.compile(r"(?<![.!?]\s)(?<!^)(?<![\"'“(]\b)\b[A-Z][\w.-]+\w")


@dataclass(frozen=True, slots=True)
class Judgement:
    """``confidence`` 0..1; ``missing``: stems of the question that none of the evidence holds, rarest first."""

    confidence: float
    missing: tuple[str, ...] = ()
    thresholds: Mapping[str, float] = field(default_factory=dict)
    features: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)


def judge(
    question: str, topic: str, hits: Sequence[Hit], indexes: Sequence[Lexical], aliases: Aliases, embedder: str
) -> Judgement:
    """Weigh the best passages as evidence for ``question``; the words of its ``topic`` alone count half."""
    calibration = calibration_of(embedder)
    if not hits:
        return Judgement(0.0, thresholds=calibration["thresholds"])
    evidence = [f"{embedding_text(hit.passage)} {PurePosixPath(hit.passage.document).stem}" for hit in hits[:EVIDENCE]]
    own = _without_known_products(FORM.sub(" ", question), " ".join(evidence), aliases)
    asked = f"{own} ({topic})" if topic else own
    weights = {stem: OF_THREAD * _rarity(stem, indexes) for stem in _as_written(topic, indexes)}
    weights |= {stem: _rarity(stem, indexes) for stem in _as_written(own, indexes)}
    held = [set(terms(text)) for text in evidence]
    there = set().union(*held)
    weights = {stem: weight for stem, weight in weights.items() if stem not in ORDINARY or stem in there} or weights
    if not weights:
        return Judgement(0.0, thresholds=calibration["thresholds"])
    found = features(asked, hits, held, weights)
    if topic and (now := weights.keys() & content(own)) and not now & set().union(*held):
        found["name_missing"] = 1.0  # the thread is found, but nothing of what is asked now
    union = set().union(*held)
    missing = sorted((stem for stem in weights if stem not in union), key=lambda stem: -weights[stem])
    score = calibration["bias"] + sum(weight * found[name] for name, weight in calibration["weights"].items())
    return Judgement(1 / (1 + math.exp(-score)), tuple(missing), calibration["thresholds"], found, weights)


def features(
    asked: str, hits: Sequence[Hit], held: Sequence[set[str]], weights: Mapping[str, float]
) -> dict[str, float]:
    """What the judgement rests on, each 0..1."""
    union = set().union(*held)
    names = {stem for name in NAME.findall(asked) for stem in terms(name)} & weights.keys()
    return {
        "sentence": max(hit.signals["sentence"] for hit in hits[:EVIDENCE]),
        "cosine": max(max(hit.signals["cosine"], hit.signals["sentence"] - AMONG_OTHERS) for hit in hits[:EVIDENCE]),
        "covered": share(union, weights),
        "covered_passage": max(share(stems, weights) for stems in held),
        "name_missing": float(any(name not in union for name in names)),
        "figure_missing": float(figures.missing(asked, hits[:EVIDENCE])),
        "wordy": min(1.0, len(weights) / 20),
    }


@lru_cache(maxsize=256)
def content(question: str) -> frozenset[str]:
    """The stems a question turns on, without everyday words."""
    return frozenset(term for term in terms(question) if len(term) > 1 and term not in EVERYDAY and "/" not in term)


def _as_written(question: str, indexes: Sequence[Lexical]) -> set[str]:
    """The content stems; one that no document has gives way to the word as a whole where documents have that."""
    found = set(content(question))
    for word in re.findall(r"[A-Za-z]{4,}", question):
        for stem in terms(word):
            whole = word.lower()
            if stem in found and not _held(stem, indexes) and _held(whole, indexes):
                found = found - {stem} | {whole}
    return found


def _held(term: str, indexes: Sequence[Lexical]) -> bool:
    return any(index.spread(term) for index in indexes)


def share(stems: set[str] | frozenset[str], weights: Mapping[str, float]) -> float:
    """The share of a question, by weight, that ``stems`` hold."""
    total = sum(weights.values())
    return sum(weight for stem, weight in weights.items() if stem in stems) / total if total else 0.0


def calibration_of(embedder: str) -> dict[str, Any]:
    """Weights and thresholds for vectors of this embedder."""
    known = _calibrations()
    found: dict[str, Any] = known.get(embedder, known[WORDS_ALONE])
    return found


def _without_known_products(question: str, evidence: str, aliases: Aliases) -> str:
    """The question without products that the evidence speaks of under another name; with that name if nothing else is asked."""
    spoken = {product.id: spelling for spelling, product in aliases.named_in(evidence)}
    without = renamed = question
    for spelling, product in aliases.named_in(question):
        if product.id in spoken and spelling.casefold() not in evidence.casefold():
            without = without.replace(spelling, " ", 1)
            renamed = renamed.replace(spelling, spoken[product.id], 1)
    return without if content(without) else renamed


def _rarity(stem: str, indexes: Sequence[Lexical]) -> float:
    """Inverse document frequency over the passages of every library read, so rare words weigh more."""
    size = sum(len(index) for index in indexes)
    spread = sum(index.spread(stem) for index in indexes)
    return math.log(1 + (size - spread + 0.5) / (spread + 0.5))


@cache
def _calibrations() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(files("retrieval").joinpath("calibration.json").read_text("utf-8"))
    return loaded
