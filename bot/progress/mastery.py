"""What a learner knows, objective by objective, and how well they know that they know it.

The rule that holds here: an item counts once, by its latest answer.  Re-answering what one has just
read therefore moves a number only when it was wrong before, which is what learning is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.progress.estimate import Estimate, estimate, percent
from bot.progress.facts import Answer, Fact
from bot.progress.judged import judged


@dataclass(frozen=True, slots=True)
class Calibration:
    """How often answers given as sure, or as unsure, were right."""

    sure_right: int = 0
    sure: int = 0
    unsure_right: int = 0
    unsure: int = 0

    def words(self) -> str:
        """``when sure: 71 % right (10 of 14)``; empty before anyone said how sure they were."""
        said = (
            ("when sure", self.sure_right, self.sure),
            ("when unsure", self.unsure_right, self.unsure),
        )
        return " · ".join(
            f"{how}: {percent(right / total)} right ({right} of {total})" for how, right, total in said if total
        )


def section(objective: str) -> str:
    """The exam section an objective belongs to: ``5`` for ``5.2``."""
    return objective.split(".", 1)[0]


def by_objective(facts: Iterable[Fact], today: date) -> dict[str, Estimate]:
    """How each objective stands; an item of several objectives speaks for all of them."""
    return _grouped(facts, today, lambda answer: set(answer.objectives))


def by_section(facts: Iterable[Fact], today: date) -> dict[str, Estimate]:
    """How each exam section stands."""
    return _grouped(facts, today, lambda answer: {section(objective) for objective in answer.objectives})


def weakest(standing: Mapping[str, Estimate]) -> str | None:
    """The name with the lowest share right, among those with answers enough."""
    known = [(found.share, name) for name, found in standing.items() if found.enough]
    return min(known)[1] if known else None


def next_objectives(
    standing: Mapping[str, Estimate], objectives: Sequence[str], weights: Mapping[str, float]
) -> list[str]:
    """Objectives by what studying them would gain: exam weight × how much may be missing, most first.

    ``weights`` are the blueprint's, by section, shared evenly among a section's objectives.  What may be
    missing is measured from the low bound, so the little-known come before the known-to-be-fair.
    """
    siblings: dict[str, int] = defaultdict(int)
    for objective in objectives:
        siblings[section(objective)] += 1

    def gain(objective: str) -> float:
        weight = weights.get(section(objective), 0.0) / siblings[section(objective)]
        return weight * (1 - standing.get(objective, Estimate()).low)

    return sorted(objectives, key=lambda objective: (-gain(objective), objective))


def mistakes_fixed(facts: Iterable[Fact]) -> tuple[int, int]:
    """(fixed, total): items once answered wrong, and those of them whose latest answer is right."""
    wrong: set[str] = set()
    known: dict[str, bool] = {}
    for answer in judged(facts):
        known[answer.item] = answer.correct
        if not answer.correct:
            wrong.add(answer.item)
    return sum(known[item] for item in wrong), len(wrong)


def calibration(facts: Iterable[Fact]) -> Calibration:
    """Confidence against outcome, over every answer that came with one."""
    said: dict[str, list[bool]] = {"sure": [], "unsure": []}
    for answer in judged(facts):
        if answer.confidence is not None:
            said[answer.confidence].append(answer.correct)
    return Calibration(sum(said["sure"]), len(said["sure"]), sum(said["unsure"]), len(said["unsure"]))


def _grouped(facts: Iterable[Fact], today: date, names: Callable[[Answer], set[str]]) -> dict[str, Estimate]:
    latest = {answer.item: answer for answer in judged(facts)}
    found: dict[str, list[Answer]] = defaultdict(list)
    for answer in latest.values():
        for name in names(answer):
            found[name].append(answer)
    return {name: estimate(answers, today) for name, answers in sorted(found.items())}
