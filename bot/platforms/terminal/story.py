"""Stories: a script in which several people talk to the tutor, one step a line.

``read_story`` turns text into steps and names the line of anything it cannot read.  Nothing here
knows how a step is carried out; :mod:`bot.platforms.terminal.stage` does that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.progress.zones import is_zone


class StoryError(ValueError):
    """A line of the story cannot be read; the message names the line and what was expected."""


@dataclass(frozen=True, slots=True)
class Say:
    """``@a #general: words`` — without a channel it is a private chat."""

    who: str
    text: str
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class PressLabel:
    """``@a press B`` or ``@a press token=…``; ``again`` delivers the last press once more."""

    who: str
    label: str
    token: str | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class AnswerWith:
    """``@a answer A,C``: choose these letters and submit, whatever kind of item is open."""

    who: str
    letters: tuple[str, ...]
    again: bool = False


@dataclass(frozen=True, slots=True)
class MoveClock:
    """``clock +26h`` or ``clock 2026-03-29T01:30+01:00``."""

    by: timedelta | None = None
    to: datetime | None = None


@dataclass(frozen=True, slots=True)
class SetZone:
    """``tz @a America/Sao_Paulo``."""

    who: str
    zone: str


@dataclass(frozen=True, slots=True)
class Restart:
    """``restart`` (a clean stop) or ``kill -9``; then a new start on the same data."""

    hard: bool


Step = Say | PressLabel | AnswerWith | MoveClock | SetZone | Restart

_SAY = re.compile(r"@(?P<who>[\w.-]+)(?:\s+#(?P<channel>[\w.-]+))?\s*:\s*(?P<text>.*)", re.DOTALL)
_PRESS = re.compile(r"@(?P<who>[\w.-]+)\s+press\s+(?P<what>.+?)(?P<again>\s+again)?", re.IGNORECASE)
_ANSWER = re.compile(
    r"@(?P<who>[\w.-]+)\s+answer\s+(?P<letters>[A-Za-z](?:[\s,]+[A-Za-z])*)(?P<again>\s+again)?", re.IGNORECASE
)
_CLOCK = re.compile(r"clock\s+(?P<when>\S+)")
_AMOUNT = re.compile(r"(\d{1,5}(?:\.\d{1,5})?)(d|h|m|s|w)")
_ZONE = re.compile(r"tz\s+@(?P<who>[\w.-]+)\s+(?P<zone>\S+)")
_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


def read_story(text: str) -> list[tuple[int, Step]]:
    """The steps of ``text``, each with its line.  Raises :class:`StoryError` naming the first line that is not one."""
    found: list[tuple[int, Step]] = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        try:
            found.append((number, read_step(line)))
        except StoryError as slip:
            raise StoryError(f"line {number}: {slip}") from None
    return found


def read_step(line: str) -> Step:
    """One step.  Raises :class:`StoryError` with what was expected."""
    if line == "restart":
        return Restart(hard=False)
    if re.fullmatch(r"kill\s+-9", line):
        return Restart(hard=True)
    if found := _CLOCK.fullmatch(line):
        return _clock(found["when"])
    if found := _ZONE.fullmatch(line):
        return SetZone(found["who"], _known_zone(found["zone"]))
    if found := _ANSWER.fullmatch(line):
        letters = dict.fromkeys(re.findall("[A-Z]", found["letters"].upper()))
        return AnswerWith(found["who"], tuple(letters), again=bool(found["again"]))
    if found := _PRESS.fullmatch(line):
        what = found["what"].strip()
        token = what.removeprefix("token=") if what.startswith("token=") else None
        return PressLabel(found["who"], what, token, again=bool(found["again"]))
    if found := _SAY.fullmatch(line):
        return Say(found["who"], found["text"].strip(), found["channel"])
    raise StoryError(
        f"{line[:60]!r} is no step; a step is `@name: words`, `@name press LABEL`, `@name answer A,C`, "
        "`clock +26h`, `tz @name ZONE`, `restart` or `kill -9`"
    )


def _clock(when: str) -> MoveClock:
    if when.startswith("+"):
        parts = _AMOUNT.findall(when[1:])
        if not parts or "".join(number + unit for number, unit in parts) != when[1:]:
            raise StoryError(f"{when!r} is no span of time; write +26h, +90m or +1d12h")
        return MoveClock(by=timedelta(**_spans(parts)))
    try:
        moment = datetime.fromisoformat(when)
    except ValueError:
        raise StoryError(f"{when!r} is no instant; write 2026-03-29T01:30+01:00 or +26h") from None
    if moment.tzinfo is None:
        raise StoryError(f"{when!r} has no offset from UTC; write 2026-03-29T01:30+01:00")
    return MoveClock(to=moment)


def _spans(parts: list[tuple[str, str]]) -> dict[str, float]:
    spans: dict[str, float] = {}
    for number, unit in parts:
        spans[_UNITS[unit]] = spans.get(_UNITS[unit], 0.0) + float(number)
    return spans


def _known_zone(name: str) -> str:
    if not is_zone(name):
        raise StoryError(f"{name!r} is no time zone; write one like America/Sao_Paulo")
    return name
