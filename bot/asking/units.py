"""A passage as the pieces that can be said: sentences, list items, table rows, code."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bot.asking.rebuilding import readable
from bot.asking.spans import Span, sentence_span
from index.blocks import blocks, line_starts
from index.documents.document import Document
from index.passages import Passage
from index.stores.lexical import terms
from retrieval.hits import Hit

Shape = Literal["prose", "item", "step", "row"]

STEP = re.compile(r"^[ \t>]*\d{1,2}[.)][ \t]+")
NEW_BLOCK = re.compile(r"\n\s*(?:\n|[-*+•|#]|\d+[.)])")
BULLET = re.compile(r"^[ \t>]*[-*+•][ \t]+")
ROW = re.compile(r"^\s*\|.*\||<t[rdh]\b", re.IGNORECASE | re.DOTALL)
HEADING = re.compile(r"^#{2,6} +(.+)$", re.MULTILINE)
BOLD_QUESTION = re.compile(r"^\*\*([^*\n]{3,120}\?)\*\*[ \t]*$", re.MULTILINE)
FENCE = re.compile(r"[ \t>]*(?:```|~~~)[^\n]*")
BOILERPLATE = re.compile(
    r"^(?:note|important|caution|warning|tip|key point|key term|beta|preview|deprecated|legacy)\s*:\s*", re.IGNORECASE
)
INTRODUCES = re.compile(  # it points at what comes after it, and does not say it itself after a colon
    r":$|(?:\b(?:the|these) following\b(?! (?:day|week|month|year)s?\b)|\bas follows\b|\bfollowing (?:command|code|example)s?\b"
    r"|\b(?:shown|listed|described|given|defined|outlined|see|table|diagram|figure|code|example|command|snippet|steps?) below\b"
    r"|^below (?:is|are)\b)(?![^:]*: \S)",
    re.IGNORECASE,
)
FINISHED = re.compile(r"[.!?:…][\s\"'”’)*_`\]]*$")
REMEMBERED = 2048  # passages
NAMED_CELLS, WHOLE_ROW = " — ", 320
QUOTED_ABOVE = 600  # characters of a table
SENTENCE_OF = 5  # words, in a cell
TERM = 4  # words
HIGHEST = 7  # number signs, one more than a heading has
NAMES_ITSELF = re.compile(r"[^.]{1,60}: ")
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
        return bool(INTRODUCES.search(self.text))

    @property
    def finished(self) -> bool:
        """Whether it ends as a sentence does: a heading, a label or a bare item does not."""
        return bool(FINISHED.search(self.span.quote))


def units(hit: Hit, rank: int) -> list[Unit]:
    """Every sentence of a hit, in order."""
    read = _read(hit.passage)
    return [
        Unit(sentence_span(hit, rank, number), number, shape, text, cosine, stems)
        for number, ((shape, text, stems), cosine) in enumerate(
            zip(read, hit.cosines or (0.0,) * len(read), strict=True)
        )
    ]


def led_by(unit: Unit) -> Unit | None:
    """The sentence that leads in the list whose item this begins, if its passage has that."""
    text, start = unit.span.hit.passage.text, unit.span.start
    if unit.shape != "item" or not BULLET.fullmatch(text[text.rfind("\n", 0, start) + 1 : start]):
        return None
    for before in reversed(units(unit.span.hit, unit.span.rank)[: unit.number]):
        if before.shape == "prose":
            return before if before.introduces else None
    return None


def term_of(unit: Unit) -> Unit | None:
    """The bare item before the one that a sentence stands in: the term that it explains, in a list of definitions."""
    if unit.shape in ("row", "step") or not unit.finished:
        return None
    text, told = unit.span.hit.passage.text, units(unit.span.hit, unit.span.rank)
    for place in range(unit.number - 1, -1, -1):
        before, after = told[place], told[place + 1]
        if "\n\n" in text[before.span.end : after.span.start]:
            return None
        if not before.finished:
            bare = before.shape == "item" and len(before.text.split()) <= TERM
            alone = place == 0 or told[place - 1].finished or told[place - 1].shape != "item"
            return before if bare and alone and not NAMES_ITSELF.match(after.text) else None
    return None


def heading_over(span: Span) -> str:
    """The nearest heading over a place that stands in the passage itself, as those of short sections do."""
    return _last(HEADING, span)


def headings_over(span: Span) -> list[str]:
    """The headings over a place that stand in the passage itself, the nearest first, each higher than the one before."""
    over: list[str] = []
    level = HIGHEST
    for found in reversed(list(HEADING.finditer(span.hit.passage.text, 0, span.start))):
        depth = found[0].index(" ")
        if depth < level:
            over.append(found[1])
            level = depth
    return over


def question_over(span: Span) -> str:
    """The question in bold, as in a list of frequent ones, that a place answers."""
    return _last(BOLD_QUESTION, span)


def _last(pattern: re.Pattern[str], span: Span) -> str:
    over = ""
    for found in pattern.finditer(span.hit.passage.text, 0, span.start):
        over = found[1]
    return over


def opener_of(unit: Unit) -> Unit:
    """The first sentence of the paragraph or item that a sentence stands in."""
    before = units(unit.span.hit, unit.span.rank)[: unit.number]
    text, first = unit.span.hit.passage.text, unit
    while before and not NEW_BLOCK.search(text[before[-1].span.end : first.span.start]):
        first = before.pop()
    return first


@lru_cache(maxsize=REMEMBERED)
def _read(passage: Passage) -> tuple[tuple[Shape, str, frozenset[str]], ...]:
    """Shape, words and stems of every sentence; the same few passages are read for many questions."""
    found = []
    for first, last in passage.sentences:
        line = _line(passage.text, first)
        shape: Shape = (
            "row" if ROW.match(line) else "step" if STEP.match(line) else "item" if BULLET.match(line) else "prose"
        )
        quote = passage.text[first:last]
        text = _row(quote, _header(passage, first)) if shape == "row" else BOILERPLATE.sub("", readable(quote))
        found.append((shape, text, frozenset(terms(text))))
    return tuple(found)


def row_text(span: Span) -> str:
    """A table row in words: its first cell, then each column with its value."""
    return _row(span.quote, columns_of(span))


def as_sentence(unit: Unit, asked: Collection[str]) -> str:
    """A piece ended as a sentence is; of a long table row only the columns named for what is asked, or the first ones."""
    text = unit.text
    if unit.shape == "row" and len(text) > WHOLE_ROW:
        first, mark, rest = text.partition(NAMED_CELLS)
        cells = rest.split("; ") if mark else []
        wanted = [cell for cell in cells if not set(terms(cell.partition(":")[0])).isdisjoint(asked)] or cells
        while len(wanted) > 1 and sum(map(len, wanted)) > WHOLE_ROW:
            wanted = wanted[:-1]
        text = f"{first}{NAMED_CELLS}{'; '.join(wanted)}" if wanted else text
    return text if text[-1:] in ".!?:…" else f"{text}."


def cells_of(span: Span) -> list[tuple[str, str]]:
    """The cells of a table row, each after the name of its column; nothing where the columns have no names."""
    return _named(CELL.split(readable(span.quote)), columns_of(span))


def _named(cells: Sequence[str], header: str) -> list[tuple[str, str]]:
    names = CELL.split(readable(header))
    if len(names) == len(cells) - 1:
        names = ["", *names]  # nothing stands above the first column
    return list(zip(names, cells, strict=True)) if len(names) == len(cells) and names != cells else []


def _row(quote: str, header: str) -> str:
    cells = CELL.split(readable(quote))
    if len(cells) < 2:
        return " ".join(cells)
    named = _named(cells, header)
    if not named:
        return _unnamed(list(filter(None, dict.fromkeys(cells))))
    if len(cells) == 2:
        return f"{cells[0]}: {cells[1]}"
    rest = [f"{name}: {cell.rstrip('.')}" if name else cell.rstrip(".") for name, cell in named[1:] if cell]
    return f"{cells[0]}{NAMED_CELLS}{'; '.join(rest)}"


def _unnamed(cells: Sequence[str]) -> str:
    """A row whose columns have no names: what it is about, then its sentences; or its first cell, then the others."""
    told = [cell for cell in cells[1:] if FINISHED.search(cell) and len(cell.split()) >= SENTENCE_OF]
    about = [cell for cell in cells if cell not in told] if told else cells[:1]
    return f"{', '.join(about)}: {' '.join(told) or ', '.join(cells[1:])}"


def columns_of(span: Span) -> str:
    """The row that names the columns of a row's table, wherever in the passage the table begins."""
    return _header(span.hit.passage, span.start)


