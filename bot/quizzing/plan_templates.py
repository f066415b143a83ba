"""Study plans to start from: themed blocks of hours, the same for everybody but for a track's own turns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.quizzing.fields import Fields
from bot.quizzing.findings import Finding
from bot.quizzing.toml_file import read_table


@dataclass(frozen=True, slots=True)
class PlanBlock:
    """Some hours on one theme: read the notes, drill, then the check that says whether it sits."""

    id: str
    week: int
    title: str
    hours: int
    objectives: tuple[str, ...]
    notes: tuple[str, ...]
    drill: str
    check: str


@dataclass(frozen=True, slots=True)
class PlanTemplate:
    """A plan.  ``variants`` hold, by track, the blocks that stand in for those with the same id."""

    id: str
    title: str
    about: str
    weeks: int
    hours: int
    blocks: tuple[PlanBlock, ...]
    default: bool = False
    variants: Mapping[str, tuple[PlanBlock, ...]] = field(default_factory=dict)
    file: str = ""

    def for_track(self, track: str | None) -> tuple[PlanBlock, ...]:
        """The blocks as somebody of this track takes them; the hours stay the same."""
        own = {block.id: block for block in self.variants.get(track or "", ())}
        return tuple(own.get(block.id, block) for block in self.blocks)


def read_plans(folder: Path, findings: list[Finding]) -> dict[str, PlanTemplate]:
    """Every template under ``folder`` by its id."""
    found: dict[str, PlanTemplate] = {}
    for path in sorted(folder.glob("*.toml")):
        plan = _plan(path, findings)
        found[plan.id] = plan
    return found


def _plan(path: Path, findings: list[Finding]) -> PlanTemplate:
    file = f"plans/{path.name}"
    fields = Fields(read_table(path, file, findings), file=file, entry="", findings=findings)
    variants = {}
    for variant in fields.tables("variant", "track"):
        variants[variant.text("track")] = tuple(map(_block, variant.tables("block")))
        variant.done()
    plan = PlanTemplate(
        id=fields.text("id"),
        title=fields.text("title"),
        about=fields.text("about"),
        weeks=fields.number("weeks", 1, 26),
        hours=fields.number("hours", 1, 200),
        blocks=tuple(map(_block, fields.tables("block"))),
        default=fields.flag("default", default=False),
        variants=variants,
        file=file,
    )
    fields.done()
    return plan


def _block(fields: Fields) -> PlanBlock:
    block = PlanBlock(
        id=fields.text("id"),
        week=fields.number("week", 1, 26),
        title=fields.text("title"),
        hours=fields.number("hours", 1, 20),
        objectives=fields.texts("objectives"),
        notes=fields.texts("notes"),
        drill=fields.text("drill"),
        check=fields.text("check"),
    )
    fields.done()
    return block
