"""Which pieces of a document share a passage: by heading first, by size second.

Pure arithmetic over measured pieces. A section is filled block by block; a block that does not fit opens a new passage
unless that would leave a stub; then tiny sections join the neighbour they share a heading with, because a passage of
ten words finds nothing and costs as much to keep as a good one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.blocks import Block
from index.documents.document import Heading

Path = tuple[Heading, ...]

ROOM = 205  # tokens for the pieces themselves; title, headings and a repeated table header take the rest
FULL = 130  # a passage this large may be closed early so that the next block stays whole
TINY = 24  # a passage smaller than this joins its neighbour: a heading of its own is worth more than company


@dataclass(frozen=True, slots=True)
class Piece:
    """The smallest thing kept whole: a sentence, a table row, a run of code. Offsets count in the document's text."""

    start: int
    end: int
    block: Block
    quotable: bool
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    path: Path
    pieces: tuple[Piece, ...]
    opening: Block  # the first block under the heading: where a banner would stand
    begins: bool = True  # whether the first piece is the first under its heading
    lead: Heading | None = None  # the first section's own heading, where sections of several headings were joined

    @property
    def tokens(self) -> int:
        return sum(piece.tokens for piece in self.pieces)

    def halves(self) -> tuple[Section, Section]:
        middle = len(self.pieces) // 2
        return (
            Section(self.path, self.pieces[:middle], self.opening, self.begins, self.lead),
            Section(self.path, self.pieces[middle:], self.opening, begins=False),
        )


def pack(headings: Sequence[Heading], pieces: Sequence[Piece]) -> list[Section]:
    return _merged([part for section in _sections(headings, pieces) for part in _filled(section)])


def _sections(headings: Sequence[Heading], pieces: Sequence[Piece]) -> list[Section]:
    found: list[Section] = []
    path: list[Heading] = []
    here: list[Piece] = []
    passed = 0
    for piece in pieces:
        if passed < len(headings) and headings[passed].line < piece.block.first:
            if here:
                found.append(Section(tuple(path), tuple(here), here[0].block))
            here = []
            while passed < len(headings) and headings[passed].line < piece.block.first:
                heading = headings[passed]
                path = [*(above for above in path if above.level < heading.level), heading]
                passed += 1
        here.append(piece)
    if here:
        found.append(Section(tuple(path), tuple(here), here[0].block))
    return found


def _filled(section: Section) -> list[Section]:
    packed: list[Section] = []
    here: list[Piece] = []
    size = 0
    for block in _by_block(section.pieces):
        weight = sum(piece.tokens for piece in block)
        stays_whole = weight <= ROOM and size >= FULL
        for position, piece in enumerate(block):
            no_room = size + piece.tokens > ROOM
            if here and (no_room or (not position and stays_whole and size + weight > ROOM)):
                packed.append(Section(section.path, tuple(here), section.opening, begins=not packed))
                here, size = [], 0
            here.append(piece)
            size += piece.tokens
    packed.append(Section(section.path, tuple(here), section.opening, begins=not packed))
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
    merged: list[Section] = []
    for section in sections:
        before = merged[-1] if merged else None
        if before and _belong_together(before, section):
            shared = _shared(before.path, section.path)
            own = before.lead or (before.path[-1] if before.begins and len(before.path) > len(shared) else None)
            merged[-1] = Section(shared, (*before.pieces, *section.pieces), before.opening, before.begins, own)
        else:
            merged.append(section)
    return merged


def _belong_together(one: Section, other: Section) -> bool:
    """Siblings, or a heading and what stands under it, when one is tiny and both fit."""
    if one.tokens + other.tokens > ROOM or min(one.tokens, other.tokens) >= TINY:
        return False
    depth = min(len(one.path), len(other.path)) - (len(one.path) == len(other.path))
    return len(_shared(one.path, other.path)) >= depth


def _shared(one: Path, other: Path) -> Path:
    return tuple(mine for mine, yours in zip(one, other, strict=False) if mine is yours)
