"""A document becomes passages: the pieces that are embedded, found, quoted and cited.

One rule: `passage.text` is a verbatim slice of the document's text, and so is every sentence in it. What the embedder
reads is a cleaned copy made by `reading`, never longer than 256 tokens by the embedder's own tokenizer, so nothing is
silently cut off. A sentence, a table row or a piece of code is cut only when it alone is larger than a passage.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index import standing
from index.blocks import BlockKind, blocks, line_starts
from index.documents.document import Document, Heading, Status
from index.markup import DECEPTIVE, IMAGE, LINE_MARK, TAG, plain, plain_code
from index.packing import ROOM, Piece, Section, pack
from index.sentences import Span, spans

Counting = Callable[[Sequence[str]], Sequence[int]]

LONGEST = 256 - 2  # the model's window less the two marks every input carries
WIDEST_CONTEXT = 240  # characters of a table header worth repeating
SEPARATOR = " › "
BARE_MARK = re.compile(r"^[ \t>]*(?:[-*+]|\d{1,3}[.)])?[ \t]*$", re.MULTILINE)
CODE = re.compile(r"^\s*(?:`{3}|~{3})|^(?: {4}|\t)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Passage:
    id: str  # of its place and its text: the same words in the same section keep it when lines move
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


def split(document: Document, count_tokens: Counting) -> list[Passage]:
    pieces = _measured(document, _pieces(document), count_tokens)
    return _numbered(_fitted(document, pack(document.headings, pieces), count_tokens))


def reading(passage: Passage) -> tuple[str, list[Span]]:
    """What the embedder reads, and where in it each sentence of the passage stands."""
    parts = [part for part in (passage.title, passage.heading, passage.context) if part]
    length = sum(len(part) + 1 for part in parts)
    places: list[Span] = []
    position = 0
    for first, last in passage.sentences:
        between = _between(passage.text[position:first])
        sentence = plain(passage.text[first:last])
        for part in filter(None, (between, sentence)):
            parts.append(part)
            length += len(part) + 1
        places.append((length - 1 - len(sentence), length - 1) if sentence else (length, length))
        position = last
    parts.append(_between(passage.text[position:]))
    return "\n".join(filter(None, parts)), places


def _between(source: str) -> str:
    """What stands between two sentences: headings and marks are cleaned like prose, code keeps its signs."""
    source = BARE_MARK.sub("", source)
    return plain_code(source) if CODE.search(source) and not TAG.search(source) else plain(source)


def embedding_text(passage: Passage) -> str:
    return reading(passage)[0]


def _pieces(document: Document) -> list[Piece]:
    starts = line_starts(document.text)
    found: list[Piece] = []
    for block in blocks(document):
        start, end = starts[block.first - 1], starts[block.last] - 1
        if block.kind in ("code", "table"):
            found.append(Piece(start, end, block, block.header is not None))
            continue
        source = document.text[start:end]
        marker = LINE_MARK.match(source)
        skip = marker.end() if marker else 0
        for first, last in spans(source[skip:], start + skip):
            if any(map(str.isalnum, IMAGE.sub("", document.text[first:last]))):
                found.append(Piece(first, last, block, not DECEPTIVE.search(document.text, first, last)))
    return found


def _measured(document: Document, pieces: list[Piece], count_tokens: Counting) -> list[Piece]:
    """Every piece with its size; one that is larger than a passage is cut at the best break inside it."""
    sizes = count_tokens([_cleaned(document, piece) for piece in pieces]) if pieces else []
    measured: list[Piece] = []
    for piece, size in zip(pieces, sizes, strict=True):
        if size <= ROOM:
            measured.append(replace(piece, tokens=size))
        else:
            measured.extend(_measured(document, _cut(document, piece, size), count_tokens))
    return measured


def _cleaned(document: Document, piece: Piece) -> str:
    source = document.text[piece.start : piece.end]
    return plain_code(source) if piece.block.kind == "code" else plain(source)


def _cut(document: Document, piece: Piece, size: int) -> list[Piece]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    source = document.text[piece.start : piece.end]
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=max(1, min(len(source) - 1, int(len(source) * ROOM * 0.9 / size))),
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


def _fitted(document: Document, sections: list[Section], count_tokens: Counting) -> list[Passage]:
    """The sections as passages, each measured as it will be read; one that is too long is halved until it fits."""
    made = [_passage(document, section) for section in sections]
    sizes = count_tokens([embedding_text(passage) for passage in made]) if made else []
    fitted: list[Passage] = []
    for section, passage, size in zip(sections, made, sizes, strict=True):
        if size <= LONGEST:
            fitted.append(passage)
        else:
            pieces = section.pieces if len(section.pieces) > 1 else tuple(_cut(document, section.pieces[0], 2 * ROOM))
            fitted.extend(_fitted(document, list(replace(section, pieces=pieces).halves()), count_tokens))
    return [passage for passage in fitted if any(character.isalnum() for character in passage.text)]


def _passage(document: Document, section: Section) -> Passage:
    starts = line_starts(document.text)
    start, end = section.pieces[0].start, section.pieces[-1].end
    text = document.text[start:end].rstrip()
    line = bisect_right(starts, start)
    anchor = section.path[-1].anchor if section.path else ""
    kinds: Counter[BlockKind] = Counter()
    for piece in section.pieces:
        kinds[piece.block.kind] += piece.tokens
    sentences = [(piece.start - start, min(piece.end - start, len(text))) for piece in section.pieces if piece.quotable]
    return Passage(
        id="",
        document=document.path,
        title=document.title,
        heading=SEPARATOR.join(_heading_path(document, section.path)),
        lines=(line, line + text.count("\n")),
        text=text,
        sentences=tuple((first, last) for first, last in sentences if first < last),
        context=_context(document, section, starts),
        kind=kinds.most_common(1)[0][0],
        url=f"{document.url}#{anchor}" if document.url and anchor and "#" not in document.url else document.url,
        anchor=anchor,
        page=document.page_at(line),
        cell=document.cell_at(line),
        status=_status(document, section, starts),
        as_of=document.as_of,
    )


def _heading_path(document: Document, path: tuple[Heading, ...]) -> list[str]:
    names = [heading.text for heading in path]
    return names[1:] if names and names[0].casefold() == document.title.casefold() else names


def _context(document: Document, section: Section, starts: list[int]) -> str:
    """The header of the table the passage begins inside of."""
    block = section.pieces[0].block
    if block.header is None:
        return ""
    first, last = block.header
    header = plain(document.text[starts[first - 1] : starts[last] - 1])
    return header if len(header) <= WIDEST_CONTEXT else header[:WIDEST_CONTEXT].rsplit(" ", 1)[0]


def _status(document: Document, section: Section, starts: list[int]) -> Status:
    names = _heading_path(document, section.path)
    opening = document.text[starts[section.opening.first - 1] : starts[section.opening.last] - 1]
    told = standing.banner(opening, about=names[-1] if names else document.title)
    return standing.weightiest(document.status, told, *(standing.named(name) for name in names))


def _numbered(passages: list[Passage]) -> list[Passage]:
    seen: Counter[str] = Counter()
    numbered: list[Passage] = []
    for passage in passages:
        place = "\0".join((passage.document, passage.heading, passage.text))
        seen[place] += 1
        digest = hashlib.sha256(f"{place}\0{seen[place]}".encode()).hexdigest()[:20]
        numbered.append(replace(passage, id=digest))
    return numbered
