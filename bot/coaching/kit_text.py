"""The manager's kit in words: a checklist as Markdown, a metric as a sentence about cases or money."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.quizzing.kit import Phase, Translation
from bot.quizzing.topics import means

_NUMBER = re.compile(r"^(?P<what>.*?)\s*(?P<number>\d+(?:[.,]\d+)?)\s*(?P<percent>%?)$", re.DOTALL)


def as_markdown(phases: Iterable[Phase]) -> str:
    """A list to tick off, with the evidence that each question asks for."""
    lines = ["# Project oversight checklist"]
    for phase in phases:
        lines += ["", f"## {phase.title}", "", f"Gate: {phase.gate}", ""]
        lines += [f"- [ ] {check.ask} Evidence: {check.evidence}." for check in phase.checks]
    return "\n".join(lines) + "\n"


def find_metric(metrics: Sequence[Translation], text: str) -> Translation | None:
    """The metric somebody names, by its name or one of its other names."""
    wanted = text.strip().lower()
    for metric in metrics:
        if wanted in (metric.id, metric.metric.lower(), *(name.lower() for name in metric.also)):
            return metric
    fits = [metric for metric in metrics if any(means(wanted, name) for name in (metric.metric, *metric.also))]
    return fits[0] if fits else None


def read_value(text: str) -> tuple[str, float | None]:
    """``precision 0.4`` or ``recall 80 %``: what is named, and the number beside it."""
    found = _NUMBER.match(text.strip())
    if found is None or not found["what"].strip():
        return text.strip(), None
    value = float(found["number"].replace(",", "."))
    return found["what"].strip(), value / 100 if found["percent"] else value


def said(metric: Translation, value: float | None = None) -> str:
    """The metric as a sentence, with ``value`` or the example; shares above 1 are taken as percent."""
    number = metric.example if value is None else value
    share = number / 100 if "{of100}" in metric.says and number > 1 else number
    of100 = min(100.0, share * 100)
    return metric.says.format(of100=_plain(of100), rest100=_plain(100 - of100), value=_plain(number))


def _plain(number: float) -> str:
    return f"{round(number, 2):g}"
