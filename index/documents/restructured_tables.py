"""The four tables of reStructuredText as Markdown tables, each row on the line where it begins in the file.

Grid tables, simple tables, `list-table` and `csv-table`. A row of several lines stands whole on its first; the lines
that are left over inside a table hold a lone "|", so that the table does not end there.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

Lines = list[str]
Row = tuple[int, list[str]]  # the line it stands on, its cells

GRID_BORDER = re.compile(r"^\s*\+[-=]+[-=+]*\+\s*$")
PART_OF_BORDER = re.compile(r"\+[-=]{2,}[-=+]*\+")
SIMPLE_BORDER = re.compile(r"^\s*={2,}(?: +={2,})+\s*$")
UNDERLINED_SPAN = re.compile(r"^\s*-+(?: +-+)*\s*$")
OPTION = re.compile(r"^\s*:([\w-]+):\s*(.*?)\s*$")
LISTED_ROW = re.compile(r"^\s*[*+-]\s+([*+-])(?:\s+(.*))?$")
LISTED_CELL = re.compile(r"^\s*[*+-](?:\s+(.*))?$")
FILLER = "\0"  # stands for the second column that a wide character takes


def grid(lines: Lines, first: int) -> int:
    """Write the grid table that begins at `first`; the number of the line after it."""
    end = first
    while end < len(lines) and lines[end].lstrip().startswith(("+", "|")):
        end += 1
    table = [_widened(line) for line in lines[first:end]]
    borders = [number for number, line in enumerate(table) if PART_OF_BORDER.search(line)]
    open_below = not borders or borders[-1] != len(table) - 1
    if open_below or any(any(map(str.isalnum, table[number])) for number in borders):
        return end  # it is broken, or a cell goes on beside a border: the drawing says more than rows of ours would
    edges = sorted({place for number in borders for place, sign in enumerate(table[number]) if sign == "+"})
    rows = [
        (first + above + 1, _cells_between(edges, table[above + 1 : below]))
        for above, below in pairwise(borders)
        if below > above + 1
    ]
    heads = next((number for number in borders if "=" in table[number]), None)
    _write(lines, first, end, rows, None if heads is None else first + heads)
    return end


def _cells_between(edges: Sequence[int], drawn: Sequence[str]) -> list[str]:
    """The cells of one row; those that span several columns leave the ones after the first empty."""
    walls = [place for place in edges if all(line[place : place + 1] == "|" for line in drawn)]
    cells = {
        left: " ".join(" ".join(line[left + 1 : right] for line in drawn).replace(FILLER, "").split())
        for left, right in pairwise(walls)
    }
    return [cells.get(left, "") for left in edges[:-1]]


def simple(lines: Lines, first: int) -> int:
    """Write the simple table that begins at `first`; the number of the line after it."""
    borders: list[int] = []
    for number in range(first + 1, len(lines)):
        if SIMPLE_BORDER.match(lines[number]):
            borders.append(number)
            if len(borders) == 2 or not "".join(lines[number + 1 : number + 2]).strip():
                break
    if not borders:
        return first + 1
    columns = [found.span() for found in re.finditer("=+", lines[first])]
    rows: list[Row] = []
    for number in range(first + 1, borders[-1]):
        line = _widened(lines[number])
        if number in borders or not line.strip() or (UNDERLINED_SPAN.match(line) and "--" in line):
            continue
        cells = _cells_under(columns, line)
        if cells[0] or not rows or rows[-1][0] < borders[0] < number:
            rows.append((number, cells))
        else:
            rows[-1] = (rows[-1][0], [" ".join(filter(None, both)) for both in zip(rows[-1][1], cells, strict=True)])
    _write(lines, first, borders[-1] + 1, rows, borders[0] if len(borders) == 2 else None)
    return borders[-1] + 1


def _cells_under(columns: Sequence[tuple[int, int]], line: str) -> list[str]:
    """The cells of a line; text that runs through the gap between two columns spans them."""
    cells = [""] * len(columns)
    begin, column = columns[0][0], 0
    for following, (start, _) in enumerate(columns[1:], 1):
        if not line[columns[following - 1][1] : start].strip():
            cells[column] = line[begin:start]
            begin, column = start, following
    cells[column] = line[begin:]
    return [" ".join(cell.replace(FILLER, "").split()) for cell in cells]


def listed(lines: Lines, first: int, end: int) -> None:
    """Write a `list-table` whose directive stands at `first`."""
    rows: list[Row] = []
    place = -1
    for number in range(first + 1, end):
        line = lines[number]
        row, cell = LISTED_ROW.match(line), LISTED_CELL.match(line)
        if row and (place < 0 or row.start(1) == place):
            place = row.start(1)
            rows.append((number, [row[2] or ""]))
        elif rows and cell and len(line) - len(line.lstrip()) == place:
            rows[-1][1].append(cell[1] or "")
        elif rows and line.strip():
            rows[-1][1][-1] = f"{rows[-1][1][-1]} {line.strip()}".strip()
    names = int(_options(lines, first, end).get("header-rows") or 0)
    _write(lines, first, end, rows, rows[names][0] if 0 < names < len(rows) else None)


def separated(lines: Lines, first: int, end: int) -> None:
    """Write a `csv-table` whose directive stands at `first`."""
    options = _options(lines, first, end)
    body = next((number for number in range(first + 1, end) if not lines[number].strip()), end)
    sign = {"tab": "\t", "space": " "}.get(options.get("delim", ","), options.get("delim", ","))
    reader = csv.reader((line.strip() for line in lines[body:end]), delimiter=sign[:1] or ",", skipinitialspace=True)
    rows: list[Row] = []
    begins = 0
    for cells in reader:
        if any(cells):
            rows.append((body + begins, [" ".join(cell.split()) for cell in cells]))
        begins = reader.line_num
    names = int(options.get("header-rows") or 0)
    if options.get("header") and rows:
        header = next(csv.reader([options["header"]], delimiter=sign[:1] or ",", skipinitialspace=True))
        _write(lines, first, end, [(first, header), *rows], rows[0][0])
    else:
        _write(lines, first, end, rows, rows[names][0] if 0 < names < len(rows) else None)


def _options(lines: Lines, first: int, end: int) -> dict[str, str]:
    found = {}
    for line in lines[first + 1 : end]:
        option = OPTION.match(line)
        if not option:
            break
        found[option[1]] = option[2]
    return found


def _write(lines: Lines, first: int, end: int, rows: Sequence[Row], named_above: int | None) -> None:
    """Write the rows into their lines; those above line `named_above` name the columns.

    Markdown needs two lines over the first row. Where a table without names has only its border there, every row stands
    one line further down, as far as the border below the last.
    """
    width = max((len(cells) for _, cells in rows), default=0)
    names = [cells for number, cells in rows if named_above is not None and number < named_above]
    body = [row for row in rows if named_above is None or row[0] >= named_above]
    if width < 2 or not body:
        return
    shift = max(0, first + 2 - body[0][0])
    if body[-1][0] + shift >= end:
        return
    pad = lines[first][: len(lines[first]) - len(lines[first].lstrip())]
    header = [" ".join(filter(None, (row[column] for row in names if column < len(row)))) for column in range(width)]
    top = body[0][0] + shift - 2
    lines[first:end] = [""] * (end - first)
    lines[top : body[-1][0] + shift] = [f"{pad}|"] * (body[-1][0] + shift - top)
    lines[top] = _row(pad, header)
    lines[top + 1] = pad + "|" + " --- |" * width
    for number, cells in body:
        lines[number + shift] = _row(pad, [*cells, *[""] * (width - len(cells))])


def _row(pad: str, cells: Sequence[str]) -> str:
    escaped = (cell.replace("|", "\\|") for cell in cells)
    return f"{pad}| {' | '.join(escaped)} |"


def _widened(line: str) -> str:
    """The line with as many characters as it takes columns on a screen, which is how a table is drawn."""
    if line.isascii():
        return line
    return "".join(sign + FILLER * (unicodedata.east_asian_width(sign) in "WF") for sign in line)
