"""Verbatim spans of passages: what may be quoted, where it stands, and how it reads."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.hits import Hit

LEANING = re.compile(
    r"^(?:it|its|this|that|these|those|they|their|them|he|she|such|however|also|but|and|so|thus|hence|therefore|instead|"
    r"otherwise|moreover|furthermore|additionally|in this case|in that case|in contrast|for example|the same|both|doing so|"
    r"here|then|the (?:former|latter|following|above))\b",
    re.IGNORECASE,
)
ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|prompt|rule|above|previous|prior|everything|context)"
    r"|\b(?:as an? (?:ai|assistant|language model)|system prompt|you are now|you must (?:reply|answer|respond|post|say|output)"
    r"|(?:assistant|chatbot|bot|model|ai)s?\s*[:,]\s*(?:please\s+)?(?:reply|respond|post|say|output|send|click|visit|tell))\b"
    r"|\b(?:when asked|if (?:anyone|someone|a user|the user) asks)\b.{0,60}\b(?:reply|respond|post|say|answer|tell|send|link)\b"
    r"|\bnew instructions?\b|<\s*/?\s*(?:system|instructions?)\s*>",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Span:
    """A verbatim slice, from ``start`` to ``end``, of the text of a hit's passage; ``rank`` is the hit's place."""

    hit: Hit
    rank: int
    start: int
    end: int

    @property
    def quote(self) -> str:
        """The verbatim text."""
        return self.hit.passage.text[self.start : self.end]

    @property
    def lines(self) -> tuple[int, int]:
        """Where the quote stands in the document's extracted text."""
        text = self.hit.passage.text
        top = self.hit.passage.lines[0] + text.count("\n", 0, self.start)
        return top, top + text.count("\n", self.start, self.end)


def sentence_span(hit: Hit, rank: int, first: int, last: int | None = None) -> Span:
    """The span of sentence number ``first`` of a hit, or of the run up to ``last``."""
    sentences = hit.passage.sentences
    return Span(hit, rank, sentences[first][0], sentences[first if last is None else last][1])


def leans(sentence: str) -> bool:
    """Whether a sentence needs the one before it to be understood."""
    return bool(LEANING.match(sentence))


def gives_orders(text: str) -> bool:
    """Whether a text addresses an assistant instead of a reader: it is then only text, and never quoted."""
    return bool(ORDERS.search(text))


def collapsed(text: str) -> str:
    """White space collapsed, as quotes are compared."""
    return " ".join(text.split())
