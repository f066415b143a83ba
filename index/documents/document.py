"""What a loader hands over: the extracted text and where everything in it came from.

One rule: lines are counted in `text`, from 1, and only "\\n" ends a line. A citation's lines, a PDF's pages and a
notebook's cells all point into the same text, so whoever prints that text can find the quote.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any, Literal

Kind = Literal["csv", "markdown", "html", "notebook", "pdf", "rst", "text", "word"]
Status = Literal["current", "legacy", "deprecated", "preview"]
Marks = tuple[tuple[int, int], ...]  # (first line, number) each, in order
_line = itemgetter(0)


class Unreadable(Exception):
    """A file or page that holds nothing we can read; the message is the reason, in a reader's words."""

    @property
    def reason(self) -> str:
        return str(self)


@dataclass(frozen=True, slots=True)
class Heading:
    line: int
    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Document:
    path: str
    title: str
    text: str
    kind: Kind
    sha256: str = ""  # of the source's bytes
    url: str | None = None
    status: Status = "current"
    as_of: date | None = None
    body: int = 1  # the first line after the front matter
    headings: tuple[Heading, ...] = ()
    pages: Marks = ()  # by page number
    cells: Marks = ()  # by cell number

    @property
    def lines(self) -> int:
        return self.text.count("\n") + (not self.text.endswith("\n"))

    def page_at(self, line: int) -> int | None:
        return latest(self.pages, line)

    def cell_at(self, line: int) -> int | None:
        return latest(self.cells, line)

    def turns(self, above: int, last: int) -> Marks:
        """The pages or cells that begin below line `above`, as far as line `last`."""
        marks = self.pages or self.cells
        return marks[bisect_right(marks, above, key=_line) : bisect_right(marks, last, key=_line)]


def latest(marks: Marks, line: int) -> int | None:
    """The number of the last mark at or above a line."""
    passed = bisect_right(marks, line, key=_line)
    return marks[passed - 1][1] if passed else None


def from_plain(fields: dict[str, Any]) -> Document:
    """The inverse of `dataclasses.asdict` after a trip through JSON."""
    as_of = fields["as_of"]
    return Document(
        **{
            **fields,
            "as_of": date.fromisoformat(as_of) if as_of else None,
            "headings": tuple(Heading(**heading) for heading in fields["headings"]),
            "pages": tuple((first, number) for first, number in fields["pages"]),
            "cells": tuple((first, number) for first, number in fields["cells"]),
        }
    )
