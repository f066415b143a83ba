"""A passage as the pieces that can be said: sentences, list items, table rows, code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.asking.rebuilding import readable
from bot.asking.spans import Span, sentence_span
from index.blocks import blocks, line_starts
from index.documents.document import Document
from index.stores.lexical import terms
from retrieval.hits import Hit

Shape = Literal["prose", "item", "step", "row"]

STEP = re.compile(r"^[ \t>]*\d{1,2}[.)][ \t]+")
BULLET = re.compile(r"^[ \t>]*[-*+•][ \t]+")
ROW = re.compile(r"^\s*\|.*\||<t[rdh]\b", re.IGNORECASE | re.DOTALL)
FENCE = re.compile(r"[ \t>]*(?:```|~~~)[^\n]*")
BOILERPLATE = re.compile(
    r"^(?:note|important|caution|warning|tip|key point|key term|beta|preview)\s*:\s*", re.IGNORECASE
)
FEW = 8
CELL = re.compile(r"\s*\|\s*")


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence of a passage, how it stands there, and how near the question it is."""

    span: Span
    number: int
    shape: Shape
    text: str
    cosine: float
    stems: frozenset[str]

    @property
    def introduces(self) -> bool:
        """Whether it only leads to what follows it."""
        return self.text.endswith(":")


def units(hit: Hit, rank: int) -> list[Unit]:
    """Every sentence of a hit, in order."""
    found = []
    cosines = hit.cosines or (0.0,) * len(hit.passage.sentences)
    for number, cosine in enumerate(cosines):
        span = sentence_span(hit, rank, number)
        line = _line(hit.passage.text, span.start)
        shape: Shape = (
            "row" if ROW.match(line) else "step" if STEP.match(line) else "item" if BULLET.match(line) else "prose"
        )
        text = row_text(span) if shape == "row" else BOILERPLATE.sub("", readable(span.quote))
        found.append(Unit(span, number, shape, text, cosine, frozenset(terms(text))))
    return found


def row_text(span: Span) -> str:
    """A table row in words: its first cell, then each column with its value."""
    cells = CELL.split(readable(span.quote))
    names = CELL.split(readable(header_of(span)))
    if len(cells) < 2:
        return " ".join(cells)
    if len(names) != len(cells) or names == cells:
        return f"{cells[0]}: {', '.join(filter(None, dict.fromkeys(cells[1:])))}"
    if len(cells) == 2:
        return f"{cells[0]}: {cells[1]}"
    rest = [f"{name}: {cell}" if name else cell for name, cell in zip(names[1:], cells[1:], strict=True) if cell]
    return f"{cells[0]} — {'; '.join(rest)}"


def header_of(span: Span) -> str:
    """The row that names the columns: kept with the passage, or the passage's own first row."""
    passage = span.hit.passage
    if passage.context:
        return passage.context
    top = passage.text.lstrip()
    if top.startswith("|"):
        return top.split("\n", 1)[0]
    row = re.match(r"(?:<table[^>]*>\s*)?(?:<thead>\s*)?(<tr\b.*?</tr>)", top, re.DOTALL | re.IGNORECASE)
    return row[1] if row and "<th" in row[1].lower() else ""


def code_blocks(hit: Hit, rank: int) -> Iterator[Span]:
    """The code of a hit, without its fences; code that began before the passage counts from its first line."""
    passage = hit.passage
    if passage.kind == "code" and not passage.sentences and not FENCE.search(passage.text):
        yield Span(hit, rank, 0, len(passage.text))
        return
    starts = line_starts(passage.text)
    for block in blocks(Document(passage.document, passage.title, passage.text, "markdown")):
        if block.kind != "code":
            continue
        start, end = starts[block.first - 1], starts[block.last] - 1
        opened = FENCE.match(passage.text, start)
        start = opened.end() + 1 if opened else start
        closed = passage.text.rfind("\n", start, end)
        if opened and FENCE.match(passage.text, closed + 1):
            end = closed
        if start < end and passage.text[start:end].strip():
            yield Span(hit, rank, start, end)


def items_of(hit: Hit, rank: int, shape: Shape) -> list[Span]:
    """The items of the outermost list of this shape in a hit, or the rows of its table."""
    if shape == "row":
        return [unit.span for unit in units(hit, rank) if unit.shape == "row"]
    marker = STEP if shape == "step" else BULLET
    text = hit.passage.text
    starts = list(re.finditer(marker.pattern, text, re.MULTILINE))
    if not starts:
        return []
    outermost = min(_indent(found[0]) for found in starts) if len(starts) > FEW else None
    spans = []
    for found in starts:
        if outermost is not None and _indent(found[0]) != outermost:
            continue
        number = next((n for n, (first, last) in enumerate(hit.passage.sentences) if first <= found.end() < last), None)
        if number is not None:
            spans.append(sentence_span(hit, rank, number))
    return spans


def _indent(marker: str) -> int:
    return len(marker.expandtabs(4)) - len(marker.expandtabs(4).lstrip())


def _line(text: str, at: int) -> str:
    """The line that holds position ``at``, from its beginning."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return text[start : end if end >= 0 else len(text)]
