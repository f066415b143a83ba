"""Cases: one story told in several items, each step with what came of the one before.

A case is a file of its own.  The rule that holds here: every step can also be read alone, because it
returns in reviews; what joins the steps is the ``outcome`` that follows each of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from bot.quizzing.fields import Fields, read_fields
from bot.quizzing.findings import Finding
from bot.quizzing.item_file import item_from
from bot.quizzing.items import Item
from bot.quizzing.schema import Written, read

OUTCOME = 600


@dataclass(frozen=True, slots=True)
class Step:
    """One decision and its ``outcome``: what was done in the end, what came of it, what it brought up."""

    item: Item
    outcome: str


@dataclass(frozen=True, slots=True)
class Case:
    """A story in steps.  ``opening`` is what is known on the first day, ``lesson`` what it all comes to."""

    id: Annotated[str, Written(most=32, kebab=True)]
    title: str
    about: str
    opening: Annotated[str, Written(most=OUTCOME)]
    lesson: Annotated[str, Written(most=OUTCOME)]
    note: str
    steps: tuple[Step, ...]
    file: str = ""

    @property
    def items(self) -> tuple[Item, ...]:
        """The items of its steps, in order."""
        return tuple(step.item for step in self.steps)

    def known_at(self, number: int) -> str:
        """What is told before step ``number`` (from 0): the opening, later what came of the step before."""
        return self.steps[number - 1].outcome if number else self.opening


def read_cases(folder: Path, findings: list[Finding]) -> list[Case]:
    """Every good case under ``folder``; ``findings`` gains what is wrong with the others."""
    found = [_case(path, findings) for path in sorted(folder.glob("*.toml"))]
    return [one for one in found if one is not None]


def _case(path: Path, findings: list[Finding]) -> Case | None:
    before = len(findings)
    fields = read_fields(path, f"cases/{path.name}", findings, entry=path.stem)
    if fields is None:
        return None
    steps = [_step(raw, fields.file, number, findings) for number, raw in enumerate(fields.raw_tables("step"), 1)]
    case = read(Case, fields, steps=tuple(step for step in steps if step is not None), file=fields.file)
    steps_of_it = tuple(replace(step, item=replace(step.item, series=case.id)) for step in case.steps)
    return replace(case, steps=steps_of_it) if len(findings) == before else None


def _step(table: Mapping[str, Any], file: str, number: int, findings: list[Finding]) -> Step | None:
    rest = {name: value for name, value in table.items() if name != "outcome"}
    item = item_from(rest, file, number, findings)
    told = Fields(table, file=file, entry=str(table.get("id", f"step {number}")), findings=findings)
    outcome = told.text("outcome", limit=OUTCOME)
    return Step(item, outcome) if item and outcome else None
