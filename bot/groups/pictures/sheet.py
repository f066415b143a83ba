"""The paper all pictures are drawn on: 360 units wide, the width of a phone, two pixels a unit.

The rule that holds here: text is set in units, so what is legible in the code is legible on the phone;
nothing is below 11 units.  The paper is opaque and warm white, the ink nearly black: it reads the same
in light and dark chats.  Colour supports a shape or a word, it never carries meaning alone.

matplotlib is imported on first use and without ``pyplot``, which keeps figures alive and is not safe
in threads.
"""

from __future__ import annotations

import io
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

WIDTH = 360.0
MARGIN = 18.0
PAPER = "#FBF9F5"
INK = "#1E2B37"
QUIET = "#5F6B78"
HAIR = "#DDD7CB"
TEAL = "#2C7A74"
MIST = "#CFE3DF"
AMBER = "#B8741A"
SAND = "#F0DFC2"
ROSE = "#A9473F"
FALLBACK_FONTS = (
    "Noto Sans CJK JP",
    "Noto Sans CJK SC",
    "Hiragino Sans",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "Noto Sans",
    "Arial Unicode MS",
)


class Sheet:
    """A drawing surface with the origin at the top left; sizes and places in units."""

    def __init__(self, height: float) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        figure = Figure(figsize=(WIDTH / 100, height / 100), dpi=200, facecolor=PAPER)
        self._canvas: Any = FigureCanvasAgg(figure)
        self._axes = figure.add_axes((0, 0, 1, 1))
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(height, 0)
        self._axes.axis("off")

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 13,
        bold: bool = False,
        colour: str = INK,
        align: str = "left",
        room: float | None = None,
    ) -> None:
        """Words centred on height ``y``; cut with an ellipsis when they need more than ``room``."""
        words = _drawable(words)
        if room is not None:
            words = self._fitted(words, room, size, bold)
        self._axes.text(
            x,
            y,
            words,
            color=colour,
            ha=align,
            va="center_baseline",
            fontproperties=_font(size, bold),
            parse_math=False,
        )

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = "none",
        edge: str = "none",
        radius: float = 4,
        dashed: bool = False,
    ) -> None:
        """A rectangle with rounded corners, its top left corner at (x, y)."""
        from matplotlib.patches import FancyBboxPatch

        radius = max(0.01, min(radius, width / 2, height / 2))
        self._axes.add_patch(
            FancyBboxPatch(
                (x, y),
                width,
                height,
                boxstyle=f"round,pad=0,rounding_size={radius}",
                facecolor=fill,
                edgecolor=edge,
                linewidth=1.0,
                linestyle=(0, (2, 2)) if dashed else "solid",
            )
        )

    def line(
        self,
        points: list[tuple[float, float]],
        *,
        colour: str = HAIR,
        width: float = 1.0,
        dashed: bool = False,
    ) -> None:
        """A line through points."""
        self._axes.plot(
            [x for x, _ in points],
            [y for _, y in points],
            color=colour,
            linewidth=width,
            linestyle=(0, (2, 2)) if dashed else "solid",
            solid_capstyle="round",
        )

    def dot(self, x: float, y: float, radius: float, colour: str = TEAL) -> None:
        """A filled circle with a paper-coloured rim, so that it stands out on a line."""
        self._axes.plot([x], [y], marker="o", markersize=radius * 1.44, color=colour, markeredgecolor=PAPER, zorder=5)

    def width(self, words: str, size: float = 13, bold: bool = False) -> float:
        """How many units the words take."""
        renderer = self._canvas.get_renderer()
        wide, _, _ = renderer.get_text_width_height_descent(_drawable(words), _font(size, bold), False)
        return float(wide) / 2

    def fitting(self, words: str, sizes: Sequence[float], room: float, bold: bool = False) -> float:
        """The first of ``sizes`` in which the words take no more than ``room``; else the last."""
        return next((size for size in sizes if self.width(words, size, bold) <= room), sizes[-1])

    def wrapped(self, words: str, room: float, size: float = 13, bold: bool = False) -> list[str]:
        """The words broken into lines that fit."""
        lines: list[str] = []
        for word in words.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.width(longer, size, bold) <= room:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines or [""]

    def png(self) -> bytes:
        """The finished picture."""
        buffer = io.BytesIO()
        self._canvas.print_png(buffer, metadata={"Software": None})
        return buffer.getvalue()

    def _fitted(self, words: str, room: float, size: float, bold: bool) -> str:
        if self.width(words, size, bold) <= room:
            return words
        kept = bisect_left(range(len(words)), True, key=lambda n: self.width(words[:n], size, bold) > room)
        while kept and self.width(words[:kept] + "…", size, bold) > room:
            kept -= 1
        return words[:kept].rstrip() + "…"


def heading(sheet: Sheet, title: str, under: str) -> float:
    """Title and one quieter line; returns the height at which the picture proper begins."""
    sheet.text(MARGIN, 26, title, size=17, bold=True, room=WIDTH - 2 * MARGIN)
    sheet.text(MARGIN, 48, under, size=12, colour=QUIET, room=WIDTH - 2 * MARGIN)
    return 68


@cache
def _families() -> tuple[str, ...]:
    from matplotlib.font_manager import get_font_names

    installed = set(get_font_names())
    return ("DejaVu Sans", *(name for name in FALLBACK_FONTS if name in installed))


@cache
def _font(size: float, bold: bool) -> FontProperties:
    from matplotlib.font_manager import FontProperties

    return FontProperties(family=list(_families()), size=size * 0.72, weight="bold" if bold else "normal")


@cache
def _glyphs() -> frozenset[int]:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    found: set[int] = set()
    for name in _families():
        found.update(get_font(findfont(FontProperties(family=name))).get_charmap())
    return frozenset(found)


def _drawable(words: str) -> str:
    """What no font here can draw becomes a middle dot; the alternative text keeps it."""
    return "".join(character if ord(character) in _glyphs() else "·" for character in words)
