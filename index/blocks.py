"""Markdown as a row of blocks: paragraphs, list items, table rows, code; each a span of the document's text.

A line scanner with one job and no tree, because the text must stay verbatim and every block must know its lines. It
reads what our corpora hold: fenced and indented code, pipe tables, ASCII tables, HTML tables inside Markdown, nested
lists, block quotes, Hugo shortcodes. What no reader sees (comments, scripts, hidden elements) becomes no block at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from index.documents.document import Document
from index.documents.markdown import FENCE
from index.markup import HIDDEN_STYLE, RULE_LINE, plain

BlockKind = Literal["prose", "code", "table", "list"]

LIST_ITEM = re.compile(r"^(\s*)([-*+•●▪◦○‣–]|\d{1,3}[.)])(\s+)\S")
PIPE_DELIMITER = re.compile(r"^[ \t>]*\|?[ \t:|-]*-[ \t:|-]*\|[ \t:|-]*$")
ASCII_BORDER = re.compile(r"^\s*(?:/\*)?\+?[-=+]{4,}[*+/]*\s*$|^\s*/?\*?-{2,}[-+]*[*+]\s*$|^\s*\+[-=+]{3,}\*?/?\s*$")
TABLE_OPENS = re.compile(r"<table\b", re.IGNORECASE)
TABLE_CLOSES = re.compile(r"</table\s*>", re.IGNORECASE)
ROW_OPENS = re.compile(r"<tr\b", re.IGNORECASE)
ROW_CLOSES = re.compile(r"</tr\s*>", re.IGNORECASE)
SKIPPED_OPENS = re.compile(r"^\s*(?:<!--|<(script|style|template|noscript)\b)", re.IGNORECASE)
REFERENCE = re.compile(r"^\s{0,3}\[[^\]\n]+\]:\s+\S+|^\s*\[TOC\]\s*$|^\s*\{:\s*[.#]?toc\s*\}\s*$", re.IGNORECASE)
SHORTCODE_LINE = re.compile(r"^\s*(?:\{\{[%<].*[%>]\}\}\s*)+$")


@dataclass(frozen=True, slots=True)
class Block:
    first: int  # line numbers, both inclusive
    last: int
    kind: BlockKind
    header: tuple[int, int] | None = None  # the lines of the table's header, for its rows
    table: int = 0  # the first line of the table this row belongs to


class Scanner:
    """Walks the lines once; each `_…` method reads one construct and returns the number of the line after it."""

    def __init__(self, document: Document) -> None:
        self._lines = document.text.split("\n")
        self._body = document.body
        self._headings = {heading.line for heading in document.headings}
        self._plain = document.kind in ("text", "pdf") and not any(
            line.startswith(("```", "# ")) for line in self._lines
        )
        self._blocks: list[Block] = []
        self._indents: list[int] = []  # content columns of the open list items

    def blocks(self) -> list[Block]:
        number = self._body
        while number <= len(self._lines):
            number = self._read(number)
        return self._blocks

    def _line(self, number: int) -> str:
        return self._lines[number - 1] if number <= len(self._lines) else ""

    def _read(self, number: int) -> int:
        line = self._line(number)
        if not line.strip():
            return number + 1
        if number in self._headings:
            self._indents.clear()
            return number + 1
        if self._plain and not ("|" in line and PIPE_DELIMITER.match(self._line(number + 1))):
            return self._item(number) if LIST_ITEM.match(line) else self._paragraph(number)
        if FENCE.match(line):
            return self._fenced(number)
        if SKIPPED_OPENS.match(line):
            return self._skipped(number)
        if SHORTCODE_LINE.match(line) or REFERENCE.match(line) or HIDDEN_STYLE.search(line):
            return number + 1
        if TABLE_OPENS.search(line):
            return self._html_table(number)
        if "|" in line and PIPE_DELIMITER.match(self._line(number + 1)):
            return self._pipe_table(number)
        if ASCII_BORDER.match(line) and self._line(number + 1).lstrip().startswith("|"):
            return self._run(number, "code", lambda text: text.lstrip().startswith(("|", "+")))
        if RULE_LINE.match(line):
            return number + 1
        indent = self._close_lists(line, number)
        if indent >= (self._indents[-1] if self._indents else 0) + 4 and not LIST_ITEM.match(line):
            return self._indented(number, indent)
        return self._item(number) if LIST_ITEM.match(line) else self._paragraph(number)

    def _close_lists(self, line: str, number: int) -> int:
        indent = len(line) - len(line.lstrip())
        if not self._line(number - 1).strip() or LIST_ITEM.match(line):
            while self._indents and indent < self._indents[-1]:
                self._indents.pop()
        return indent

    def _fenced(self, number: int) -> int:
        opening = FENCE.match(self._line(number))
        mark = opening.group(1) if opening else "```"
        last = number + 1
        while last <= len(self._lines):
            closing = FENCE.match(self._line(last))
            if closing and closing.group(1).startswith(mark) and not closing.group(2).strip():
                break
            last += 1
        last = min(last, len(self._lines))
        self._blocks.append(Block(number, last, "code"))
        return last + 1

    def _skipped(self, number: int) -> int:
        opening = SKIPPED_OPENS.match(self._line(number))
        name = opening.group(1) if opening else None
        closing = f"</{name.lower()}" if name else "-->"
        last = number
        while last <= len(self._lines) and closing not in self._line(last).lower():
            last += 1
        return last + 1

    def _html_table(self, number: int) -> int:
        """One block a top-level row; a nested table is part of the row it stands in."""
        depth, row, header, last = 0, 0, None, number
        while last <= len(self._lines):
            line = self._line(last)
            depth += len(TABLE_OPENS.findall(line)) - len(TABLE_CLOSES.findall(line))
            if depth == 1 and ROW_OPENS.search(line) and not row:
                row = last
            if row and depth <= 1 and ROW_CLOSES.search(line):
                if header is None and "<th" in "".join(self._lines[row - 1 : last]).lower():
                    header = (row, last)
                self._blocks.append(Block(row, last, "table", header if header != (row, last) else None, number))
                row = 0
            elif not row and plain(line):
                self._blocks.append(Block(last, last, "prose"))  # a caption, or text that lost its row
            if depth <= 0:
                break
            last += 1
        if row:
            self._blocks.append(Block(row, min(last, len(self._lines)), "table", header, number))
        return last + 1

    def _pipe_table(self, number: int) -> int:
        self._blocks.append(Block(number, number + 1, "table", None, number))
        last = number + 2
        while "|" in self._line(last) and self._line(last).strip():
            self._blocks.append(Block(last, last, "table", (number, number), number))
            last += 1
        return last

    def _indented(self, number: int, indent: int) -> int:
        base = (self._indents[-1] if self._indents else 0) + 4
        last = number
        for following in range(number, len(self._lines) + 1):
            line = self._line(following)
            if line.strip():
                if len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip()) < min(base, indent):
                    break
                last = following
        self._blocks.append(Block(number, last, "code"))
        return last + 1

    def _item(self, number: int) -> int:
        marker = LIST_ITEM.match(self._line(number))
        content = len(marker.group(1)) + len(marker.group(2)) + min(len(marker.group(3)), 4) if marker else 0
        while self._indents and marker and self._indents[-1] > len(marker.group(1)):
            self._indents.pop()
        self._indents.append(content)
        return self._run(number, "list", self._continues)

    def _paragraph(self, number: int) -> int:
        return self._run(number, "prose", self._continues)

    def _continues(self, line: str) -> bool:
        return not (
            LIST_ITEM.match(line)
            or FENCE.match(line)
            or TABLE_OPENS.search(line)
            or SHORTCODE_LINE.match(line)
            or SKIPPED_OPENS.match(line)
            or ASCII_BORDER.match(line)
        )

    def _run(self, number: int, kind: BlockKind, belongs: Callable[[str], bool]) -> int:
        last = number
        while True:
            line = self._line(last + 1)
            if last + 1 > len(self._lines) or not line.strip() or last + 1 in self._headings or not belongs(line):
                break
            last += 1
        if kind == "code" or plain("\n".join(self._lines[number - 1 : last])):
            self._blocks.append(Block(number, last, kind))
        return last + 1


def blocks(document: Document) -> list[Block]:
    return Scanner(document).blocks()


def line_starts(text: str) -> list[int]:
    """The offset at which each line begins, one more than there are lines."""
    return [0, *_ends(text)]


def _ends(text: str) -> Iterator[int]:
    position = text.find("\n")
    while position >= 0:
        yield position + 1
        position = text.find("\n", position + 1)
    yield len(text) + 1
