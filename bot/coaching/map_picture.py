"""A map as a picture: the topic, its services, under each the patterns that call for it and why.

A tree that grows downwards, because a phone is narrow and long; the paper and its colours are those of
all our pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.conversation import Image
from bot.groups.pictures.sheet import HAIR, INK, MARGIN, MIST, PAPER, QUIET, ROSE, TEAL, WIDTH, Sheet

LINE, GAP, TITLE = 15.0, 9.0, 44.0
STEM = MARGIN + 8
PILL = MARGIN + 22
LEAF = PILL + 26
PATTERN_SIZE, REASON_SIZE = 12.0, 11.0
TITLE_SIZES, NAME_SIZES = (16.0, 14.0), (14.0, 13.0, 12.0, 11.0)
"""A service's name is set as large as it fits; it is what the map is there to teach."""
COLOURS = {"✓": TEAL, "✗": ROSE, "○": QUIET}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A pattern and what decides; ``sign`` is ✓, ✗ or ○ where the map is marked, else empty."""

    pattern: str
    reason: str
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """A service and the patterns that call for it."""

    service: str
    leaves: tuple[Leaf, ...]


def pattern_map(title: str, branches: Sequence[Branch], legend: str = "") -> Image:
    """The whole map; ``legend`` is one line under it."""
    measuring = Sheet(10)
    wrapped = [[_wrapped(measuring, leaf) for leaf in branch.leaves] for branch in branches]
    tall = [40 + sum(LINE * len(lines) + GAP for lines in leaves) for leaves in wrapped]
    sheet = Sheet(MARGIN + TITLE + sum(tall) + (30 if legend else 0) + MARGIN)
    sheet.box(MARGIN, MARGIN, WIDTH - 2 * MARGIN, TITLE, fill=TEAL, radius=10)
    room = WIDTH - 2 * MARGIN - 24
    size = sheet.fitting(title, TITLE_SIZES, room, bold=True)
    sheet.text(WIDTH / 2, MARGIN + TITLE / 2, title, size=size, bold=True, colour=PAPER, align="center", room=room)
    y = start = MARGIN + TITLE
    for branch, leaves, height in zip(branches, wrapped, tall, strict=True):
        sheet.line([(STEM, start), (STEM, y + 24), (PILL, y + 24)], colour=TEAL, width=1.4)
        _branch(sheet, y, branch, leaves)
        y += height
    if legend:
        sheet.text(MARGIN, y + 16, legend, size=12, colour=QUIET, room=WIDTH - 2 * MARGIN)
    return Image(sheet.png(), _alt(title, branches, legend), "map.png")


Line = tuple[str, float, str]


def _wrapped(sheet: Sheet, leaf: Leaf) -> list[Line]:
    room = WIDTH - MARGIN - LEAF
    patterns = sheet.wrapped(leaf.pattern, room, PATTERN_SIZE)
    reasons = sheet.wrapped(leaf.reason, room, REASON_SIZE)
    return [(text, PATTERN_SIZE, INK) for text in patterns] + [(text, REASON_SIZE, QUIET) for text in reasons]


def _branch(sheet: Sheet, y: float, branch: Branch, leaves: Sequence[Sequence[Line]]) -> None:
    room = WIDTH - MARGIN - PILL
    name = branch.service
    size = sheet.fitting(name, NAME_SIZES, room - 24, bold=True)
    sheet.box(PILL, y + 11, min(sheet.width(name, size, bold=True) + 24, room), 26, fill=MIST, radius=13)
    sheet.text(PILL + 12, y + 24, name, size=size, bold=True, colour=INK, room=room - 20)
    y += 40
    for leaf, lines in zip(branch.leaves, leaves, strict=True):
        middle = y + LINE / 2
        if leaf.sign:
            sheet.text(LEAF - 14, middle, leaf.sign, size=13, bold=True, colour=COLOURS[leaf.sign], align="center")
        else:
            sheet.line([(PILL + 12, middle), (LEAF - 6, middle)], colour=HAIR, width=1.2)
        for number, (text, size, colour) in enumerate(lines):
            sheet.text(LEAF, middle + LINE * number, text, size=size, colour=colour)
        y += LINE * len(lines) + GAP


def _alt(title: str, branches: Sequence[Branch], legend: str) -> str:
    parts = []
    for branch in branches:
        leaves = ", ".join(f"{leaf.sign} {leaf.pattern} ({leaf.reason})".strip() for leaf in branch.leaves)
        parts.append(f"{branch.service}: {leaves}")
    return f"Map of {title}. {'; '.join(parts)}.{f' {legend}.' if legend else ''}"
