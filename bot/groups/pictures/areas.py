"""How somebody stands in each exam section, with how sure that is."""

from __future__ import annotations

from collections.abc import Mapping

from bot.conversation import Image
from bot.groups.pictures.sheet import HAIR, MARGIN, MIST, QUIET, TEAL, WIDTH, Sheet, heading
from bot.progress.estimate import Estimate, percent

ROW = 52.0
TICKS = (0, 50, 100)
TITLE = "Right answers by exam section"


def areas_picture(sections: Mapping[str, Estimate], titles: Mapping[str, str]) -> Image:
    """A line for each section: the dot is the share right, the bar its likely range."""
    sheet = Sheet(68 + ROW * len(titles) + 30)
    top = heading(sheet, TITLE, "dot: share right · bar: likely range")
    left, right = MARGIN, WIDTH - MARGIN
    bottom = top + ROW * len(titles) + 2
    for tick in TICKS:
        x = left + (right - left) * tick / 100
        align = {0: "left", 100: "right"}.get(tick, "center")
        sheet.text(x, bottom + 12, f"{tick} %", size=11, colour=QUIET, align=align)
    for number, (name, words) in enumerate(titles.items()):
        found = sections.get(name, Estimate())
        y = top + ROW * number
        value = percent(found.share) if found.enough else ""
        sheet.text(left, y + 12, f"{name}  {words}", size=13, room=right - left - 48)
        sheet.text(right, y + 12, value, size=13, bold=True, align="right")
        if found.enough:
            sheet.line([(left, y + 32), (right, y + 32)], colour=HAIR, width=1.2)
            low, high = (left + (right - left) * bound for bound in (found.low, found.high))
            sheet.box(low, y + 27, high - low, 10, fill=MIST, radius=5)
            sheet.dot(left + (right - left) * found.share, y + 32, 6, TEAL)
        else:
            note = f"not enough answers yet ({found.answers})"
            sheet.text(left, y + 32, note, size=11, colour=QUIET)
            after = left + sheet.width(note, 11) + 8
            sheet.line([(after, y + 32), (right, y + 32)], colour=HAIR, width=1.2, dashed=True)
    lines = "; ".join(f"{name} {words}: {_said(sections.get(name))}" for name, words in titles.items())
    return Image(sheet.png(), f"{TITLE}. {lines}.", "areas.png")


def _said(found: Estimate | None) -> str:
    known = found or Estimate()
    return known.words() if known.enough else f"{known.words()} ({known.answers})"
