"""A study plan's arithmetic: themes of some hours, an exam date and the gaps so far, turned into what to do when.

The rules that hold here: a plan is themed blocks, not a timetable by the day; no hour is lost and none is
invented; what is done keeps its hours and the rest is shared out again, most to what is least known; the
eve of the exam stays free.  The same arguments make the same plan, so making it again after each quiz is
all that re-planning is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.progress.days import ONE_DAY
from bot.progress.estimate import Estimate

KNOWN_COUNTS = 0.5
"""How much of a theme's hours stays with it when everything in it is known: half; it has to be kept warm."""
EMPHASIS = 1.25


@dataclass(frozen=True, slots=True)
class Theme:
    """What a block is about; ``hours`` are those it would take somebody who knows nothing of it yet."""

    id: str
    hours: int
    objectives: tuple[str, ...] = ()
    done: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """When a theme's turn is, its last day included."""

    theme: str
    first: date
    last: date
    hours: int


@dataclass(frozen=True, slots=True)
class Plan:
    """``spans`` are what is left, in order; ``spare`` are themes for which no hour is left; ``hours`` in all."""

    spans: tuple[Span, ...] = ()
    spare: tuple[str, ...] = ()
    hours: int = 0

    @property
    def left(self) -> int:
        """The hours still to do."""
        return sum(span.hours for span in self.spans)


def last_day(start: date, exam: date | None, weeks: int) -> date:
    """The last day of study: two days before the exam, else the end of the last of ``weeks``."""
    return exam - 2 * ONE_DAY if exam else start + timedelta(weeks=weeks) - ONE_DAY


def usual_hours(start: date, last: date, hours: int, weeks: int) -> int:
    """The hours of a plan of ``weeks`` cut down to the days there are; never more than it asks for."""
    days = (last - start).days + 1
    return max(0, min(hours, -(-hours * days // (7 * weeks))))


def plan(
    themes: Sequence[Theme],
    today: date,
    last: date,
    hours: int,
    *,
    standing: Mapping[str, Estimate] | None = None,
    emphasis: Sequence[str] = (),
) -> Plan:
    """What is left of ``hours`` over the themes not done, from ``today`` to ``last``.

    ``standing`` is how each objective stands, ``emphasis`` the objectives the learner's track leans on.
    """
    if last < today:
        return Plan(spare=tuple(theme.id for theme in themes if not theme.done), hours=hours)
    spent = sum(part for theme, part in zip(themes, _even(hours, themes), strict=True) if theme.done)
    needs = {theme.id: _need(theme, standing or {}, emphasis) for theme in themes if not theme.done}
    shares = shared_out(hours - spent, needs)
    order = [(theme.id, shares[theme.id]) for theme in themes if shares.get(theme.id)]
    spare = tuple(theme.id for theme in themes if not theme.done and not shares.get(theme.id))
    return Plan(tuple(_laid_out(order, today, last)), spare, hours)


def shared_out(hours: int, needs: Mapping[str, float]) -> dict[str, int]:
    """Whole hours in proportion to the needs, at least one each while there are enough; none is lost."""
    ranked = sorted(needs, key=lambda name: (-needs[name], name))[: max(0, hours)]
    total = sum(needs[name] for name in ranked)
    if not ranked or not total:
        return {}
    free = hours - len(ranked)
    exact = {name: free * needs[name] / total for name in ranked}
    given = {name: 1 + int(exact[name]) for name in ranked}
    by_remainder = sorted(ranked, key=lambda name: (int(exact[name]) - exact[name], name))
    for name in by_remainder[: hours - sum(given.values())]:
        given[name] += 1
    return given


def _even(hours: int, themes: Sequence[Theme]) -> list[int]:
    shares = shared_out(hours, {theme.id: float(theme.hours) for theme in themes})
    return [shares.get(theme.id, 0) for theme in themes]


def _need(theme: Theme, standing: Mapping[str, Estimate], emphasis: Sequence[str]) -> float:
    """The hours a theme needs, fewer the better it is known; by the low bound, so that few answers change little."""
    known = [standing.get(objective, Estimate()).low for objective in theme.objectives] or [0.0]
    missing = 1 - KNOWN_COUNTS * sum(known) / len(known)
    leaning = EMPHASIS if set(theme.objectives) & set(emphasis) else 1.0
    return theme.hours * missing * leaning


def _laid_out(order: Sequence[tuple[str, int]], today: date, last: date) -> list[Span]:
    """The themes one after the other over the days there are; where days are few, themes share one."""
    days, total = (last - today).days + 1, sum(hours for _, hours in order)
    spans, before = [], 0
    for name, hours in order:
        begins, ends = days * before // total, -(-days * (before + hours) // total) - 1
        spans.append(Span(name, today + timedelta(days=begins), today + timedelta(days=ends), hours))
        before += hours
    return spans
