"""How likely the passages found answer the question at all.

A threshold on the best sentence's cosine refuses what is off the topic.  A question near the topic that
no document answers looks much the same to an embedding; what gives it away, when anything does, is a
word the question turns on that no passage holds.  Both go into one logistic score whose weights were
fitted by ``benchmarks/calibrate.py`` and are kept with the embedder's name in ``calibration.json``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from index.passages import embedding_text
from index.stores.lexical import Lexical, terms
from retrieval.hits import Hit

EVIDENCE = 5
FEATURES = ("sentence", "cosine", "covered", "covered_best", "rarest_missing")
EVERYDAY = frozenset(
    "explain describ tell give mean work use need want help get make know thing way best good better exampl differ "
    "compar versus pleas question answer someon anyon peopl like look tri understand document doc page".split()
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """``confidence`` 0..1; ``missing``: stems of the question that none of the evidence holds, rarest first."""

    confidence: float
    missing: tuple[str, ...]
    thresholds: Mapping[str, float]
    features: Mapping[str, float]


def judge(question: str, hits: Sequence[Hit], indexes: Sequence[Lexical]) -> Judgement:
    """Weigh the best passages as evidence for ``question``."""
    calibration = _calibration()
    if not hits:
        return Judgement(0.0, (), calibration["thresholds"], dict.fromkeys(FEATURES, 0.0))
    found, missing = features(question, hits, indexes)
    score = calibration["bias"] + sum(calibration["weights"][name] * found[name] for name in FEATURES)
    return Judgement(1 / (1 + math.exp(-score)), missing, calibration["thresholds"], found)


def features(
    question: str, hits: Sequence[Hit], indexes: Sequence[Lexical]
) -> tuple[dict[str, float], tuple[str, ...]]:
    """What the judgement rests on, each 0..1, and the stems that are missing."""
    evidence = [set(terms(embedding_text(hit.passage))) for hit in hits[:EVIDENCE]]
    union = set().union(*evidence)
    weights = {stem: _rarity(stem, indexes) for stem in content(question)}
    total = sum(weights.values()) or 1.0
    missing = sorted((stem for stem in weights if stem not in union), key=lambda stem: -weights[stem])
    found = {
        "sentence": max(hit.signals["sentence"] for hit in hits[:EVIDENCE]),
        "cosine": max(hit.signals["cosine"] for hit in hits[:EVIDENCE]),
        "covered": sum(weight for stem, weight in weights.items() if stem in union) / total,
        "covered_best": max(sum(w for stem, w in weights.items() if stem in held) / total for held in evidence),
        "rarest_missing": weights[missing[0]] / max(weights.values()) if missing else 0.0,
    }
    return found, tuple(missing)


def content(question: str) -> frozenset[str]:
    """The stems a question turns on, without everyday words."""
    return frozenset(term for term in terms(question) if len(term) > 1 and term not in EVERYDAY and "/" not in term)


def _rarity(stem: str, indexes: Sequence[Lexical]) -> float:
    """Inverse document frequency over the passages of every library read, so rare words weigh more."""
    size = sum(len(index) for index in indexes)
    spread = sum(index.spread(stem) for index in indexes)
    return math.log(1 + (size - spread + 0.5) / (spread + 0.5))


@cache
def _calibration() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(files("retrieval").joinpath("calibration.json").read_text("utf-8"))
    return loaded
