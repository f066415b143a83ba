"""Who stands where, as bars: one question, one glance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.conversation import Image
from bot.groups.boards import NAMELESS, place, title, unit
from bot.groups.pictures.sheet import HAIR, INK, MARGIN, MIST, QUIET, SAND, WIDTH, Sheet, heading
from bot.records import Board, Standing

ROW = 38.0
LEFT = 56.0
NUMBERS = 52.0


def board_picture(board: Board, rows: Sequence[Standing], names: Mapping[str, str], viewer: str | None = None) -> Image:
    """Bars as long as the numbers; a gap in the ranks is drawn as one, ``viewer`` is marked in words."""

    def called(row: Standing) -> str:
        return names.get(row.learner, NAMELESS) + (" (you)" if row.learner == viewer else "")

    gaps = [number for number in range(1, len(rows)) if _skips(rows[number - 1], rows[number])]
    sheet = Sheet(68 + ROW * len(rows) + 14 * len(gaps) + 10)
    y = heading(sheet, title(board), unit(board.measure).capitalize())
    most = max((1, *(row.points for row in rows)))
    full = WIDTH - LEFT - MARGIN - NUMBERS
    for number, row in enumerate(rows):
        if number in gaps:
            sheet.text(LEFT - 12, y + 5, "⋮", size=13, colour=QUIET, align="right")
            y += 14
        yours = row.learner == viewer
        sheet.box(LEFT, y, max(8.0, full * row.points / most), ROW - 8, fill=SAND if yours else MIST, radius=5)
        sheet.text(LEFT - 12, y + 15, place(row), size=14, bold=row.rank <= 3, align="right")
        sheet.text(LEFT + 10, y + 15, called(row), size=14, bold=yours, room=full - 14)
        sheet.text(WIDTH - MARGIN, y + 15, str(row.points), size=14, bold=True, colour=INK, align="right")
        y += ROW
    sheet.line([(LEFT, 64), (LEFT, y - 4)], colour=HAIR)
    listed = "; ".join(f"{place(row)} {called(row)} {row.points}" for row in rows)
    return Image(sheet.png(), f"{title(board)}, {unit(board.measure)}: {listed or 'nobody yet'}.", "board.png")


def _skips(before: Standing, after: Standing) -> bool:
    """Whether rows were left out between two shown ones, as far as ranks can tell."""
    return not (before.tied and before.rank == after.rank) and after.rank - before.rank > 1 + before.tied
