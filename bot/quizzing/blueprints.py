"""The exam's outline as dated data: sections, weights and what an older outline called the same thing.

The rule that holds here: items and notes name the subsections of the newest blueprint.  Every older
one says which of those each of its own subsections covers (``same_as``), so that a learner whose exam
follows an older outline sees its sections and weights without a single item being rewritten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from bot.quizzing.schema import Written


@dataclass(frozen=True, slots=True)
class Subsection:
    """One objective.  ``same_as``: the newest blueprint's objectives it stands for."""

    id: str
    title: str
    same_as: tuple[str, ...] = ()
    key_facts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the exam with its share of the questions in percent."""

    number: str
    title: str
    weight: Annotated[float, Written(percent=True)]
    subsections: tuple[Subsection, ...]


@dataclass(frozen=True, slots=True)
class Blueprint:
    """The outline of the exam from ``in_force`` on."""

    id: str
    title: str
    in_force: date
    sections: tuple[Section, ...]
    sources: tuple[str, ...] = ()

    @property
    def section_titles(self) -> dict[str, str]:
        """Titles by section number."""
        return {section.number: section.title for section in self.sections}

    @property
    def titles(self) -> Mapping[str, str]:
        """Titles by section number and by subsection id."""
        return self.section_titles | {part.id: part.title for section in self.sections for part in section.subsections}

    @property
    def objectives(self) -> tuple[Subsection, ...]:
        """All subsections in order."""
        return tuple(part for section in self.sections for part in section.subsections)

    def shares(self) -> Mapping[str, float]:
        """This blueprint's percent spread over the newest blueprint's sections.

        What this one asks in a subsection is shared evenly among the objectives it stands for; so
        progress kept by the newest objectives can be weighed by an older exam.
        """
        spread: dict[str, float] = defaultdict(float)
        for section in self.sections:
            for part in section.subsections:
                newest = part.same_as or (part.id,)
                for objective in newest:
                    share = section.weight / len(section.subsections) / len(newest)
                    spread[objective.split(".")[0]] += share
        return dict(sorted(spread.items()))


def blueprint_on(blueprints: Sequence[Blueprint], day: date) -> Blueprint:
    """The blueprint in force on that day; before the first one, the first."""
    ordered = sorted(blueprints, key=lambda blueprint: blueprint.in_force)
    return next((blueprint for blueprint in reversed(ordered) if blueprint.in_force <= day), ordered[0])
