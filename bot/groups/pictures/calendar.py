"""The streak as a calendar of weeks: did I study, and what happened on the other days?

Each mark has a sign of its own, and the alternative text names every day that was not plainly counted or open.
"""

from __future__ import annotations

from calendar import day_abbr
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

from bot.conversation import Image
from bot.groups.pictures.sheet import AMBER, HAIR, INK, MARGIN, PAPER, QUIET, ROSE, TEAL, Sheet, heading
from bot.progress.streak import Mark, Streak

WEEKS = 12
CELL = 24.0
LEFT = 54.0
BLANK = "#F3EFE7"
SIGNS: dict[Mark, tuple[str, str]] = {
    "freeze": ("❄", "#3B6A9A"),
    "off": ("–", QUIET),
    "excused": ("~", AMBER),
    "missed": ("×", ROSE),
}
WORDS: dict[Mark, str] = {
    "counted": "counted",
    "freeze": "freeze",
    "off": "day off",
    "excused": "excused",
    "missed": "missed",
    "open": "open",
}


def calendar_picture(streak: Streak, today: date) -> Image:
    """The last twelve weeks."""
    marks = dict(streak.calendar)
    last = max(today, *marks) if marks else today
    start = last - timedelta(days=last.weekday() + 7 * (WEEKS - 1))
    sheet = Sheet(306)
    days = _days(streak)
    freezes = f"{streak.freezes} {'freeze' if streak.freezes == 1 else 'freezes'} held"
    top = heading(sheet, f"{days} in a row", f"best {streak.best} · {freezes}") + 22
    for row, name in enumerate(day_abbr):
        sheet.text(LEFT - 8, top + CELL * row + 10, name, size=11, colour=QUIET, align="right")
    for offset in range(7 * WEEKS):
        day = start + timedelta(days=offset)
        x, y = LEFT + CELL * (offset // 7), top + CELL * day.weekday()
        if (day.day <= 7 and day.weekday() == 0) or (offset == 0 and day.day <= 21):
            sheet.text(x, top - 12, f"{day:%b}", size=11, colour=QUIET)
        if day <= last:
            _cell(sheet, x, y, marks.get(day))
        if day == today:
            sheet.box(x - 1.5, y - 1.5, 23, 23, edge=INK, radius=5)
    _legend(sheet, top + CELL * 7 + 18)
    return Image(sheet.png(), _alt(streak, start), "calendar.png")


def _cell(sheet: Sheet, x: float, y: float, mark: Mark | None) -> None:
    if mark == "counted":
        sheet.box(x, y, 20, 20, fill=TEAL, radius=4)
    elif mark in SIGNS:
        sign, colour = SIGNS[mark]
        sheet.box(x, y, 20, 20, fill=PAPER, edge=HAIR, radius=4)
        sheet.text(x + 10, y + 10, sign, size=13, bold=True, colour=colour, align="center")
    elif mark == "open":
        sheet.box(x, y, 20, 20, edge=HAIR, radius=4, dashed=True)
    else:
        sheet.box(x, y, 20, 20, fill=BLANK, radius=4)


def _legend(sheet: Sheet, y: float) -> None:
    x = MARGIN
    sheet.box(x, y - 6, 11, 11, fill=TEAL, radius=2)
    sheet.text(x + 16, y, WORDS["counted"], size=11, colour=QUIET)
    x += 16 + sheet.width(WORDS["counted"], 11) + 11
    for mark, (sign, colour) in SIGNS.items():
        sheet.text(x + 5, y, sign, size=12, bold=True, colour=colour, align="center")
        sheet.text(x + 14, y, WORDS[mark], size=11, colour=QUIET)
        x += 14 + sheet.width(WORDS[mark], 11) + 11


def _days(streak: Streak) -> str:
    return "1 day" if streak.days == 1 else f"{streak.days} days"


def _alt(streak: Streak, start: date) -> str:
    shown = [(day, mark) for day, mark in streak.calendar if day >= start]
    counts = Counter(mark for _, mark in shown)
    summary = ", ".join(f"{WORDS[mark]} {count}" for mark, count in counts.items())
    runs = [(mark, [day for day, _ in run]) for mark, run in groupby(shown, key=itemgetter(1))]
    special = "; ".join(f"{_span(days)} {WORDS[mark]}" for mark, days in runs if mark not in ("counted", "open"))
    today = "today counted" if streak.today else "today still open"
    alt = f"{_days(streak)} in a row, best {streak.best}, freezes held {streak.freezes}, {today}."
    return alt + (f" Since {start.day} {start:%b}: {summary}." if shown else "") + (f" {special}." if special else "")


def _span(days: Sequence[date]) -> str:
    ends = [f"{day.day} {day:%b}" for day in (days[0], days[-1])]
    return ends[0] if len(days) == 1 else f"{ends[0]} to {ends[1]}"
