"""How a group chose among the options of one question; nobody's name beside an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.conversation import Image
from bot.groups.pictures.sheet import HAIR, INK, MARGIN, MIST, TEAL, WIDTH, Sheet, heading

ROW = 54.0
LEFT = 48.0
TITLE = "How you chose"
SIZE, LINE, MOST_LINES = 12.5, 16.0, 4


@dataclass(frozen=True, slots=True)
class OptionCount:
    """An option as the group saw it: its letter, its text, how many chose it, whether it is right."""

    letter: str
    text: str
    count: int
    right: bool


def options_picture(options: Sequence[OptionCount], answered: int) -> Image:
    """One bar an option; the right one has a tick and says so.  Its words leave out what stands in the message."""
    people = "person" if answered == 1 else "people"
    room, measuring = WIDTH - MARGIN - LEFT, Sheet(10)
    written = [
        measuring.wrapped(f"✓ {one.text}" if one.right else one.text, room, SIZE, bold=one.right)[:MOST_LINES]
        for one in options
    ]
    further = [LINE * (len(lines) - 1) for lines in written]
    sheet = Sheet(68 + ROW * len(options) + sum(further) + 8)
    y = heading(sheet, TITLE, f"{answered} {people} answered")
    for number, (option, lines, more) in enumerate(zip(options, written, further, strict=True)):
        if number:
            sheet.line([(MARGIN, y - 2), (WIDTH - MARGIN, y - 2)], colour=HAIR, width=0.6)
        sheet.text(MARGIN + 12, y + (ROW + more) / 2, option.letter, size=18, bold=True, colour=INK, align="center")
        for at, words in enumerate(lines):
            sheet.text(LEFT, y + 14 + LINE * at, words, size=SIZE, bold=option.right, room=room)
        y += more
        share = option.count / answered if answered else 0.0
        sheet.box(LEFT, y + 27, room - 44, 12, edge=HAIR, radius=6)
        if option.count:
            length = max(12.0, (room - 44) * share)
            sheet.box(LEFT, y + 27, length, 12, fill=TEAL if option.right else MIST, radius=6)
        sheet.text(WIDTH - MARGIN, y + 33, str(option.count), size=14, bold=True, align="right", colour=INK)
        y += ROW
    alt = ", ".join(f"{option.letter} {option.count}{' (right)' if option.right else ''}" for option in options)
    return Image(sheet.png(), f"{TITLE}, {answered} {people} answered: {alt}.", "options.png")
