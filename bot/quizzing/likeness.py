"""How alike two texts are, by the words that carry meaning.  Crude on purpose: it only points."""

from __future__ import annotations

import re

_WORD = re.compile(r"[a-z0-9][a-z0-9+#.]*")
_FILLER = {
    *("a", "an", "and", "are", "as", "at", "be", "been", "before", "but", "by", "can", "could", "did", "do"),
    *("does", "each", "for", "from", "had", "has", "have", "if", "in", "into", "is", "it", "its", "may"),
    *("might", "more", "most", "no", "not", "of", "on", "once", "one", "or", "other", "out", "over", "per"),
    *("should", "so", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this"),
    *("those", "to", "under", "up", "use", "uses", "used", "using", "was", "were", "what", "when", "where"),
    *("which", "while", "who", "will", "with", "would"),
}
STEM = 6


def stems(text: str) -> frozenset[str]:
    """The content words of a text, cut after six letters so that endings do not matter."""
    words = (word.strip(".") for word in _WORD.findall(text.lower()))
    return frozenset(word[:STEM] for word in words if len(word) > 2 and word not in _FILLER)


def overlap(left: frozenset[str], right: frozenset[str]) -> float:
    """Shared words out of all words of both."""
    return len(left & right) / len(left | right) if left and right else 0.0


def plain(text: str) -> str:
    """Lower case, one space, no punctuation: for telling whether two texts are the same."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))
