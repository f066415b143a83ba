"""The gate: nothing is said that no cited span backs.

What is checked, exactly: the quote stands in the document word for word (white space collapsed); every
number of the sentence occurs in it; every identifier and product name occurs in it, in its headings or its
table header (under any name the product had); and enough of the sentence's words do.  A denial that one
side has and the other has not is reported, not judged.  What is not checked: that the sentence follows
from the quote.

The output is rebuilt from sentences that passed, never filtered from what a model wrote.  A passage is one
row of the citation table, numbered when it is first cited; its quote grows to hold all that is cited of it.
A reader is shown so many rows and no more: a sentence that rests on yet another passage is not said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.asking import claims
from bot.asking.outcomes import Citation
from bot.asking.rebuilding import harmless, harmless_code, readable
from bot.asking.spans import Span, collapsed
from bot.asking.units import NAMED_CELLS, columns_of, row_text, with_columns
from index.stores.lexical import terms
from retrieval.aliases import Aliases

Layout = Literal["prose", "new", "item", "code"]
Reason = Literal["nothing cited", "not verbatim", "one source too many", "number", "name", "words"]
Text = Callable[[str, str], str]
ENOUGH = 0.34
SOURCES = 3
STOP = re.compile(r"^(.*?)([.!?…]+)$", re.DOTALL)
ITEM = re.compile(r"^\s*(\d{1,2}\.|[-*])\s+")
CELLS = re.compile(f"{NAMED_CELLS}|; ")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something to say with the spans that back it, and how it is laid out.

    ``label`` is what the asker called the thing; it is set before the text where the source speaks of it.
    ``remark`` is said before it and ``aside`` after it in our own words, whatever the source.
    """

    text: str
    spans: tuple[Span, ...]
    layout: Layout = "prose"
    label: str = ""
    remark: str = ""
    aside: str = ""


