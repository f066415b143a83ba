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
from index.documents.document import Document, Marks, Status, latest
from index.markup import DECEPTIVE, IMAGE, LINE_MARK, TAG, plain, plain_code, without_outer_tags
from index.packing import ROOM, Piece, Section, pack
from index.sentences import Span, spans

Counting = Callable[[Sequence[str]], Sequence[int]]

LONGEST = 256 - 2  # the model's window less the two marks every input carries
WIDEST_TITLE, WIDEST_HEADING, WIDEST_CONTEXT = 120, 160, 240  # characters of each that are worth reading
SMALLEST = 16  # tokens below which nothing is cut further
SEPARATOR = " › "
BARE_MARK = re.compile(r"^[ \t>]*(?:[-*+]|\d{1,3}[.)])?[ \t]*$", re.MULTILINE)
CODE = re.compile(r"^[ \t]*(?:`{3}|~{3})|^(?: {4}|\t)\s*[^\s|>*+-]", re.MULTILINE)


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
    turns: Marks = ()  # the pages or cells that begin below its first line

    def page_at(self, line: int) -> int | None:
        """The page on which a line of it stands."""
        return None if self.page is None else latest(self.turns, line) or self.page

    def cell_at(self, line: int) -> int | None:
        return None if self.cell is None else latest(self.turns, line) or self.cell


def split(document: Document, count_tokens: Counting) -> list[Passage]:
    return _numbered(_Splitter(document, count_tokens).passages())


def reading(passage: Passage) -> tuple[str, list[Span]]:
    """What the embedder reads, and where in it each sentence of the passage stands."""
    heading = passage.heading[-WIDEST_HEADING:]
    parts = [part for part in (passage.title[:WIDEST_TITLE], heading, passage.context) if part]
    length = sum(len(part) + 1 for part in parts)
    places: list[Span] = []
    position = 0
    for first, last in passage.sentences:
        between = _between(passage.text[position:first])
        sentence = plain(passage.text[first:last])
        for part in filter(None, (between, sentence)):
            parts.append(part)
            length += len(part) + 1
        places.append((length - 1 - len(sentence), length - 1))
        position = last
    parts.append(_between(passage.text[position:]))
    return "\n".join(filter(None, parts)), places


def embedding_text(passage: Passage) -> str:
    return reading(passage)[0]


def _between(source: str) -> str:
    """What stands between two sentences: headings and marks are cleaned like prose, code keeps its signs."""
    source = BARE_MARK.sub("", source)
    return plain_code(source) if CODE.search(source) and not TAG.search(source) else plain(source)


