"""A course: dated blueprints, products, tracks, traps, items and notes, all of it data in one folder.

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
from bot.quizzing.findings import CourseBroken, Finding, errors
from bot.quizzing.item_file import read_items
from bot.quizzing.items import FLIPPED, Item
from bot.quizzing.notes import Note, read_notes
from bot.quizzing.outline import Outline, read_outline
from bot.quizzing.products import Names, Product, names_for
from bot.quizzing.reviewed import held_back, read_lock
from bot.quizzing.tracks import Grouping, Track, Trap

BUNDLED = Path(__file__).parent.parent / "courses"


@dataclass(frozen=True)
class Course:
    """Everything a course says.  ``items`` are the newest versions, ``superseded`` the older ones."""

    outline: Outline
    items: Mapping[str, Item]
    notes: Mapping[str, Note]
    folder: Path
    superseded: Mapping[tuple[str, int], Item] = field(default_factory=dict)
    held_back: Mapping[str, str] = field(default_factory=dict)

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
        """The items that may be asked: none whose source changed or went."""
        return tuple(item for item in self.items.values() if item.id not in self.held_back)

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

    def trap(self, trap_id: str) -> Trap | None:
        """The trap with this id."""
        return next((trap for trap in self.outline.traps if trap.id == trap_id), None)

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

    @property
    def groupings(self) -> tuple[Grouping, ...]:
        """Other ways to cut the same objectives."""
        return self.outline.groupings


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
    if outline is None:
        return None, findings
    newest, superseded = _versions(items)
    waiting = held_back(newest.values(), notes, read_lock(folder))
    return Course(outline, newest, notes, folder, superseded, waiting), findings


def open_course(folder: Path) -> Course:
    """A course fit to be served.  Raises :class:`CourseBroken` with every reason why it is not."""
    course, findings = read_course(folder)
    if course is None or errors(findings):
        raise CourseBroken(folder.name, errors(findings))
    return course


def _versions(items: Iterable[Item]) -> tuple[dict[str, Item], dict[tuple[str, int], Item]]:
    newest: dict[str, Item] = {}
    older: dict[tuple[str, int], Item] = {}
    for item in sorted(items, key=lambda item: item.version):
        if previous := newest.get(item.id):
            older[previous.id, previous.version] = previous
        newest[item.id] = item
    return newest, older
