"""reStructuredText: the file line for line; what marks its structure is written as Markdown marks it.

A line stays on its line and prose stays as it is written. Underlined titles, literal blocks, directives and tables are
what the rest of the build knows by their Markdown marks, so those marks stand in the lines they take up in the file:
the rows of a table where they begin, a fence on the blank line beside a literal block. A body that is indented only
because it belongs to a directive or a term moves to the left, since four spaces are code in Markdown.

An own reader rather than docutils: its tree does not know the lines of cells, items and directives, and one stray mark
costs it a whole section.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from index.documents.document import Document
from index.documents.front_matter import DATE_FIELDS, parse_day
from index.documents.markdown import as_document
from index.documents.restructured_tables import GRID_BORDER, SIMPLE_BORDER, Lines, grid, listed, separated, simple

ADORNMENT = re.compile(r"^([!-/:-@\[-`{-~])\1+\s*$")
EXPLICIT = re.compile(r"^\s*(?:\.\.(?:\s|$)|__\s)")
DIRECTIVE = re.compile(r"^\s*\.\.\s+([A-Za-z][\w.:+-]*?)\s?::(?:\s+(.*?))?\s*$")
NOTE = re.compile(r"^(\s*)\.\.\s+(\[[^\]\s]+\]\s.*)$")
OPTION = re.compile(r"^\s+:[\w-]+:(?:\s|$)")
ITEM = re.compile(r"^\s*(?:[-*+•]|(?:\d+|[A-Za-z#]|[ivxIVX]+)[.)]|\((?:\d+|[A-Za-z])\))\s+(?=\S)")
AUTO_NUMBERED = re.compile(r"^(\s*)#(?=[.)]\s)")
FIELD = re.compile(r"^(\s*):(?=[A-Za-z][^:`\n]*:(?:\s|$))")
CODE_LISTED = """
    code code-block sourcecode parsed-literal math prompt doctest testcode testoutput ipython graphviz digraph graph uml
    mermaid productionlist
"""
UNSEEN_LISTED = """
    toctree contents index meta image include raw currentmodule module tabularcolumns highlight role default-role
    sectionauthor codeauthor sectnum target-notes bibliography header footer literalinclude testsetup testcleanup
