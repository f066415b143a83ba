"""Verbatim spans of passages: what may be quoted, where it stands, and how it reads."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.hits import Hit

LEANING = re.compile(
    r"^(?:(?:next|finally)(?=,)|afterwards|after that|similarly|likewise|conversely|on the other hand|as a result|in addition|in other words|"
    r"as (?:mentioned|noted|described|shown|stated|discussed) (?:above|before|earlier)|it|its|this|that|these|those|they|their|them|he|she|such|however|also|but|and|so|thus|hence|therefore|instead|"
    r"otherwise|moreover|furthermore|additionally|in (?:this|that|these|those|such) \w+|in contrast|for (?:example|instance)|another (?:example|reason|way|option)|"
    r"the same|both|doing so|if so|by doing (?:so|this)|with this|you (?:then|also|can also|can then)|here|then|"
    r"the (?:former|latter|above))\b",
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


def collapsed(text: str) -> str:
    """White space collapsed, as quotes are compared."""
    return " ".join(text.split())
