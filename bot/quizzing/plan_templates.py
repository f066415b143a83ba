"""Study plans to start from: themed blocks of hours, the same for everybody but for a track's own turns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from bot.quizzing.fields import read_fields
from bot.quizzing.findings import Finding
from bot.quizzing.schema import Written, read, read_all


@dataclass(frozen=True, slots=True)
class PlanBlock:
    """Some hours on one theme: read the notes, drill, then the check that says whether it sits."""

    id: str
    week: Annotated[int, Written(low=1, high=26)]
    title: str
    hours: Annotated[int, Written(low=1, high=20)]
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
    weeks: Annotated[int, Written(low=1, high=26)]
    hours: Annotated[int, Written(low=1, high=200)]
    blocks: tuple[PlanBlock, ...]
    default: bool = False
    variants: Mapping[str, tuple[PlanBlock, ...]] = field(default_factory=dict)
    file: str = ""

    def for_track(self, track: str | None) -> tuple[PlanBlock, ...]:
        """The blocks as somebody of this track takes them; the hours stay the same."""
        own = {block.id: block for block in self.variants.get(track or "", ())}
        return tuple(own.get(block.id, block) for block in self.blocks)


def read_plans(folder: Path, findings: list[Finding]) -> list[PlanTemplate]:
    """Every template under ``folder``."""
    found = [_plan(path, findings) for path in sorted(folder.glob("*.toml"))]
    return [one for one in found if one is not None]


def _plan(path: Path, findings: list[Finding]) -> PlanTemplate | None:
    fields = read_fields(path, f"plans/{path.name}", findings)
    if fields is None:
        return None
    variants = {}
    for variant in fields.tables("variant", "track"):
        variants[variant.text("track")] = read_all(PlanBlock, variant, "block")
        variant.done()
    return read(PlanTemplate, fields, variants=variants, file=fields.file)
