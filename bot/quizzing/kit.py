"""The manager's kit: a checklist by phase, an assessment, a team workshop, and metrics in plain words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from bot.quizzing.fields import Fields
from bot.quizzing.findings import Finding
from bot.quizzing.item_file import item_from
from bot.quizzing.items import Item
from bot.quizzing.toml_file import read_table

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
    minutes: int
    news: str
    task: str
    result: str


@dataclass(frozen=True, slots=True)
class Workshop:
    """A scenario for a team, with roles, timed rounds and questions to end on."""

    title: str
    about: str
    scenario: str
    least: int
    most: int
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
    example: float
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
        path.stem: Fields(read_table(path, f"kit/{path.name}", findings), file=f"kit/{path.name}", entry="", findings=findings)
        for path in sorted(folder.glob("*.toml"))
    }  # fmt: skip
    kit = Kit(
        checklist=_checklist(parts["checklist"]) if "checklist" in parts else (),
        assessment=_assessment(parts["assessment"], findings) if "assessment" in parts else None,
        workshop=_workshop(parts["workshop"]) if "workshop" in parts else None,
        translations=_translations(parts["metrics"]) if "metrics" in parts else (),
    )
    for fields in parts.values():
        fields.done()
    return kit


def _checklist(fields: Fields) -> tuple[Phase, ...]:
    phases = []
    for phase in fields.tables("phase"):
        checks = []
        for check in phase.tables("check", "ask"):
            checks.append(Check(*(check.text(name) for name in ("ask", "evidence", "note", "heading"))))
            check.done()
        phases.append(Phase(phase.text("id"), phase.text("title"), phase.text("gate"), tuple(checks)))
        phase.done()
    return tuple(phases)


def _assessment(fields: Fields, findings: list[Finding]) -> Assessment:
    areas = []
    for area in fields.tables("area"):
        areas.append(Area(area.text("id"), area.text("title"), area.texts("items")))
        area.done()
    read = [item_from(raw, fields.file, at, findings) for at, raw in enumerate(fields.raw_tables("item"), 1)]
    items = tuple(replace(item, series=ASSESSMENT) for item in read if item is not None)
    return Assessment(fields.text("title"), fields.text("about"), tuple(areas), items)


def _workshop(fields: Fields) -> Workshop:
    roles, rounds = [], []
    for role in fields.tables("role"):
        roles.append(Role(role.text("id"), role.text("title"), role.text("wants"), role.text("knows")))
        role.done()
    for part in fields.tables("round", "title"):
        words = {name: part.text(name) for name in ("title", "news", "task", "result")}
        rounds.append(Round(minutes=part.number("minutes", 1, 90), **words))
        part.done()
    return Workshop(
        title=fields.text("title"),
        about=fields.text("about"),
        scenario=fields.text("scenario"),
        least=fields.number("least", 2, 20),
        most=fields.number("most", 2, 20),
        roles=tuple(roles),
        rounds=tuple(rounds),
        debrief=fields.texts("debrief"),
        note=fields.text("note"),
        heading=fields.text("heading"),
    )


def _translations(fields: Fields) -> tuple[Translation, ...]:
    found = []
    for one in fields.tables("metric"):
        words = {name: one.text(name) for name in ("id", "metric", "says", "matters", "ask", "note", "heading")}
        found.append(Translation(example=one.real("example", default=0.0), also=one.texts("also", default=()), **words))
        one.done()
    return tuple(found)
