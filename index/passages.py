"""A document becomes passages: the pieces that are embedded, found, quoted and cited.

One rule: `passage.text` is a verbatim slice of the document's text, and so is every sentence in it. What the embedder
reads is a cleaned copy made by `reading`, under a hard limit of 256 tokens counted by the embedder's own tokenizer, so
nothing is ever silently cut off. Passages follow headings first and size second; a sentence, a table row or a piece of
code is cut only when it alone is larger than a passage. BERT tokenizers split at white space, so the tokens of pieces
joined by spaces add up, and a document is measured in one call.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index import standing
from index.blocks import Block, BlockKind, blocks, line_starts
from index.documents.document import Document, Heading, Status
from index.markup import DECEPTIVE, LINE_MARK, plain, plain_code
from index.sentences import Span, spans

Counting = Callable[[Sequence[str]], Sequence[int]]

LIMIT = 250  # 256 less the two marks every input carries, and a little air
FULL = 150  # a passage this large is closed at the next heading or block that does not fit
TINY = 70  # one smaller than this joins its neighbour under the same heading
PREFIX = 48  # tokens at most for title, heading and repeated table header
ROW = 60  # the widest table header worth repeating


@dataclass(frozen=True, slots=True)
class Passage:
    id: str
    document: str
    title: str
    heading: str  # the path of headings, joined by " › "
    lines: tuple[int, int]
    text: str
    sentences: tuple[Span, ...] = ()  # spans of `text`
    context: str = ""  # a table's header, repeated for rows that stand without it
    kind: BlockKind = "prose"
    url: str | None = None  # with its anchor
    anchor: str = ""
    page: int | None = None
    cell: int | None = None
    status: Status = "current"
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """The smallest thing that is kept whole: a sentence, a list item's sentence, a table row, a run of code."""

    start: int
    end: int
    block: Block
    quotable: bool
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    path: tuple[Heading, ...]
    pieces: tuple[Piece, ...]

    @property
    def tokens(self) -> int:
        return sum(piece.tokens for piece in self.pieces)


def split(document: Document, count_tokens: Counting) -> list[Passage]:
    pieces = _measured(document, _pieces(document), count_tokens)
    sections = [part for section in _sections(document, pieces) for part in _packed(section)]
    made = [_passage(document, section) for section in _merged(sections)]
    return _numbered([passage for passage in made if passage is not None])


def reading(passage: Passage) -> tuple[str, list[Span]]:
    """What the embedder reads, and where in it each sentence of the passage stands."""
    heading = passage.heading if passage.heading != passage.title else ""
    parts = [part for part in (passage.title, heading, plain(passage.context)) if part]
    length = sum(len(part) + 1 for part in parts)
    clean = plain_code if passage.kind == "code" else plain
    places: list[Span] = []
    position = 0
    for first, last in passage.sentences:
        for source, counted in ((passage.text[position:first], False), (passage.text[first:last], True)):
            cleaned = (plain if counted else clean)(source)
            if counted:
                places.append((length, length + len(cleaned)))
            if cleaned:
                parts.append(cleaned)
                length += len(cleaned) + 1
        position = last
    parts.append(clean(passage.text[position:]))
    return "\n".join(parts).rstrip("\n"), places


def embedding_text(passage: Passage) -> str:
    return reading(passage)[0]


def _pieces(document: Document) -> list[Piece]:
    starts = line_starts(document.text)
    found: list[Piece] = []
    for block in blocks(document):
        start, end = starts[block.first - 1], starts[block.last] - 1
        if block.kind in ("code", "table"):
            found.append(Piece(start, end, block, block.kind == "table" and block.header is not None))
            continue
        source = document.text[start:end]
        marker = LINE_MARK.match(source)
        skip = marker.end() if marker else 0
        for first, last in spans(source[skip:], start + skip):
            found.append(Piece(first, last, block, not DECEPTIVE.search(document.text, first, last)))
    return found


def _measured(document: Document, pieces: list[Piece], count_tokens: Counting) -> list[Piece]:
    """Every piece with its size; one that is larger than a passage is cut at the best break inside it."""
    limit = LIMIT - PREFIX
    sizes = count_tokens([_cleaned(document, piece) for piece in pieces]) if pieces else []
    measured: list[Piece] = []
    for piece, size in zip(pieces, sizes, strict=True):
        if size <= limit:
            measured.append(replace(piece, tokens=size))
        else:
            measured.extend(_measured(document, _cut(document, piece, size, limit), count_tokens))
    return measured


