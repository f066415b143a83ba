"""The manager's kit: a checklist by phase, an assessment, a team workshop, and metrics in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from bot.quizzing.fields import Fields, read_fields
from bot.quizzing.findings import Finding
from bot.quizzing.item_file import item_from
from bot.quizzing.items import Item
from bot.quizzing.schema import Written, read, read_all

ASSESSMENT = "assessment"


@dataclass(frozen=True, slots=True)
class Check:
    """A question to the team, the ``evidence`` that answers it, and where to read why."""

    ask: str
    evidence: str
    note: str
    heading: str


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of a project with what has to be true before the next one begins."""

    id: str
    title: str
    gate: str
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """Some items of the assessment that test one ability."""

    id: str
    title: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """Items over several areas; its result is a profile by area, never one mark."""

    title: str
    about: str
    areas: tuple[Area, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """A part somebody plays: everybody sees the title, only they see what they want and know."""

    id: str
    title: str
    wants: str
    knows: str


@dataclass(frozen=True, slots=True)
class Round:
    """A timed part of a workshop and what it has to bring forth."""

    title: str
    minutes: Annotated[int, Written(low=1, high=90)]
    news: str
    task: str
    result: str


@dataclass(frozen=True, slots=True)
class Workshop:
    """A scenario for a team, with roles, timed rounds and questions to end on."""

    title: str
    about: str
    scenario: str
    least: Annotated[int, Written(low=2, high=20)]
    most: Annotated[int, Written(low=2, high=20)]
    roles: tuple[Role, ...]
    rounds: tuple[Round, ...]
    debrief: tuple[str, ...]
    note: str
    heading: str

    @property
    def minutes(self) -> int:
        """All rounds together."""
        return sum(part.minutes for part in self.rounds)


@dataclass(frozen=True, slots=True)
class Translation:
    """A model metric in business words.

    ``says`` may hold ``{of100}`` and ``{rest100}``, filled from a value between 0 and 1, or ``{value}``;
    ``example`` is the value used when nobody gives one.
    """

    id: str
    metric: str
    says: str
    example: Annotated[float, Written(default=0.0)]
    matters: str
    ask: str
    note: str
    heading: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kit:
    """Everything for whoever leads the work."""

    checklist: tuple[Phase, ...] = ()
    assessment: Assessment | None = None
    workshop: Workshop | None = None
    translations: tuple[Translation, ...] = ()


def read_kit(folder: Path, findings: list[Finding]) -> Kit:
    """The kit under ``folder``; a part without a file is left out."""
    parts = {
        path.stem: fields
        for path in sorted(folder.glob("*.toml"))
        if (fields := read_fields(path, f"kit/{path.name}", findings)) is not None
    }
    kit = Kit(
        checklist=read_all(Phase, parts["checklist"], "phase") if "checklist" in parts else (),
        assessment=_assessment(parts["assessment"], findings) if "assessment" in parts else None,
        workshop=read(Workshop, parts["workshop"]) if "workshop" in parts else None,
        translations=read_all(Translation, parts["metrics"], "metric") if "metrics" in parts else (),
    )
    for fields in parts.values():
        fields.done()
    return kit


def _assessment(fields: Fields, findings: list[Finding]) -> Assessment:
    raw = enumerate(fields.raw_tables("item"), 1)
    found = [item_from(table, fields.file, number, findings, series=ASSESSMENT) for number, table in raw]
    return read(Assessment, fields, items=tuple(item for item in found if item is not None))