def with_columns(span: Span) -> Span:
    """A row together with the one that names its columns and all between, where that is short enough to be quoted."""
    text = span.hit.passage.text
    top = _top_of_table(text, span.start) if ROW.match(_line(text, span.start)) else span.start
    return Span(span.hit, span.rank, top, span.end) if span.start - top <= QUOTED_ABOVE else span


def _top_of_table(text: str, at: int) -> int:
    """Where the table begins whose row position ``at`` stands in; elsewhere, where its line does."""
    top = text.rfind("\n", 0, at) + 1
    while top > 0:
        above = text.rfind("\n", 0, top - 1) + 1
        if not text[above:top].lstrip().startswith("|"):
            break
        top = above
    return top


def _header(passage: Passage, at: int) -> str:
    """The row that names the columns: the first of the table that holds position ``at``, or the one kept with the passage."""
    if passage.context:
        return passage.context
    top = _top_of_table(passage.text, at)
    if passage.text[top:].lstrip(" ").startswith("|"):
        return passage.text[top:].split("\n", 1)[0]
    row = re.match(
        r"(?:<table[^>]*>\s*)?(?:<thead>\s*)?(<tr\b.*?</tr>)", passage.text.lstrip(), re.DOTALL | re.IGNORECASE
    )
    return row[1] if row and "<th" in row[1].lower() else ""


