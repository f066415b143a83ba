"""A course: blueprints, products, tracks, traps, items, notes, cases, maps, a kit, plans: data in one folder.

``courses_in`` finds them (those that come with the program, then a team's own); ``read_course`` reads
one and says everything that is wrong with it; ``open_course`` insists that nothing is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from bot.quizzing.blueprints import Blueprint, blueprint_on
from bot.quizzing.cases import Case, read_cases
from bot.quizzing.findings import CourseBroken, Finding, errors
from bot.quizzing.item_file import read_items
from bot.quizzing.items import FLIPPED, Item
from bot.quizzing.kit import Kit, read_kit
from bot.quizzing.maps import Map, read_maps
from bot.quizzing.notes import Note, read_notes
from bot.quizzing.outline import Outline, read_outline
from bot.quizzing.plan_templates import PlanTemplate, read_plans
from bot.quizzing.products import Names, Product, names_for
from bot.quizzing.reviewed import held_back, read_lock
from bot.quizzing.tracks import Track, Trap

BUNDLED = Path(__file__).parent.parent / "courses"


@dataclass(frozen=True, eq=False)
class Course:
    """Everything a course says; each one read is itself alone, so that what follows from it can be kept.

    ``items`` are the newest versions, those of cases and the assessment among them; ``superseded`` are
    the older ones.
    """

    outline: Outline
    items: Mapping[str, Item]
    notes: Mapping[str, Note]
    folder: Path
    superseded: Mapping[tuple[str, int], Item] = field(default_factory=dict)
    held_back: Mapping[str, str] = field(default_factory=dict)
    cases: Mapping[str, Case] = field(default_factory=dict)
    maps: Mapping[str, Map] = field(default_factory=dict)
    kit: Kit = field(default_factory=Kit)
    plans: Mapping[str, PlanTemplate] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The folder's name and the course's."""
        return self.outline.id

    @property
    def blueprints(self) -> tuple[Blueprint, ...]:
        """Oldest first."""
        return self.outline.blueprints

    @property
    def newest(self) -> Blueprint:
        """The blueprint whose objectives items and notes name."""
        return self.blueprints[-1]

    @cached_property
    def served(self) -> tuple[Item, ...]:
        """The items any quiz may draw: none whose source changed or went, none of a case or the assessment."""
        return tuple(item for item in self.items.values() if item.id not in self.held_back and not item.series)

    @cached_property
    def set_apart(self) -> tuple[Item, ...]:
        """The items of cases and of the assessment, as far as they may be asked."""
        return tuple(item for item in self.items.values() if item.id not in self.held_back and item.series)

    @cached_property
    def traps_offered(self) -> Mapping[str, frozenset[str]]:
        """The trap kinds among each item's wrong options."""
        return {item.id: frozenset(o.trap for o in item.wrong if o.trap) for item in self.items.values()}

    @cached_property
    def _names(self) -> Mapping[str, Names]:
        ids = [blueprint.id for blueprint in self.blueprints]
        return {blueprint: names_for(self.outline.products, ids, blueprint) for blueprint in ids}

    def item(self, practice: str, version: int | None = None) -> Item | None:
        """The item behind a practice id (flips included), in the version that was shown."""
        known = self.items.get(practice.removesuffix(FLIPPED))
        if known is None or version is None or known.version == version:
            return known
        return self.superseded.get((known.id, version))

    def trap(self, trap_id: str) -> Trap:
        """The trap with this id; one that the course no longer has is called by its id."""
        known = (trap for trap in self.outline.traps if trap.id == trap_id)
        return next(known, Trap(trap_id, trap_id.replace("-", " "), ""))

    def track(self, track_id: str | None) -> Track | None:
        """The track with this id."""
        return next((track for track in self.outline.tracks if track.id == track_id), None)

    def blueprint_for(self, today: date, exam: date | None = None, chosen: str | None = None) -> Blueprint:
        """What a learner is measured by: their choice, else what is in force on their exam's day."""
        picked = next((blueprint for blueprint in self.blueprints if blueprint.id == chosen), None)
        return picked or blueprint_on(self.blueprints, exam or today)

    def names(self, blueprint: str) -> Names:
        """Product names under that blueprint."""
        return self._names[blueprint]

    @property
    def products(self) -> tuple[Product, ...]:
        """Everything that was ever renamed or has a nickname."""
        return self.outline.products


def courses_in(*folders: Path) -> dict[str, Path]:
    """Course folders by id; a later folder's course replaces an earlier one of the same name."""
    return {
        path.parent.name: path.parent for folder in (BUNDLED, *folders) for path in sorted(folder.glob("*/course.toml"))
    }


def read_course(folder: Path) -> tuple[Course | None, list[Finding]]:
    """A course and everything wrong with its form; ``None`` when its outline cannot be read at all."""
    findings: list[Finding] = []
    outline = read_outline(folder / "course.toml", findings)
    notes = read_notes(folder / "notes", findings)
    items = read_items(folder / "items", findings)
    cases = read_cases(folder / "cases", findings)
    kit = read_kit(folder / "kit", findings)
    maps, plans = read_maps(folder / "maps", findings), read_plans(folder / "plans", findings)
    if outline is None:
        return None, findings
    apart = [item for case in cases for item in case.items]
    apart += kit.assessment.items if kit.assessment else ()
    for known, more in ((items, apart), ((), cases), ((), maps), ((), plans)):
        _refuse_twins(known, more, findings)
    newest, superseded = _versions([*items, *apart])
    course = Course(
        outline,
        newest,
        notes,
        folder,
        superseded,
        held_back(newest.values(), notes, read_lock(folder)),
        {case.id: case for case in cases},
        {drawn.id: drawn for drawn in maps},
        kit,
        {plan.id: plan for plan in plans},
    )
    return course, findings


def open_course(folder: Path) -> Course:
    """A course fit to be served.  Raises :class:`CourseBroken` with every reason why it is not."""
    course, findings = read_course(folder)
    if course is None or errors(findings):
        raise CourseBroken(folder.name, errors(findings))
    return course


def _refuse_twins(
    known: Iterable[Item], more: Iterable[Item | Case | Map | PlanTemplate], findings: list[Finding]
) -> None:
    """Report each of ``more`` whose id something else has; the bank's own items may be there in several versions."""
    files = {item.id: item.file for item in known}
    for part in more:
        if other := files.get(part.id):
            findings.append(Finding("error", part.file, part.id, "id", f"{other} has it too"))
        files[part.id] = part.file


def _versions(items: Iterable[Item]) -> tuple[dict[str, Item], dict[tuple[str, int], Item]]:
    newest: dict[str, Item] = {}
    older: dict[tuple[str, int], Item] = {}
    for item in sorted(items, key=lambda item: item.version):
        if previous := newest.get(item.id):
            older[previous.id, previous.version] = previous
        newest[item.id] = item
    return newest, older