"""
FOR_LAYOUT_LISTED = "figure only container rst-class grid grid-item tab-set tabs glossary compound centered"
REMARKS_LISTED = "note warning tip important caution danger attention error hint seealso todo"
CODE, UNSEEN = frozenset(CODE_LISTED.split()), frozenset(UNSEEN_LISTED.split())
FOR_LAYOUT, REMARKS = frozenset(FOR_LAYOUT_LISTED.split()), frozenset(REMARKS_LISTED.split())
VERSIONED: Mapping[str, str] = {
    "deprecated": "Deprecated since",
    "versionadded": "New in",
    "versionchanged": "Changed in",
    "versionremoved": "Removed in",
}
TABLES: Mapping[str, Callable[[Lines, int, int], None]] = {"list-table": listed, "csv-table": separated}
HEAD = 40  # lines in which an author's fields stand


def read(text: str, path: str) -> Document:
    source = text.expandtabs().split("\n")
    document = as_document("\n".join(_Translation(source).lines()), path, "rst")
    return replace(document, as_of=_stated_day(source) or document.as_of)


def _stated_day(lines: Lines) -> date | None:
    fields = {}
    for line in lines[:HEAD]:
        name, mark, value = line.removeprefix(":").partition(":")
        if mark and line.startswith(":"):
            fields[name.strip().lower().replace(" ", "_")] = value.strip()
    return next((day for name in DATE_FIELDS if (day := parse_day(fields.get(name)))), None)


class _Translation:
    """Walks the lines once; each `_…` method writes one construct and returns the number of the line to go on at."""

    def __init__(self, source: Lines) -> None:
        self._source = source
        self._lines = list(source)
        self._styles: list[str] = []  # of titles, in the order in which they appear: that is their level
        self._counted: dict[int, int] = {}  # how far a list that numbers itself has come, by its indent

    def lines(self) -> Lines:
        number = 0
        while number < len(self._lines):
            number = self._read(number)
        return self._lines

    def _line(self, number: int) -> str:
        return self._lines[number] if 0 <= number < len(self._lines) else ""

    def _read(self, number: int) -> int:
        line = self._line(number)
        if not line.strip():
            return number + 1
        if after := self._title(number):
            return after
        if ADORNMENT.match(line) and len(line.strip()) >= 4:
            self._lines[number] = ""
            return number + 1
        if GRID_BORDER.match(line):
            return grid(self._lines, number)
        if SIMPLE_BORDER.match(line):
            return simple(self._lines, number)
        if EXPLICIT.match(line):
            return self._explicit(number)
        if line.lstrip().startswith(">>> "):
            return self._doctest(number)
        return self._paragraph(number)

    def _title(self, number: int) -> int | None:
        over = ADORNMENT.match(self._line(number))
        line = number + 1 if over else number
        text, under = self._line(line), ADORNMENT.match(self._line(line + 1))
        if not under or not text.strip() or (over and over[1] != under[1]) or ADORNMENT.match(text):
            return None
        alone = not number or not self._source[number - 1].strip()
        if not over and (text[0].isspace() or not alone or EXPLICIT.match(text)):
            return None
        if len(under[0].strip()) < min(4, _width(text.strip())):
            return None
        style = under[1] * (2 if over else 1)
        if style not in self._styles:
            self._styles.append(style)
        self._lines[line] = f"{'#' * min(6, self._styles.index(style) + 1)} {text.strip()}"
        self._lines[line + 1] = ""
        if over:
            self._lines[number] = ""
        self._counted.clear()
        return line + 2

    def _explicit(self, number: int) -> int:
        line = self._line(number)
        end = self._end(number + 1, _indent(line))
        if directive := DIRECTIVE.match(line):
            return self._directive(number, end, directive[1].lower(), directive[2] or "")
        if note := NOTE.match(line):
            self._lines[number] = note[1] + note[2]
            self._move(number + 1, end, len(note[1]))
            return number
        alone = line.strip() in ("..", "__") and not self._line(number + 1).strip()
        return self._leave_out(number, number + 1 if alone or line.lstrip().startswith("__") else end)

    def _directive(self, number: int, end: int, name: str, argument: str) -> int:
        indent = _indent(self._line(number))
        kind = name.rpartition(":")[2]
        if kind in UNSEEN or kind.startswith("auto"):
            return self._leave_out(number, end)
        if write := TABLES.get(kind):
            write(self._lines, number, end)
            if argument and not self._line(number + 1).strip():
                self._lines[number] = f"{' ' * indent}**{argument}**"
            return end
        body = number + 1
        while body < end and OPTION.match(self._line(body)):
            body += 1
        self._leave_out(number + 1, body)
        if kind in CODE:
            return self._code(number, end, argument if kind != "math" else "", indent)
        self._move(body, end, indent)
        said = _label(name, kind, argument)
        self._lines[number] = " " * indent + said if said else ""
        return number if said else number + 1

    def _code(self, number: int, end: int, language: str, indent: int) -> int:
        first = next((line for line in range(number + 1, end) if self._line(line).strip()), None)
        if first is None:
            return self._leave_out(number, end)
        return self._fenced(number, end, language.split(" ", 1)[0], indent)

    def _fenced(self, opening: int, end: int, language: str, indent: int) -> int:
        """Fence the lines between `opening` and `end`, where a blank line follows them; else four spaces tell of code."""
        if self._line(end).strip():
            self._lines[opening] = ""
            self._lines[opening + 1 : end] = [f"    {line}" for line in self._lines[opening + 1 : end]]
            return end
        fenced = any(line.lstrip().startswith("```") for line in self._lines[opening + 1 : end])
        mark = " " * indent + ("~~~" if fenced else "```")
        self._lines[opening] = mark + language
        self._lines[end : end + 1] = [mark]
        return end + 1

    def _doctest(self, number: int) -> int:
        end = number
        while self._line(end).strip():
            end += 1
        if number and not self._line(number - 1).strip():
            return self._fenced(number - 1, end, "python", _indent(self._line(number)))
        return end

    def _paragraph(self, number: int) -> int:
        line = self._numbered(number)
        item = ITEM.match(line)
        content = item.end() if item else _indent(line)
        last = number
        while (following := self._line(last + 1)).strip():
            if (item and ITEM.match(following)) or FIELD.match(following) or EXPLICIT.match(following):
                break
            if not (content if item else _indent(line)) <= _indent(following) <= content:
                break
            last += 1
        below = next((each for each in range(last + 1, len(self._lines)) if self._line(each).strip()), None)
        if below is None or _indent(self._line(below)) <= content:
            return last + 1
        end = self._end(below, content)
        if self._line(last).rstrip().endswith("::") and below > last + 1:
            self._lines[last] = _without_mark(self._line(last))
            return self._fenced(below - 1, end, "", content)
        self._move(below, end, content)
        return last + 1

    def _numbered(self, number: int) -> str:
        """The line, with its number where a list numbers itself, and as an item of a list where it is a field."""
        line = FIELD.sub(r"\1- ", self._line(number))
        indent = _indent(line)
        if AUTO_NUMBERED.match(line):
            self._counted[indent] = self._counted.get(indent, 0) + 1
            line = AUTO_NUMBERED.sub(rf"\g<1>{self._counted[indent]}", line)
        else:
            self._counted = {place: count for place, count in self._counted.items() if place < indent}
        self._lines[number] = line
        return line

    def _end(self, first: int, indent: int) -> int:
        """The number after the last line, from `first` on, that is indented further than `indent`."""
        end = number = first
        while number < len(self._lines):
            if self._line(number).strip():
                if _indent(self._line(number)) <= indent:
                    break
                end = number + 1
            number += 1
        return end

    def _move(self, first: int, end: int, indent: int) -> None:
        """Move a body to the left, so that its first line begins at `indent`."""
        begins = next((_indent(line) for line in self._lines[first:end] if line.strip()), indent)
        for number in range(first, end):
            line = self._line(number)
            self._lines[number] = line[min(begins - indent, _indent(line)) :]

    def _leave_out(self, first: int, end: int) -> int:
        self._lines[first:end] = [""] * (end - first)
        return end


def _label(name: str, kind: str, argument: str) -> str:
    """What stands for the line of a directive: its name if that says something to a reader, and what it is about."""
    if kind in VERSIONED:
        version, _, rest = argument.partition(" ")
        return f"**{VERSIONED[kind]} {version}:** {rest}".rstrip()
    if kind in REMARKS:
        return f"**{'See also' if kind == 'seealso' else kind.capitalize()}:** {argument}".rstrip()
    if kind in FOR_LAYOUT or not argument:
        return ""
    return f"`{argument}`" if "(" in argument or ":" in name else f"**{argument}**"


def _without_mark(line: str) -> str:
    """A line that led into a literal block, as it is read: with one colon, or none where it stood apart."""
    before = line.rstrip()[:-2]
    return before.rstrip() if not before.strip() or before[-1].isspace() else f"{before}:"


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _width(text: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in text)
