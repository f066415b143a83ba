"""Cases: one story told in several items, each step with what came of the one before.

A case is a file of its own.  The rule that holds here: every step can also be read alone, because it
returns in reviews; what joins the steps is the ``outcome`` that follows each of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.quizzing.fields import Fields
from bot.quizzing.findings import Finding
from bot.quizzing.item_file import ITEM_ID, item_from
from bot.quizzing.items import Item
from bot.quizzing.toml_file import read_table

ID_LENGTH, OUTCOME = 32, 600


@dataclass(frozen=True, slots=True)
class Step:
    """One decision and its ``outcome``: what was done in the end, what came of it, what it brought up."""

    item: Item
    outcome: str


@dataclass(frozen=True, slots=True)
class Case:
    """A story in steps.  ``opening`` is what is known on the first day, ``lesson`` what it all comes to."""

    id: str
    title: str
    about: str
    opening: str
    lesson: str
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


def read_cases(folder: Path, findings: list[Finding]) -> dict[str, Case]:
    """Every case under ``folder`` by its id; ``findings`` gains what is wrong with the others."""
    found: dict[str, Case] = {}
    for path in sorted(folder.glob("*.toml")):
        case = _case(path, findings)
        if case is None:
            continue
        if case.id in found:
            findings.append(Finding("error", case.file, case.id, "id", f"{found[case.id].file} has it too"))
        found.setdefault(case.id, case)
    return found


def _case(path: Path, findings: list[Finding]) -> Case | None:
    before, file = len(findings), f"cases/{path.name}"
    table = read_table(path, file, findings)
    fields = Fields(table, file=file, entry=str(table.get("id", path.stem)), findings=findings)
    steps = [
        _step(raw, file, number, str(table.get("id", "")), findings)
        for number, raw in enumerate(fields.raw_tables("step"), 1)
    ]
    case = Case(
        id=fields.text("id", limit=ID_LENGTH),
        title=fields.text("title"),
        about=fields.text("about"),
        opening=fields.text("opening", limit=OUTCOME),
        lesson=fields.text("lesson", limit=OUTCOME),
        note=fields.text("note"),
        steps=tuple(step for step in steps if step is not None),
        file=file,
    )
    fields.done()
    if case.id and not ITEM_ID.fullmatch(case.id):
        fields.slip("id", f"{case.id!r} is not in kebab-case")
    return case if len(findings) == before else None


def _step(table: Mapping[str, Any], file: str, number: int, case: str, findings: list[Finding]) -> Step | None:
    rest = {name: value for name, value in table.items() if name != "outcome"}
    item = item_from(rest, file, number, findings)
    told = Fields(table, file=file, entry=str(table.get("id", f"step {number}")), findings=findings)
    outcome = told.text("outcome", limit=OUTCOME)
    return Step(replace(item, series=case), outcome) if item and outcome else None
