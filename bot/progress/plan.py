"""A study plan in weekly blocks: hours, an exam date and the gaps so far, turned into what to do when.

The rules that hold here: a plan is thematic blocks, not a timetable by the day; two thirds of the hours
go to the sections, the most to gain first, and the last third to timed practice and what it turns up;
the eve of the exam stays free.  Making the plan again after a quiz re-weighs what is left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.progress.days import ONE_DAY
from bot.progress.estimate import Estimate

WEEKS = 3
HOURS_A_WEEK = 10
PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class Block:
    """One week, its last day included; ``parts`` are (section or ``practice``, whole hours)."""

    first: date
    last: date
    parts: tuple[tuple[str, int], ...]

    def words(self, titles: Mapping[str, str]) -> str:
        """``16–22 Nov: Serving and scaling 4 h, Monitoring 2 h``."""
        names = {PRACTICE: "timed practice", **titles}
        work = ", ".join(f"{names.get(name, name)} {hours} h" for name, hours in self.parts)
        same_month = self.first.month == self.last.month
        begins = str(self.first.day) if same_month else f"{self.first.day} {self.first:%b}"
        return f"{begins}–{self.last.day} {self.last:%b}: {work}"


def plan(
    start: date,
    weights: Mapping[str, float],
    *,
    exam: date | None = None,
    hours_a_week: int = HOURS_A_WEEK,
    standing: Mapping[str, Estimate] | None = None,
    emphasis: Mapping[str, float] | None = None,
) -> list[Block]:
    """Blocks from ``start`` to the day before the exam's eve; without an exam date, three weeks.

    ``weights`` are the blueprint's by section, ``standing`` is how each section stands, ``emphasis`` is
    what the learner's track leans on (section → factor).
    """
    last = exam - 2 * ONE_DAY if exam else start + timedelta(weeks=WEEKS) - ONE_DAY
    spans = _weeks(start, last)
    hours = [round(hours_a_week * ((end - first).days + 1) / 7) for first, end in spans]
    practice = sum(hours) // 3
    gains = {
        name: weight * (1 - (standing or {}).get(name, Estimate()).low) * (emphasis or {}).get(name, 1.0)
        for name, weight in weights.items()
    }
    queue = [*_shared_out(sum(hours) - practice, gains), (PRACTICE, practice)]
    blocks = []
    for (first, end), room in zip(spans, hours, strict=True):
        parts, queue = _taken(queue, room)
        if parts:
            blocks.append(Block(first, end, parts))
    return blocks


def _weeks(start: date, last: date) -> list[tuple[date, date]]:
    spans = []
    while start <= last:
        spans.append((start, min(last, start + timedelta(days=6))))
        start += timedelta(weeks=1)
    return spans


def _shared_out(hours: int, gains: Mapping[str, float]) -> list[tuple[str, int]]:
    """Whole hours in proportion to the gains, most first; the largest remainders are rounded up."""
    total = sum(gains.values())
    if not total:
        return []
    exact = {name: hours * gain / total for name, gain in gains.items()}
    given = {name: int(value) for name, value in exact.items()}
    by_remainder = sorted(exact, key=lambda name: (given[name] - exact[name], name))
    for name in by_remainder[: hours - sum(given.values())]:
        given[name] += 1
    return sorted(given.items(), key=lambda part: (-gains[part[0]], part[0]))


def _taken(queue: list[tuple[str, int]], room: int) -> tuple[tuple[tuple[str, int], ...], list[tuple[str, int]]]:
    """The first ``room`` hours of the queue, and what is left of it."""
    parts: list[tuple[str, int]] = []
    rest: list[tuple[str, int]] = []
    for name, hours in queue:
        now = min(room, hours)
        room -= now
        if now:
            parts.append((name, now))
        if hours > now:
            rest.append((name, hours - now))
    return tuple(parts), rest
