"""What was typed after ``/quiz``, ``/drill`` or ``/review``: a topic, a number, a length of time."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST, USUAL, LONGEST_MINUTES = 50, 5, 120
_TIME = re.compile(r"(\d{1,3})\s*(?:m|min|mins|minutes?)", re.IGNORECASE)
_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_LEVELS = {"easy": 1, "simple": 1, "medium": 2, "hard": 3, "difficult": 3, "harder": 3, "easier": 1}
_LIVE = re.compile(r"live|group|together", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Request:
    """A run somebody wants, of items of one ``difficulty`` if they said so.  ``bare``: nothing at all was said."""

    topic: str = ""
    count: int | None = None
    minutes: int | None = None
    live: bool = False
    placement: bool = False
    bare: bool = False
    difficulty: int | None = None

    @property
    def questions(self) -> int | None:
        """How many; ``None`` when time is the limit."""
        return self.count if self.count or self.minutes else USUAL


def read_request(argument: str) -> Request:
    """``monitoring 5``, ``five hard monitoring``, ``5m``, ``live 3 iam``, ``placement``; what is left is the topic."""
    text = argument.strip()
    minutes = count = None
    if timed := re.search(rf"\b{_TIME.pattern}\b", text, re.IGNORECASE):
        minutes = max(1, min(LONGEST_MINUTES, int(timed[1])))
        text = text[: timed.start()] + text[timed.end() :]
    words = [str(_NUMBERS.index(word) + 2) if (word := said.lower()) in _NUMBERS else said for said in text.split()]
    levels = [_LEVELS[word.lower()] for word in words if word.lower() in _LEVELS]
    words = [word for word in words if word.lower() not in _LEVELS]
    live = bool(words) and _LIVE.fullmatch(words[0]) is not None
    words = words[1:] if live else words
    for at in (-1, 0):
        if words and count is None and re.fullmatch(r"\d{1,9}", words[at]) and not _names_section(words, at):
            count = max(1, min(MOST, int(words.pop(at))))
    topic = " ".join(words)
    placement = topic.lower() in ("placement", "place me")
    return Request(
        "" if placement else topic, count, minutes, live, placement, not argument.strip(), max(levels, default=None)
    )


def _names_section(words: list[str], at: int) -> bool:
    """``section 5`` is a place in the outline, not five questions."""
    return at == -1 and len(words) == 2 and words[0].lower() in ("section", "domain", "part")
