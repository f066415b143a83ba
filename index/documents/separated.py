"""Tables kept as values between separators (CSV, TSV): a Markdown table under the names of its columns.

What stands above the names, as exports from spreadsheets have it, stays above the table.  Lines are those of the text
that is written here, one more than the file's from the first row on.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from index.documents import plain
from index.documents.document import Document, Unreadable
from index.documents.markdown import as_document

SEPARATORS = ",;\t|"
LOOKED_AT = 50  # rows, to find the separator
FIGURE = re.compile(r"[\s€$£¥%+-]*\d[\d.,:/ %-]*[€$£¥%]?")

Row = Sequence[str]


def read(text: str, path: str) -> Document:
    """The table in ``text``; a file without columns is read as plain text."""
    try:
        rows = list(_rows(text, _separator(text)))
    except csv.Error as problem:
        raise Unreadable(f"its rows cannot be told apart: {problem}") from None
    width = max(map(len, rows), default=0)
    if width < 2:
        return plain.read(text, path)
    top = next((number for number, row in enumerate(rows) if 2 * _filled(row) >= width and _filled(row) > 1), 0)
    above = [" ".join(filter(None, row)) for row in rows[:top]]
    named = not any(FIGURE.fullmatch(cell) for cell in rows[top])
    names, body = (rows[top], rows[top + 1 :]) if named else ([], rows[top:])
    lines = [*above, *([""] if above else []), _written(names, width), "|" + " --- |" * width]
    return as_document("\n".join([*lines, *(_written(row, width) for row in body), ""]), path, "csv")


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True):
        cells = [" ".join(cell.split()) for cell in row]
        if any(cells):
            yield cells


def _separator(text: str) -> str:
    """The one that gives most of the first rows the same number of cells, and many."""

    def fits(separator: str) -> tuple[int, int]:
        widths = [len(row) for row in islice(_rows(text, separator), LOOKED_AT)]
        usual = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        return (widths.count(usual), usual) if usual > 1 else (0, 0)

    return max(SEPARATORS, key=fits)


def _filled(row: Row) -> int:
    return sum(map(bool, row))


def _written(row: Row, width: int) -> str:
    cells = [cell.replace("|", "\\|") for cell in row]
    return f"| {' | '.join([*cells, *[''] * (width - len(cells))])} |"