class _Splitter:
    def __init__(self, document: Document, count_tokens: Counting) -> None:
        self._document = document
        self._text = document.text
        self._count = count_tokens
        self._starts = line_starts(document.text)

    def passages(self) -> list[Passage]:
        return self._fitted(pack(self._document.headings, self._measured(self._pieces())))

    def _pieces(self) -> list[Piece]:
        found: list[Piece] = []
        for block in blocks(self._document):
            start, end = self._span(block.first, block.last)
            if block.kind in ("code", "table"):
                row = block.header is not None and bool(plain(self._text[start:end]))
                found.append(Piece(start, end, block, quotable=row))
                continue
            marker = LINE_MARK.match(self._text, start)
            begin = min(marker.end(), end) if marker else start
            for first, last in spans(self._text[begin:end], begin):
                if any(map(str.isalnum, plain(IMAGE.sub("", self._text[first:last])))):
                    found.append(Piece(first, last, block, quotable=not DECEPTIVE.search(self._text, first, last)))
        return found

    def _span(self, first: int, last: int) -> Span:
        return self._starts[first - 1], self._starts[last] - 1

    def _measured(self, pieces: list[Piece]) -> list[Piece]:
        """Every piece with its size; one that is larger than a passage is cut at the best break inside it."""
        sizes = self._count([self._cleaned(piece) for piece in pieces]) if pieces else []
        measured: list[Piece] = []
        for piece, size in zip(pieces, sizes, strict=True):
            if size <= ROOM:
                measured.append(replace(piece, tokens=size))
            else:
                measured.extend(self._measured(self._cut(piece, size)))
        return measured

    def _cleaned(self, piece: Piece) -> str:
        source = self._text[piece.start : piece.end]
        return plain_code(source) if piece.block.kind == "code" else plain(source)

    def _cut(self, piece: Piece, size: int) -> list[Piece]:
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        source = self._text[piece.start : piece.end]
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
            cut.append(replace(piece, start=position, end=position + len(part), tokens=size * len(part) // len(source)))
            position += len(part)
        return cut

    def _fitted(self, sections: list[Section]) -> list[Passage]:
        """The sections as passages, each measured as it will be read; one that is too long is halved until it fits."""
        made = [self._passage(section) for section in sections]
        sizes = self._count([embedding_text(passage) for passage in made]) if made else []
        fitted: list[Passage] = []
        for section, passage, size in zip(sections, made, sizes, strict=True):
            if size <= LONGEST or (section.tokens < SMALLEST and section.lead is None):
                fitted.append(passage)
            elif section.lead is not None:
                fitted.extend(self._fitted([replace(section, lead=None)]))
            else:
                whole = section.pieces if len(section.pieces) > 1 else tuple(self._cut(section.pieces[0], 2 * ROOM))
                parts = replace(section, pieces=whole).halves() if len(whole) > 1 else ()
                fitted.extend(self._fitted(list(parts)) if parts else [passage])
        return [passage for passage in fitted if any(map(str.isalnum, passage.text))]

    def _passage(self, section: Section) -> Passage:
        document = self._document
        start, end = self._with_its_mark(section.pieces[0].start), section.pieces[-1].end
        if section.lead is not None:
            start = self._starts[section.lead.line - 1]
        text = self._text[start:end].rstrip()
        line = bisect_right(self._starts, start)
        last = line + text.count("\n")
        anchor = section.path[-1].anchor if section.path else ""
        quotable = [self._quoted(piece) for piece in section.pieces if piece.quotable]
        kinds: Counter[BlockKind] = Counter()
        for piece in section.pieces:
            kinds[piece.block.kind] += piece.tokens
        return Passage(
            id="",
            document=document.path,
            title=document.title,
            heading=SEPARATOR.join(self._names(section)),
            lines=(line, last),
            text=text,
            sentences=tuple((first - start, last - start) for first, last in quotable if first < last),
            context=self._context(section),
            kind=kinds.most_common(1)[0][0],
            url=f"{document.url}#{anchor}" if document.url and anchor and "#" not in document.url else document.url,
            anchor=anchor,
            page=document.page_at(line),
            cell=document.cell_at(line),
            status=self._status(section),
            as_of=document.as_of,
            turns=document.turns(line, last),
        )

    def _with_its_mark(self, start: int) -> int:
        """Where the line begins, if only the mark of a list item stands before ``start``: a first step keeps its number."""
        line = self._starts[bisect_right(self._starts, start) - 1]
        mark = LINE_MARK.match(self._text, line)
        return line if mark and mark.end() == start and mark[0].strip() else start

    def _quoted(self, piece: Piece) -> Span:
        if piece.block.kind == "table":
            return without_outer_tags(self._text, piece.start, piece.end)
        return piece.start, piece.start + len(self._text[piece.start : piece.end].rstrip())

    def _names(self, section: Section) -> list[str]:
        """The headings above a section, without the one that only repeats the title."""
        names = [heading.text for heading in section.path]
        return names[1:] if names and names[0].casefold() == self._document.title.casefold() else names

    def _context(self, section: Section) -> str:
        """The header of the table the passage begins inside of."""
        header = section.pieces[0].block.header
        if header is None:
            return ""
        first, last = self._span(*header)
        text = plain(self._text[first:last])
        return text if len(text) <= WIDEST_CONTEXT else text[:WIDEST_CONTEXT].rsplit(" ", 1)[0]

    def _status(self, section: Section) -> Status:
        names = self._names(section)
        first, last = self._span(section.opening.first, section.opening.last)
        about = names[-1] if names else self._document.title
        told = standing.banner(self._text[first:last], about)
        return standing.weightiest(self._document.status, told, *(standing.named(name) for name in names))


def _numbered(passages: list[Passage]) -> list[Passage]:
    seen: Counter[str] = Counter()
    numbered: list[Passage] = []
    for passage in passages:
        place = "\0".join((passage.document, passage.heading, passage.text))
        seen[place] += 1
        digest = hashlib.sha256(f"{place}\0{seen[place]}".encode()).hexdigest()[:20]
        numbered.append(replace(passage, id=digest))
    return numbered
