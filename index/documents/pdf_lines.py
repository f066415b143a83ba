"""The straight lines of a PDF page: those that are drawn, and the narrow areas that stand for one."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium

if TYPE_CHECKING:
    from pypdfium2 import PdfObject, PdfPage

NEAR = 3.0  # points within which two lines are one line, and a line reaches another
SHORTEST = 6.0
MOST_LINES = 2000  # on a page; beyond that it is a drawing


@dataclass(frozen=True, slots=True)
class Line:
    """A drawn line: where it stands across its direction, and from where to where it reaches along it."""

    at: float
    first: float
    last: float

    def passes(self, place: float) -> bool:
        return self.first - NEAR <= place <= self.last + NEAR


def lines_of(page: PdfPage) -> tuple[list[Line], list[Line]]:
    """The lines across and down a page, each once; none of a page that is a drawing."""
    across: list[Line] = []
    down: list[Line] = []
    for drawing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=1):
        for (x, y), (to_x, to_y) in _strokes(drawing):
            if abs(y - to_y) <= 1 and abs(x - to_x) >= SHORTEST:
                across.append(Line((y + to_y) / 2, min(x, to_x), max(x, to_x)))
            elif abs(x - to_x) <= 1 and abs(y - to_y) >= SHORTEST:
                down.append(Line((x + to_x) / 2, min(y, to_y), max(y, to_y)))
            if len(across) + len(down) > 4 * MOST_LINES:
                return [], []
    across, down = _joined(across), _joined(down)
    return (across, down) if len(across) + len(down) <= MOST_LINES else ([], [])


def _strokes(drawing: PdfObject) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The straight lines of a drawing; of an area that is only filled, those of one so narrow that it is a line."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(drawing, ctypes.byref(fill), ctypes.byref(stroke))
    left, bottom, right, top = drawing.get_bounds()
    if not stroke.value and min(right - left, top - bottom) > NEAR:
        return
    matrix = drawing.get_matrix()
    begun = at = (0.0, 0.0)
    for number in range(min(pdfium.FPDFPath_CountSegments(drawing), 4 * MOST_LINES)):
        segment = pdfium.FPDFPath_GetPathSegment(drawing, number)
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        to = matrix.on_point(x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_LINETO:
            yield at, to
        elif kind == pdfium.FPDF_SEGMENT_MOVETO:
            begun = to
        at = to
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield at, begun


def _joined(lines: list[Line]) -> list[Line]:
    """Lines drawn piece by piece, or twice, as one."""
    joined: list[Line] = []
    for line in sorted(lines, key=lambda line: (round(line.at / NEAR), line.first)):
        before = joined[-1] if joined else None
        if before and abs(before.at - line.at) <= NEAR and line.first <= before.last + NEAR:
            joined[-1] = Line(before.at, before.first, max(before.last, line.last))
        else:
            joined.append(line)
    return joined
