"""What a model writes, read as it arrives: finished sentences, each with the spans it rests on.

The model cites passages by number.  Which words of a passage back a sentence is found here, not taken
from the model: the shortest run of the passage's sentences that holds most of the sentence's numbers,
names and words.  Whether that is enough is for the gate to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.asking import claims
from bot.asking.grounding import Sentence
from bot.asking.spans import Span
from index.sentences import spans
from index.stores.lexical import terms
from retrieval.hits import Hit

MARKS = re.compile(r"\s*\[(\d{1,2}(?:\s*,\s*\d{1,2})*)\]")
STRAY = re.compile(r"([.!?])((?:\s*\[\d{1,2}(?:\s*,\s*\d{1,2})*\])+)")
UNFINISHED = re.compile(r"\s*(?:\[[\d,\s]*)?$")
FENCE = re.compile(r"^\s*(```|~~~)")
ITEM = re.compile(r"^\s*(?:\d{1,2}[.)]|[-*•])\s+")
NO_ANSWER = "NOT FOUND"
RUN = 3


@dataclass
class Draft:
    """Text that arrives in pieces; ``declined``: the model found no answer in the passages."""

    hits: Sequence[Hit]
    declined: bool = False
    _text: str = ""
    _code: list[str] | None = None
    _begun: bool = False

    def hear(self, piece: str) -> Iterator[Sentence]:
        """The sentences that ``piece`` finishes."""
        self._text += piece
        while "\n" in self._text:
            line, self._text = self._text.split("\n", 1)
            yield from self._line(line)
        if self._code is None and not ITEM.match(self._text) and not FENCE.match(self._text):
            yield from self._finished()

    def end(self) -> Iterator[Sentence]:
        """What is left when nothing more comes."""
        line, self._text = self._text, ""
        yield from self._line(line)
        if self._code is not None:
            yield from self._fenced()

    def _line(self, line: str) -> Iterator[Sentence]:
        if FENCE.match(line):
            if self._code is None:
                self._code = []
            else:
                yield from self._fenced()
        elif self._code is not None:
            self._code.append(line)
        elif ITEM.match(line):
            yield self._sentence(line.strip(), "item")
        elif not line.strip() or line.lstrip().startswith(("#", "|")):
            self._begun = False
        else:
            yield from self._prose(line)
            self._begun = False

    def _finished(self) -> Iterator[Sentence]:
        """Every sentence of the open line but the last, whose marks may still be on their way."""
        text = STRAY.sub(r"\2\1", self._text)
        found = spans(text)
        if len(found) > 1 and not UNFINISHED.fullmatch(text[found[-1][0] :]):
            last = found[-1][0]
            self._text = text[last:]
            yield from self._prose(text[:last])

    def _prose(self, text: str) -> Iterator[Sentence]:
        text = STRAY.sub(r"\2\1", text)
        for first, last in spans(text):
            if text[first:last].strip(" .*`") == NO_ANSWER:
                self.declined = True
                continue
            yield self._sentence(text[first:last], "prose" if self._begun else "new")
            self._begun = True

    def _sentence(self, text: str, layout: str) -> Sentence:
        cited = {int(number) for found in MARKS.findall(text) for number in found.split(",")}
        said = re.sub(r"\s+([.!?])$", r"\1", MARKS.sub("", text)).strip()
        hits = [(number - 1, self.hits[number - 1]) for number in sorted(cited) if 0 < number <= len(self.hits)]
        backing = tuple(backing_of(said, hit, rank) for rank, hit in hits)
        return Sentence(said, backing, "item" if layout == "item" else "new" if layout == "new" else "prose")

    def _fenced(self) -> Iterator[Sentence]:
        code, self._code = "\n".join(self._code or ()), None
        pattern = re.compile(r"\s+".join(map(re.escape, code.split())))
        for rank, hit in enumerate(self.hits):
            if code.strip() and (found := pattern.search(hit.passage.text)):
                yield Sentence(found[0], (Span(hit, rank, *found.span()),), "code")
                return


def backing_of(sentence: str, hit: Hit, rank: int) -> Span:
    """The shortest run of the passage's sentences that holds most of what the sentence claims."""
    passage = hit.passage
    wanted = (
        claims.numbers(sentence) | {name.casefold() for name in claims.identifiers(sentence)} | claims.names(sentence)
    )
    stems = set(terms(sentence))
    best, best_score = Span(hit, rank, 0, len(passage.text)), -1.0
    for first in range(len(passage.sentences)):
        for last in range(first, min(first + RUN, len(passage.sentences))):
            span = Span(hit, rank, passage.sentences[first][0], passage.sentences[last][1])
            score = _held(wanted, stems, span.quote) - 0.05 * (last - first)
            if score > best_score:
                best, best_score = span, score
    return best


def _held(wanted: set[str], stems: set[str], quote: str) -> float:
    numbers, text, words = claims.numbers(quote), claims.spelled(quote), set(terms(quote))
    facts = sum(fact in numbers or fact in text for fact in wanted) / len(wanted) if wanted else 1.0
    return 2 * facts + (len(stems & words) / len(stems) if stems else 0.0)
