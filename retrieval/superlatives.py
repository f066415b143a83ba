"""Questions for what has the most or the least of something: "which is the cheapest", "the longest range"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.stores.lexical import terms

PRICE, LENGTH = "price cost fee rate charge rent", "duration length range distance period"
SPEED, WEIGHT = "speed rate throughput", "weight mass load"
LISTED = (  # the words, whether the larger one is meant, and what they measure where they say that
    ("cheapest|least expensive|lowest-priced", False, PRICE),
    ("most expensive|dearest|priciest|costliest", True, PRICE),
    ("newest|most recent", True, "date"),
    ("oldest", False, "date"),
    ("latest", True, "date time"),
    ("earliest", False, "date time"),
    ("longest", True, LENGTH),
    ("shortest", False, LENGTH),
    ("fastest|quickest", True, SPEED),
    ("slowest", False, SPEED),
    ("heaviest", True, WEIGHT),
    ("lightest", False, WEIGHT),
    (r"largest|biggest|highest|greatest|(?:the|has|have|had|with|got) most(?! \w+(?:al|ant|ar|ble|ed|ent|ful|ic|ive|ly|on)\b)", True, ""),
    (r"smallest|lowest|fewest|(?:the|has|have|had|with|got) least", False, ""),
)  # fmt: skip
WORDS = re.compile("|".join(rf"(?P<_{number}>\b(?:{words})\b)" for number, (words, *_) in enumerate(LISTED)), re.I)

RANKS = re.compile(
    r"\b\w+est\b|\b(?:most|least|more|less|fewer|\w+er) than\b|\b(?:most|least|maxim\w*|minim\w*|limit\w*|up to|at (?:most|least)|only|best|default)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Superlative:
    """Whether the larger value is meant, the stems of what is measured (none: the question tells), and those said after it."""

    larger: bool
    measures: frozenset[str]
    after: frozenset[str]


@lru_cache(maxsize=64)
def superlative_of(question: str) -> Superlative | None:
    """What a question wants the most or the least of, if it does."""
    found = WORDS.search(question)
    if found is None or found.lastgroup is None:
        return None
    _, larger, measures = LISTED[int(found.lastgroup[1:])]
    return Superlative(larger, frozenset(terms(measures)), frozenset(terms(question[found.end() :])))


def without(question: str) -> str:
    """``question`` without the words that ask for the most or the least, which no document need hold."""
    return WORDS.sub(" ", question)


def left_open(question: str, text: str) -> bool:
    """Whether the most or the least of something measured is asked for, and no word of ``text`` ranks anything."""
    wanted = superlative_of(question)
    return wanted is not None and "date" not in wanted.measures and RANKS.search(text) is None
