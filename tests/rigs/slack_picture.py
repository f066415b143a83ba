"""Slack messages drawn from their payloads: what the blocks say, not what Slack's own client looks like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from matplotlib import font_manager
from PIL import Image, ImageDraw, ImageFont
from rigs.slack_reading import Block, buttons, runs, words

WIDTH, MARGIN, INDENT, SIZE, LEADING = 760, 24, 46, 15, 21
INK, GREY, LINK, LINE, TUTOR, PERSON = "#1d1c1d", "#616061", "#1264a3", "#dddddd", "#1f3a5f", "#8a6d3b"
LABEL = "Rendered from the block payloads, not a screenshot"


@dataclass(frozen=True)
class Said:
    """A message: who, what kind of (a thread reply, a private answer), and its blocks or plain words."""

    who: str
    blocks: Sequence[Block] = ()
    text: str = ""
    note: str = ""


@dataclass
class Canvas:
    """A page that grows downwards."""

    image: Image.Image = field(default_factory=lambda: Image.new("RGB", (WIDTH, 6000), "white"))
    y: int = MARGIN

    def __post_init__(self) -> None:
        self.draw = ImageDraw.Draw(self.image)

    def write(self, pieces: Sequence[tuple[str, str, bool]], left: int, size: int = SIZE) -> None:
        """Wrapped text of (words, colour, bold) pieces."""
        x, leading = left, LEADING if size == SIZE else LEADING - 3
        for text, colour, bold in pieces:
            face = _font(size, bold)
            for part in _parts(text):
                wide = self.draw.textlength(part.replace("\n", ""), font=face)
                if part == "\n" or x + wide > WIDTH - MARGIN:
                    x, self.y = left, self.y + leading
                    part = part.lstrip()
                self.draw.text((x, self.y), part, font=face, fill=colour)
                x += self.draw.textlength(part, font=face)
        self.y += leading

    def row(self, labels: Sequence[str], left: int) -> None:
        """Buttons, side by side as far as they fit."""
        x, face = left, _font(SIZE - 2, True)
        for label in labels:
            wide = int(self.draw.textlength(label, font=face)) + 22
            if x + wide > WIDTH - MARGIN:
                x, self.y = left, self.y + 36
            self.draw.rounded_rectangle((x, self.y, x + wide, self.y + 29), 5, outline="#bbbbbb")
            self.draw.text((x + 11, self.y + 6), label, font=face, fill=INK)
            x += wide + 8
        self.y += 38


def render(messages: Sequence[Said], target: Path) -> None:
    """Draw the messages in order and save them as a small PNG."""
    page = Canvas()
    page.write([(LABEL, GREY, False)], MARGIN, SIZE - 3)
    page.y += 8
    for said in messages:
        _message(page, said)
    page.image.crop((0, 0, WIDTH, page.y + 4)).quantize(48).save(target, optimize=True)


def _message(page: Canvas, said: Said) -> None:
    tutor = said.who == "studyhall"
    page.draw.rounded_rectangle((MARGIN, page.y + 2, MARGIN + 34, page.y + 36), 6, fill=TUTOR if tutor else PERSON)
    page.draw.text((MARGIN + 11, page.y + 9), said.who[0].upper(), font=_font(SIZE, True), fill="white")
    left = MARGIN + INDENT
    page.write([(said.who, INK, True), ("  APP" if tutor else "", GREY, False), (f"   {said.note}", GREY, False)], left)
    if said.text:
        page.write([(said.text, INK, False)], left)
    for block in said.blocks:
        _block(page, block, left)
    page.y += 8
    page.draw.line((MARGIN, page.y, WIDTH - MARGIN, page.y), fill=LINE)
    page.y += 10


def _block(page: Canvas, block: Block, left: int) -> None:
    match block["type"]:
        case "rich_text":
            for part in block["elements"]:
                page.write([_run(run) for run in runs({"elements": [part]})], left)
        case "context":
            for line in words([block]).split("\n"):
                page.write([(line, GREY, False)], left, SIZE - 2)
        case "actions" | "context_actions":
            page.y += 4
            page.row([_plain(label) for label, _ in buttons([block])], left)
        case _:
            page.write([(words([block]), GREY, False)], left)


def _run(run: dict[str, Any]) -> tuple[str, str, bool]:
    style = run.get("style", {})
    return run["text"], LINK if run["type"] == "link" else INK, bool(style.get("bold"))


def _plain(label: str) -> str:
    """The two signs that the drawing font has no picture of, in words."""
    return {"👍": "+1", "👎": "−1"}.get(label, label)


def _parts(text: str) -> list[str]:
    """Words with the space after them, and line breaks."""
    return re.findall(r"\n|\S+ ?| +", text)


def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    weight = "bold" if bold else "normal"
    return ImageFont.truetype(font_manager.findfont(font_manager.FontProperties("DejaVu Sans", weight=weight)), size)