def _cleaned(document: Document, piece: Piece) -> str:
    source = document.text[piece.start : piece.end]
    return plain_code(source) if piece.block.kind == "code" else plain(source)


def _cut(document: Document, piece: Piece, size: int, limit: int) -> list[Piece]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    source = document.text[piece.start : piece.end]
    width = max(1, min(len(source) - 1, int(len(source) * limit * 0.8 / size)))
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=width,
        chunk_overlap=0,
        separators=["\n\n", "\n", "; ", ", ", " ", ""],
        keep_separator="end",
        strip_whitespace=False,
    )
    cut: list[Piece] = []
    position = piece.start
    for part in splitter.split_text(source):
        cut.append(replace(piece, start=position, end=position + len(part)))
        position += len(part)
    return cut


def _sections(document: Document, pieces: list[Piece]) -> list[Section]:
    found: list[Section] = []
    path: list[Heading] = []
    ahead = list(document.headings)
    here: list[Piece] = []
    for piece in pieces:
        if ahead and ahead[0].line < piece.block.first:
            if here:
                found.append(Section(tuple(path), tuple(here)))
                here = []
            while ahead and ahead[0].line < piece.block.first:
                heading = ahead.pop(0)
                path = [*(above for above in path if above.level < heading.level), heading]
        here.append(piece)
    if here:
        found.append(Section(tuple(path), tuple(here)))
    return found


def _packed(section: Section) -> list[Section]:
    """Fill passages block by block; a block that does not fit opens a new one unless that would leave a stub."""
    room = LIMIT - PREFIX
    packed: list[Section] = []
    here: list[Piece] = []
    size = 0
    for group in _by_block(section.pieces):
        weight = sum(piece.tokens for piece in group)
        if here and size + weight > room and (weight <= room or size >= FULL):
            packed.append(Section(section.path, tuple(here)))
            here, size = [], 0
        for piece in group:
            if here and size + piece.tokens > room:
                packed.append(Section(section.path, tuple(here)))
                here, size = [], 0
            here.append(piece)
            size += piece.tokens
    if here:
        packed.append(Section(section.path, tuple(here)))
    return packed


def _by_block(pieces: Sequence[Piece]) -> list[list[Piece]]:
    groups: list[list[Piece]] = []
    for piece in pieces:
        if groups and groups[-1][0].block is piece.block:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _merged(sections: list[Section]) -> list[Section]:
    """Join a tiny section to the neighbour it shares a heading with; the larger of the two names the passage."""
    merged: list[Section] = []
    for section in sections:
        before = merged[-1] if merged else None
        if before and _belong_together(before, section):
            larger = before if before.tokens >= section.tokens else section
            merged[-1] = Section(larger.path, (*before.pieces, *section.pieces))
        else:
            merged.append(section)
    return merged


def _belong_together(one: Section, other: Section) -> bool:
    if one.tokens + other.tokens > LIMIT - PREFIX or min(one.tokens, other.tokens) >= TINY:
        return False
    shallow = min(len(one.path), len(other.path))
    return one.path[: shallow - 1] == other.path[: shallow - 1] or one.path[:shallow] == other.path[:shallow]


def _passage(document: Document, section: Section) -> Passage | None:
    first, last = section.pieces[0], section.pieces[-1]
    starts = line_starts(document.text)
    start, end = first.start, last.end
    if first.block.kind == "code" and start == starts[first.block.first - 1]:
        start = starts[first.block.first - 1]
    text = document.text[start:end].rstrip()
    if not any(character.isalnum() for character in text):
        return None
    line = bisect_right(starts, start)
    anchor = section.path[-1].anchor if section.path else ""
    kinds = Counter[BlockKind]()
    for piece in section.pieces:
        kinds[piece.block.kind] += piece.tokens
    return Passage(
        id="",
        document=document.path,
        title=document.title,
        heading=" › ".join(_heading_path(document, section.path)),
        lines=(line, line + text.count("\n")),
        text=text,
        sentences=tuple(
            (piece.start - start, min(piece.end, start + len(text)) - start) for piece in section.pieces if piece.quotable
        ),
        context=_context(document, section.pieces, starts),
        kind=kinds.most_common(1)[0][0],
        url=f"{document.url}#{anchor}" if document.url and anchor and "#" not in document.url else document.url,
        anchor=anchor,
        page=document.page_at(line),
        cell=document.cell_at(line),
        status=_status(document, section, text),
        as_of=document.as_of,
    )
