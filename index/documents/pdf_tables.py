"""A PDF page's text, with the tables in it as Markdown tables where their first word stands.

A PDF knows no tables, only lines and characters with their places. A character belongs to the cell its middle lies in;
what is left of the page keeps the order it has in the file.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium

from index.documents.pdf_grids import HYPHEN, Cell, Grid, Sign, grids_of
from index.documents.pdf_lines import lines_of

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

MARK = "\x01"
FEWEST_LINES = 3  # across a page that may hold a table


def text_of(page: PdfPage) -> str:
    """The text of a page, its tables between empty lines; every other line begins with its height between two marks."""
    text = page.get_textpage()
    across, down = lines_of(page)
    if len(across) < FEWEST_LINES:
        return "".join(_measured(text, str(text.get_text_range()).replace("\ufffe", HYPHEN)))
    signs = list(_signs(text))
    marks = list(_measured(text, "".join(sign.text for sign in signs)))
    placed = list(_placed(signs, grids_of(across, down, signs)))
    for sign, grid, cell in placed:
        if grid is not None and cell is not None:
            grid.add(cell, sign)
    grids = {id(grid): grid for _, grid, _ in placed if grid is not None}
    written = {name: f"\n\n{_markdown(rows)}\n\n" for name, grid in grids.items() if (rows := grid.rows())}
    parts = []
    for (_, grid, _), measured in zip(placed, marks, strict=True):
        parts.append(written.get(id(grid), measured))
        if id(grid) in written:
            written[id(grid)] = ""
    return "".join(parts)


def _measured(text: PdfTextPage, said: str) -> Iterator[str]:
    """Every character, the first of a line with the line's height before it, in half points."""
    known = len(said) == text.count_chars()
    begins = True
    for number, sign in enumerate(said):
        last = said.find("\n", number) if begins else 0
        end = len(said[number : last if last >= 0 else None].rstrip()) if begins else 0
        height = min(_height(text, number), _height(text, number + end - 1)) if end and known else 0
        yield f"{MARK}{height}{MARK}{sign}" if height else sign
        begins = sign == "\n"


def _height(text: PdfTextPage, number: int) -> int:
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text, number, ctypes.byref(box))
    return int(2 * (box.top - box.bottom) + 0.5)


def _signs(text: PdfTextPage) -> Iterator[Sign]:
    """Every character of a page, in the order of the file."""
    sides = [ctypes.c_double() for _ in range(6)]
    given = [ctypes.byref(side) for side in sides]
    for number in range(text.count_chars()):
        sign = chr(pdfium.FPDFText_GetUnicode(text, number))
        if sign.isspace() or pdfium.FPDFText_IsGenerated(text, number) == 1:
            yield Sign(sign)
            continue
        pdfium.FPDFText_GetCharBox(text, number, *given[:4])
        pdfium.FPDFText_GetCharOrigin(text, number, *given[4:])
        left, right, bottom, top, _, baseline = (side.value for side in sides)
        yield Sign(sign, left, right, (bottom + top) / 2, baseline)


def _placed(signs: Sequence[Sign], grids: Sequence[Grid]) -> Iterator[tuple[Sign, Grid | None, Cell | None]]:
    """Every character with the table and the cell it stands in; one that has no place goes with the one before it."""
    grid: Grid | None = None
    cell: Cell | None = None
    for sign in signs:
        if sign.drawn:
            x = (sign.left + sign.right) / 2
            cells = ((each, each.cell_at(x, sign.middle)) for each in grids)
            grid, cell = next((found for found in cells if found[1]), (None, None))
        yield sign, grid, cell


def _markdown(rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])