def code_blocks(hit: Hit, rank: int) -> list[Span]:
    """The code of a hit, without its fences; code that began before the passage counts from its first line."""
    return [Span(hit, rank, first, last) for first, last in _code(hit.passage)]


def code_after(span: Span) -> Span | None:
    """The code that stands right after a place, in the same passage."""
    following = next((block for block in code_blocks(span.hit, span.rank) if block.start >= span.end), None)
    between = span.hit.passage.text[span.end : following.start] if following else ""
    return following if not re.sub(r"[`~\w\s]", "", between) and len(between.split()) <= 1 else None


@lru_cache(maxsize=REMEMBERED)
def _code(passage: Passage) -> tuple[tuple[int, int], ...]:
    if passage.kind == "code" and not passage.sentences and not FENCE.search(passage.text):
        return ((0, len(passage.text)),)
    return tuple(_blocks_of_code(passage))


def _blocks_of_code(passage: Passage) -> Iterator[tuple[int, int]]:
    starts = line_starts(passage.text)
    inside = _begins_inside(passage)
    if inside:
        yield 0, inside
    for block in blocks(Document(passage.document, passage.title, passage.text, "markdown")):
        if block.kind != "code" or starts[block.first - 1] < inside:
            continue
        start, end = starts[block.first - 1], starts[block.last] - 1
        opened = FENCE.match(passage.text, start)
        start = opened.end() + 1 if opened else start
        closed = passage.text.rfind("\n", start, end)
        if opened and FENCE.match(passage.text, closed + 1):
            end = closed
        if start < end and passage.text[start:end].strip():
            yield start, end


def _begins_inside(passage: Passage) -> int:
    """Where the code ends that a passage begins inside of: at a closing fence with nothing quotable before it."""
    fence = FENCE.search(passage.text)
    bare = fence is not None and fence[0].strip() in ("```", "~~~") and len(FENCE.findall(passage.text)) % 2 == 1
    if fence is None or not bare or any(first < fence.start() for first, _ in passage.sentences):
        return 0
    return fence.start()


def _line(text: str, at: int) -> str:
    """The line that holds position ``at``, from its beginning."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return text[start : end if end >= 0 else len(text)]
