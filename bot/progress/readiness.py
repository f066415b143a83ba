"""How many of a hundred new exam questions a learner would answer right today.

The rules that hold here: only first attempts at scored items count, for in the exam every question is a
first attempt (a flip, of difficulty 0, practises what was just explained); each section weighs what the
blueprint in force on the exam date says; and the bounds hold nine times in ten (measured on simulated
learners in the tests).  It is never a promise to pass: nobody publishes the mark.

The sections' bounds are joined by adding squared distances from the share to each bound (Zou and
Donner's method): adding variances alone would miss that a share near 1 can only err downwards.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.progress.estimate import ENOUGH, Estimate, estimate, percent
from bot.progress.facts import Answer, Fact
from bot.progress.judged import judged
from bot.progress.mastery import section, weakest


@dataclass(frozen=True, slots=True)
class Readiness:
    """``overall`` over the sections that have answers; ``thin`` sections have too few to say anything."""

    overall: Estimate
    sections: Mapping[str, Estimate] = field(default_factory=dict)
    thin: tuple[str, ...] = ()

    @property
    def enough(self) -> bool:
        """Whether every section has answers enough."""
        return not self.thin

    def words(self, titles: Mapping[str, str]) -> tuple[str, ...]:
        """The figure and its reasons, weakest section first."""
        if not self.enough:
            few = (f"{titles.get(s, s)} ({self.answers(s)} of {ENOUGH})" for s in self.thin)
            return ("Readiness: not enough answers yet.", "Still needed: " + ", ".join(few) + ".")
        low, high = (100 * self.overall.low, 100 * self.overall.high)
        weakest = sorted(self.sections.items(), key=lambda entry: entry[1].share)
        return (
            f"Of 100 new questions you would answer about {100 * self.overall.share:.0f} right "
            f"({low:.0f}–{high:.0f}), judging from {self.overall.answers} first answers.",
            *(f"{titles.get(s, s)}: {found.words()}" for s, found in weakest),
        )

    @property
    def weakest(self) -> str | None:
        """The section with the lowest share, among those with answers enough."""
        return weakest(self.sections)

    def why(self, titles: Mapping[str, str], weights: Mapping[str, float]) -> tuple[str, ...]:
        """How the figure comes about: what each section weighs and rests on, and the rule in words."""
        total = sum(weights.values()) or 1.0
        lines = []
        for name, weight in weights.items():
            stands = self.sections[name].words() if name in self.sections else "no answers yet"
            lines.append(f"{titles.get(name, name)} (weighs {percent(weight / total)}): {stands}")
        return (
            *lines,
            "Only first answers count, for in the exam every question is new; one of 45 days ago counts half. "
            "The range holds nine times in ten. It is no promise to pass: nobody publishes the mark.",
        )

    def answers(self, name: str) -> int:
        """How many first answers a section has."""
        return self.sections[name].answers if name in self.sections else 0


def readiness(facts: Iterable[Fact], weights: Mapping[str, float], today: date) -> Readiness:
    """Weigh a learner's first attempts by ``weights`` (section → share of the exam, any scale)."""
    found: dict[str, list[Answer]] = defaultdict(list)
    for answer in judged(facts):
        unseen = answer.first and answer.difficulty > 0
        if unseen and answer.objectives and (home := section(answer.objectives[0])) in weights:
            found[home].append(answer)
    sections = {name: estimate(found[name], today) for name in weights if name in found}
    thin = tuple(name for name in weights if name not in sections or not sections[name].enough)
    return Readiness(_joined(sections, weights), sections, thin)


def _joined(sections: Mapping[str, Estimate], weights: Mapping[str, float]) -> Estimate:
    total = sum(weights[name] for name in sections)
    if not total:
        return Estimate()
    share = down = up = 0.0
    for name, part in sections.items():
        weight = weights[name] / total
        share += weight * part.share
        down += (weight * (part.share - part.low)) ** 2
        up += (weight * (part.high - part.share)) ** 2
    answers = sum(part.answers for part in sections.values())
    return Estimate(share, share - math.sqrt(down), share + math.sqrt(up), answers)