def places_of(said: Iterable[Sentence]) -> frozenset[str]:
    """The ids of the passages that sentences rest on."""
    return frozenset(span.hit.passage.id for sentence in said for span in sentence.spans)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that was not said, and why not."""

    text: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Denial:
    """A sentence that denies where its source does not, or the other way round; it was said, with these marks."""

    text: str
    marks: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What passed: the text, its one citation table, what was dropped, what denies where its source does not."""

    text: str = ""
    citations: tuple[Citation, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    denials: tuple[Denial, ...] = ()


@dataclass
class Gate:
    """Lets sentences through one by one; ``document_text`` gives the text of (library, document).

    ``ordinary`` are words known to be no names: a capital at the start of a sentence is then only that.
    """

    document_text: Text
    aliases: Aliases = field(default_factory=Aliases)
    ordinary: frozenset[str] = frozenset()
    _numbers: dict[str, int] = field(default_factory=dict)
    _cited: list[Span] = field(default_factory=list)
    _blocks: list[str] = field(default_factory=list)
    _dropped: list[Dropped] = field(default_factory=list)
    _denials: list[Denial] = field(default_factory=list)
    _texts: dict[tuple[str, str], str] = field(default_factory=dict)

    def admit(self, sentence: Sentence) -> str | None:
        """The sentence as it may be said, with its marks; ``None`` if it may not."""
        spans, reason = self._shown([span for span in sentence.spans if self._verbatim(span)])
        reason = reason or self._unbacked(sentence, spans)
        if reason is not None:
            self._dropped.append(Dropped(sentence.text, reason))
            return None
        marks = "".join(f"[{number}]" for number in sorted({self._number(span) for span in spans}))
        bare = ITEM.sub("", sentence.text)
        if sentence.layout != "code" and not _as_it_reads(bare, spans) and _denies(bare, spans):
            self._denials.append(Denial(sentence.text, marks))
        said = _said(sentence, marks)
        if sentence.label and _speaks_of(sentence.label, spans):
            said = f"**{harmless(sentence.label).strip('*')}**: {said}"
        said = f"{sentence.remark}{said} {sentence.aside}".rstrip()
        _lay_out(self._blocks, said, sentence.layout)
        return said

    def checked(self) -> Checked:
        """Everything that passed so far."""
        return Checked(
            "\n".join(self._blocks).strip(),
            tuple(citation(span, number) for number, span in enumerate(self._cited, start=1)),
            tuple(self._dropped),
            tuple(self._denials),
        )

    def _shown(self, spans: Sequence[Span]) -> tuple[list[Span], Reason | None]:
        """The spans of passages that have a row, or may still get one; a reason if there are only others."""
        rows = set(self._numbers)
        shown = []
        for span in spans:
            rows |= {span.hit.passage.id} if len(rows) < SOURCES else set()
            if span.hit.passage.id in rows:
                shown.append(span)
        return shown, "one source too many" if spans and not shown else None

    def _verbatim(self, span: Span) -> bool:
        place = span.hit.library, span.hit.passage.document
        if place not in self._texts:
            self._texts[place] = collapsed(self.document_text(*place))
        quote = collapsed(span.quote)
        return bool(quote) and quote in self._texts[place]

    def _unbacked(self, sentence: Sentence, spans: Sequence[Span]) -> Reason | None:
        if not spans:
            return "not verbatim" if sentence.spans else "nothing cited"
        if sentence.layout == "code":
            return None if collapsed(sentence.text) in {collapsed(span.quote) for span in spans} else "words"
        text = harmless(ITEM.sub("", sentence.text))
        if _as_it_reads(text, spans):
            return None
        # A table row is also known as it reads: each value beside the name of its column.
        quoted = " ".join(f"{span.quote} {columns_of(span)} {row_text(span)}" for span in spans)
        evidence = f"{quoted} " + " ".join(f"{span.hit.passage.title}. {span.hit.passage.heading}." for span in spans)
        if not _figures_held(text, quoted):
            return "number"
        text = self._without_known_products(text, evidence)
        held, words = claims.spelled(evidence), claims.words(evidence)
        if not all(_spelled_in(name.casefold(), held) for name in claims.identifiers(text)):
            return "name"
        if not all(claims.holds_name(name, words) for name in claims.names(text, self.ordinary | words)):
            return "name"
        if not claims.pairs(text) <= claims.side_by_side(evidence):
            return "name"
        return None if _share(text, evidence) >= ENOUGH else "words"

    def _without_known_products(self, text: str, evidence: str) -> str:
        """``text`` without products that the evidence speaks of, under whatever name."""
        spoken = {product.id for _, product in self.aliases.named_in(evidence)}
        for spelling, product in self.aliases.named_in(text):
            if product.id in spoken:
                text = text.replace(spelling, "it", 1)
        return text

    def _number(self, span: Span) -> int:
        """The passage's row in the table; its quote is widened to hold the span, and what names a table row's values."""
        wider = with_columns(span)
        span = wider if self._verbatim(wider) else span
        identifier = span.hit.passage.id
        if identifier not in self._numbers:
            self._cited.append(span)
            self._numbers[identifier] = len(self._cited)
        row = self._numbers[identifier] - 1
        known = self._cited[row]
        self._cited[row] = Span(known.hit, known.rank, min(known.start, span.start), max(known.end, span.end))
        return row + 1


def citation(span: Span, number: int) -> Citation:
    """The row of the citation table for a span."""
    return Citation(number, span.hit.passage, span.hit.library, span.quote, span.lines, span.hit.score)


def _as_it_reads(text: str, spans: Sequence[Span]) -> bool:
    """Whether the sentence is the quote itself, with its marks taken away, or cells of a row, each under its column."""
    said = text.rstrip(" .…")
    if any(said in as_read for span in spans for as_read in (readable(span.quote), row_text(span))):
        return True
    return any(set(CELLS.split(said)) <= set(CELLS.split(row_text(span))) for span in spans)


def _denies(text: str, spans: Sequence[Span]) -> bool:
    """Whether the sentence and the sentence of its source that is most like it differ in denying."""
    stems = set(terms(text))
    sources = [
        span.quote[first:last]
        for span in spans
        for first, last in _sentences_in(span)
    ] or [span.quote for span in spans]  # fmt: skip
    nearest = max(sources, key=lambda source: len(stems & set(terms(source))))
    return claims.negations(text) % 2 != claims.negations(nearest) % 2


def _sentences_in(span: Span) -> list[tuple[int, int]]:
    inside = [(first, last) for first, last in span.hit.passage.sentences if first >= span.start and last <= span.end]
    return [(first - span.start, last - span.start) for first, last in inside]


def _figures_held(text: str, quoted: str) -> bool:
    """Whether each number stands in the quote, and there beside a word that it stands beside here."""
    if not claims.numbers(text) <= claims.numbers(quoted):
        return False
    known = claims.figures(quoted)
    return all(any(figure.is_that_of(source) for source in known) for figure in claims.figures(text))


def _spelled_in(name: str, held: str) -> bool:
    return name in held or name.removesuffix("s") in held


def _speaks_of(label: str, spans: Sequence[Span]) -> bool:
    passages = [span.hit.passage for span in spans]
    evidence = " ".join(f"{passage.title} {passage.heading} {passage.text}" for passage in passages)
    return 2 * len(set(terms(label)) & set(terms(evidence))) >= len(set(terms(label))) > 0


def _share(text: str, evidence: str) -> float:
    stems = set(terms(text))
    return len(stems & set(terms(evidence))) / len(stems) if stems else 1.0


def _said(sentence: Sentence, marks: str) -> str:
    if sentence.layout == "code":
        code = harmless_code(sentence.text).strip("\n")
        fence = "```" if "```" not in code else "~~~~"
        return f"{fence}\n{code}\n{fence}\n{marks}"
    mark = ITEM.match(sentence.text)
    text = harmless(ITEM.sub("", sentence.text))
    stopped = STOP.match(text)
    text = f"{stopped[1].rstrip()} {marks}{stopped[2]}" if stopped else f"{text} {marks}"
    if sentence.layout != "item":
        return text
    return f"{mark[1] if mark and mark[1] != '*' else '-'} {text}"


def _lay_out(blocks: list[str], said: str, layout: Layout) -> None:
    if layout == "prose" and blocks and not blocks[-1].startswith(("```", "~~~")) and not ITEM.match(blocks[-1]):
        blocks[-1] += f" {said}"
    else:
        blocks.append(said)
