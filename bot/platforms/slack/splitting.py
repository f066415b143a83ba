"""Where a long text may be cut: after a line, a sentence, a word, never inside a character.

Nothing is lost: the parts, put together again, are the text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.platforms.slack.dialect import Bullets, Code, Grid, Paragraph, Piece, Quoted, Span, Spans

_SAFE_POINTS = ("\n", ". ", "? ", "! ", "。", " ")
_JOINERS = frozenset("\u200d\ufe0e\ufe0f")
_LOOK = 50
"""Roughly what each span costs in a payload beside its text."""


def cut(text: str, room: int) -> int:
    """How many characters of ``text`` go into ``room``, ending at the safest point near its end."""
    if len(text) <= room:
        return len(text)
    for point in _SAFE_POINTS:
        found = text.rfind(point, room // 2, room)
        if found >= 0:
            return found + len(point)
    end = room
    while end > 1 and (_continues(text[end]) or text[end - 1] == "\u200d"):
        end -= 1
    return end if end > 1 else room


def _continues(character: str) -> bool:
    """Whether a character only completes the one before it: accents, emoji joiners and skin tones."""
    return bool(unicodedata.combining(character)) or character in _JOINERS or "🏻" <= character <= "🏿"


def lines_of(text: str, room: int) -> Iterator[str]:
    """``text`` in pieces of at most ``room`` characters."""
    while text:
        end = cut(text, room)
        yield text[:end]
        text = text[end:]


def runs(spans: Iterable[Span], room: int) -> Iterator[Spans]:
    """A run of spans as several, each of which costs at most ``room``."""
    run: list[Span] = []
    used = 0
    for span in spans:
        for text in lines_of(span.text, room - _LOOK):
            if run and used + len(text) + _LOOK > room:
                yield tuple(run)
                run, used = [], 0
            run.append(replace(span, text=text))
            used += len(text) + _LOOK
    if run:
        yield tuple(run)


def bounded(piece: Piece, room: int) -> Iterator[Piece]:
    """A piece as one or more pieces of its kind, each small enough for one block."""
    match piece:
        case Paragraph(spans):
            yield from map(Paragraph, runs(spans, room))
        case Quoted(spans):
            yield from map(Quoted, runs(spans, room))
        case Code(text):
            yield from map(Code, lines_of(text, room))
        case Bullets(items):
            for item in items:
                for run in runs(item, room):
                    yield Bullets((run,))
        case Grid():
            yield piece
