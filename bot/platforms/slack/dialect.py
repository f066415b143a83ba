"""The small Markdown dialect of a reply, read into pieces: no piece can open what another must close.

A fence that is never closed ends with the text; a marker without its partner is an ordinary character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.platforms.slack.escaping import literal


@dataclass(frozen=True, slots=True)
class Span:
    """A run of characters with one look; ``source`` is the number of an ``[n]`` mark."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    source: int | None = None


Spans: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; single line breaks are kept."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Quoted:
    """Somebody else's words."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; each item is one line of spans."""

    items: tuple[Spans, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Shown as it stands, in a fixed-width font."""

    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table; the first row is its header."""

    rows: tuple[tuple[str, ...], ...]


Piece: TypeAlias = Paragraph | Quoted | Bullets | Code | Grid

_INLINE = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|\*\*(?P<bold>[^*\n]+(?:\*[^*\n]+\*[^*\n]*)*)\*\*"
    r"|(?<![\w*])\*(?P<italic>[^*\s](?:[^*\n]*[^*\s])?)\*(?![\w*])"
    r"|\[(?P<source>\d{1,3})\]"
)
_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})")


def spans(text: str) -> Spans:
    """One stretch of text, its emphasis, code and ``[n]`` marks told apart."""
    return tuple(_spans(text, Span("")))


def _spans(text: str, look: Span) -> Iterator[Span]:
    at = 0
    for found in _INLINE.finditer(text):
        if found.start() > at:
            yield replace(look, text=text[at : found.start()])
        at = found.end()
        match found.lastgroup:
            case "code":
                yield replace(look, text=found["code"], code=True)
            case "bold":
                yield from _spans(found["bold"], replace(look, bold=True))
            case "italic":
                yield replace(look, text=found["italic"], italic=True)
            case _:
                yield replace(look, text=found[0], source=int(found["source"]))
    if at < len(text):
        yield replace(look, text=text[at:])


def pieces(text: str) -> tuple[Piece, ...]:
    """The paragraphs, lists, quotes and code of a reply, in order."""
    return tuple(_pieces(literal(text).split("\n")))


def _pieces(lines: list[str]) -> Iterator[Piece]:
    at = 0
    while at < len(lines):
        if fence := _FENCE.match(lines[at]):
            end = next((i for i in range(at + 1, len(lines)) if _closes(lines[i], fence[1])), len(lines))
            yield Code("\n".join(lines[at + 1 : end]) or " ")
            at = end + 1
            continue
        kind = _kind(lines[at])
        end = at + 1
        while end < len(lines) and _kind(lines[end]) == kind and not _FENCE.match(lines[end]):
            end += 1
        if kind != "blank":
            yield _piece(kind, lines[at:end])
        at = end


def _closes(line: str, fence: str) -> bool:
    return line.strip().startswith(fence) and not line.strip().strip(fence[0])


def _kind(line: str) -> str:
    stripped = line.lstrip()
    if not stripped:
        return "blank"
    if stripped.startswith(">"):
        return "quote"
    return "list" if stripped[:2] in ("- ", "* ", "• ") and stripped[2:].strip() else "text"


def _piece(kind: str, lines: list[str]) -> Piece:
    match kind:
        case "list":
            return Bullets(tuple(spans(line.lstrip()[2:].strip()) for line in lines))
        case "quote":
            return Quoted(spans("\n".join(line.lstrip()[1:].strip() for line in lines)) or (Span(" "),))
        case _:
            return Paragraph(spans("\n".join(line.rstrip() for line in lines)))
