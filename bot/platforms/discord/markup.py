"""The small dialect of replies as Discord Markdown in which nothing but that dialect is alive.

Bold, italics, code, lists and quotes stay; mentions, headings, links, spoilers, underlines,
timestamps and invisible controls in what people or documents wrote become plain characters.  Text
is read into blocks first and packed afterwards, so that no cut can leave a fence open or give a
half-escaped character back its meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from bot.platforms.discord.limits import LITERAL, URL, fit, size

BREAK = "\u200b"
"""Zero-width space: seen by the parser, not by the reader."""

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_PING = re.compile(r"@(?=everyone|here|[!&]?\d)", re.IGNORECASE)
_TAG = re.compile(r"<(?=[@#:/]|a:|t:|id:)", re.IGNORECASE)
_CODE_SPAN = re.compile(r"((?<!`)`[^`\n]+`(?!`))")
_FENCE = re.compile(r"\s*```\s*([\w+#.-]*)\s*$")
_WORDS = re.compile(r"`[^`\n]+`|\s+|(?:\\.|[^\s`\\])+|.", re.DOTALL)
_MARKS = re.compile(r"[\\`]|_(?![A-Za-z0-9])|(?<=_)_|~(?=~)|(?<=~)~|\|(?=\|)|(?<=\|)\|")
"""What would begin or end something; ``_`` can do neither before a letter, ``~`` and ``|`` not alone."""
_UNITS = re.compile(r"\\.|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of safe Markdown."""

    text: str


@dataclass(frozen=True, slots=True)
class Fence:
    """Code, shown literally."""

    language: str
    code: str


Block: TypeAlias = Line | Fence


def silent(text: str) -> str:
    """``text`` without invisible controls and without anything Discord would resolve."""
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _TAG.sub("<" + BREAK, _PING.sub("@" + BREAK, text))


def prose(line: str) -> str:
    """A line of the dialect; code spans stay as they are."""
    parts = _CODE_SPAN.split(silent(line))
    return "".join(part if index % 2 else _tame(part) for index, part in enumerate(parts))


def literal(text: str) -> str:
    """Short text that shows itself and nothing else: a title, a name."""
    plain = fit(silent(text), LITERAL, empty="").replace("[", "(").replace("]", ")")
    return re.sub(r"([\\`*_~|#>])", r"\\\1", plain).replace("://", ":" + BREAK + "//")


def link(title: str, url: str | None) -> str:
    """A source's title, as a link if its address is a plain web address."""
    shown = literal(title) or "source"
    if url is None or not re.match(r"https?://[^\s/]", url):
        return shown
    address = _address(url)
    return shown if len(address) > URL else f"[{shown}]({address})"


def read(text: str) -> Iterator[Block]:
    """The blocks of ``text``; a fence that was never closed ends with the text."""
    language = ""
    code: list[str] | None = None
    for line in silent(text).strip("\n").split("\n"):
        fence = _FENCE.match(line)
        if code is None and fence:
            language, code = fence[1], []
        elif code is None:
            yield Line(prose(line))
        elif line.strip() == "```":
            yield Fence(language, "\n".join(code))
            code = None
        else:
            code.append(line)
    if code is not None:
        yield Fence(language, "\n".join(code))


def table(rows: Iterable[tuple[str, ...]]) -> Fence:
    """Rows in columns, in a fixed-width font; the first row is the header."""
    cells = [tuple(" ".join(cell.split()) for cell in row) for row in rows]
    columns = max(map(len, cells), default=0)
    cells = [row + ("",) * (columns - len(row)) for row in cells]
    widths = [max(len(row[column]) for row in cells) for column in range(columns)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    if len(lines) > 1:
        lines.insert(1, "  ".join("─" * width for width in widths))
    return Fence("", "\n".join(lines))


def pack(blocks: Iterable[Block], limit: int) -> list[str]:
    """The blocks as texts of at most ``limit`` characters, each complete in itself."""
    packed: list[str] = []
    current, used = "", 0
    for piece in (piece for block in blocks for piece in _pieces(block, limit)):
        length = size(piece)
        if current and used + 1 + length <= limit:
            current, used = f"{current}\n{piece}", used + 1 + length
            continue
        if current.strip():
            packed.append(current.strip("\n"))
        current, used = piece, length
    return [*packed, current.strip("\n")] if current.strip() else packed


def _pieces(block: Block, limit: int) -> Iterator[str]:
    if isinstance(block, Line):
        yield from _cut(block.text, limit)
        return
    language = re.sub(r"[^\w+#.-]", "", block.language)[:20]
    code = re.sub("`(?=``)", "`" + BREAK, silent(block.code))
    room = limit - size(f"```{language}\n\n```")
    held: list[str] = []
    used = 0
    for line in (part for whole in code.split("\n") for part in _chopped(whole, room)):
        if held and used + 1 + size(line) > room:
            yield _fenced(language, held)
            held, used = [], 0
        used += size(line) + (1 if held else 0)
        held.append(line)
    if any(line.strip() for line in held):
        yield _fenced(language, held)


def _fenced(language: str, lines: list[str]) -> str:
    return "\n".join((f"```{language}", *lines, "```"))


def _cut(line: str, limit: int) -> Iterator[str]:
    """A safe line in pieces of at most ``limit``, between words where there are any."""
    if size(line) <= limit:
        yield line
        return
    parts = (part for word in _WORDS.findall(line) for part in _shortened(word, limit))
    yield from (text.strip() for text in _filled(parts, limit))


def _filled(parts: Iterable[str], limit: int) -> Iterator[str]:
    """Parts joined into texts of at most ``limit``, none of them cut."""
    held: list[str] = []
    used = 0
    for part in parts:
        length = size(part)
        if held and used + length > limit:
            yield "".join(held)
            held, used = [], 0
        held.append(part)
        used += length
    if held:
        yield "".join(held)


def _shortened(word: str, limit: int) -> list[str]:
    if size(word) <= limit:
        return [word]
    if word.startswith("`") and word.endswith("`"):
        return [f"`{part}`" for part in _chopped(word[1:-1], limit - 2)]
    return _chopped(word, limit)


def _chopped(text: str, limit: int) -> list[str]:
    """``text`` cut anywhere but inside an escape."""
    return [text] if size(text) <= limit else list(_filled(_UNITS.findall(text), limit))


def _tame(text: str) -> str:
    text = _MARKS.sub(r"\\\g<0>", text)
    text = re.sub(r"#(?=#{0,2}\s)", r"\\#", text)
    text = text.replace(">>>", r"\>>>").replace("](", r"]\(")
    return text.replace("://", ":" + BREAK + "//")


def _address(url: str) -> str:
    return re.sub(r"[^\w\-.~:/?#!$&*+,;=%]", _percent, url, flags=re.ASCII)


def _percent(character: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in character[0].encode("utf-8", "ignore"))
