"""From a topic to its services to the constraint that decides for each: a map to learn by heart.

Drawn as a tree that grows downwards, because a phone is narrow and long.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.conversation import Image
from bot.groups.pictures.sheet import HAIR, INK, MARGIN, MIST, PAPER, TEAL, WIDTH, Sheet

LINE = 17.0
STEM = MARGIN + 10
PILL = MARGIN + 30
LEAF = PILL + 24


def mind_map(topic: str, branches: Mapping[str, Sequence[str]]) -> Image:
    """``branches`` maps a service to the constraints that call for it."""
    measuring = Sheet(10)
    topic_lines = measuring.wrapped(topic, WIDTH - 2 * MARGIN - 28, 16, bold=True)
    leaves = {
        service: [measuring.wrapped(leaf, WIDTH - MARGIN - LEAF - 4, 12) for leaf in constraints]
        for service, constraints in branches.items()
    }
    heights = {service: 44 + sum(LINE * len(lines) + 3 for lines in wrapped) for service, wrapped in leaves.items()}
    root = 20 + 20.0 * len(topic_lines)
    sheet = Sheet(MARGIN + root + sum(heights.values()) + MARGIN)

    y = MARGIN
    sheet.box(MARGIN, y, WIDTH - 2 * MARGIN, root, fill=TEAL, radius=10)
    for number, words in enumerate(topic_lines):
        sheet.text(WIDTH / 2, y + 20 + 20 * number, words, size=16, bold=True, colour=PAPER, align="center")
    y += root
    stem_from = y
    for service, wrapped in leaves.items():
        middle = y + 30
        sheet.line([(STEM, stem_from), (STEM, middle), (PILL, middle)], colour=TEAL, width=1.4)
        _branch(sheet, y, service, wrapped)
        y += heights[service]
    alt = "; ".join(": ".join(filter(None, (service, ", ".join(leaf)))) for service, leaf in branches.items())
    return Image(sheet.png(), f"Map of {topic}. {alt}.", "map.png")


def _branch(sheet: Sheet, y: float, service: str, leaves: Sequence[Sequence[str]]) -> None:
    width = min(sheet.width(service, 14, bold=True) + 24, WIDTH - MARGIN - PILL)
    sheet.box(PILL, y + 16, width, 28, fill=MIST, radius=14)
    sheet.text(PILL + 12, y + 30, service, size=14, bold=True, colour=INK, room=WIDTH - MARGIN - PILL - 20)
    stem, y = y + 44, y + 56
    for lines in leaves:
        sheet.line([(PILL + 12, stem), (PILL + 12, y), (LEAF - 5, y)], colour=HAIR)
        stem = y
        for number, words in enumerate(lines):
            sheet.text(LEAF, y + LINE * number, words, size=12)
        y += LINE * len(lines) + 3
