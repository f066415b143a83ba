"""Small words: letters for options, counts, lists and ordinals as a person says them."""

from __future__ import annotations

import re
from collections.abc import Sequence

LETTERS = "ABCDEF"
_ROW = re.compile(r"\s*\|(.*)\|\s*")
_RULE = re.compile(r"[\s|:-]+")
_CELLS = re.compile(r"(?<!\\)\|")
_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def count_word(number: int) -> str:
    """A number in words, in digits from eleven on: ``two``."""
    return _COUNTS[number] if number < len(_COUNTS) else str(number)


def counted(number: int, thing: str) -> str:
    """A number of things: ``1 question``, ``5 questions``."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def joined(parts: Sequence[str], last: str = "and") -> str:
    """Several things in words: ``A``, ``A and B``, ``A, B and C``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def ordinal(number: int) -> str:
    """A number in an order: ``1st``, ``2nd``, ``3rd``, ``11th``."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def clipped(text: str, limit: int) -> str:
    """``text`` cut between words to at most ``limit`` characters."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def legible(text: str) -> str:
    """Markdown with its tables as lists, because a chat shows no tables: the head in italics, each row by its first cell."""
    lines: list[str] = []
    inside = False
    for line in text.split("\n"):
        row = _ROW.fullmatch(line)
        if row and not _RULE.fullmatch(line):
            cells = [cell.strip() for cell in _CELLS.split(row[1])]
            first = f"- **{cells[0]}**" if "*" not in cells[0] else f"- {cells[0]}"
            lines.append(" · ".join((first, *cells[1:])) if inside else f"*{' · '.join(cells)}*")
        elif not row:
            lines.append(line)
        inside = row is not None
    return "\n".join(lines)


def minutes(seconds: float) -> str:
    """Seconds in minutes: ``2:05``."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
