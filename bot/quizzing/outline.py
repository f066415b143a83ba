"""``course.toml``: the outline of a course, every slip named with its entry and field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from bot.quizzing.blueprints import Blueprint
from bot.quizzing.fields import Fields, read_fields
from bot.quizzing.findings import Finding
from bot.quizzing.products import Product
from bot.quizzing.schema import Written, read
from bot.quizzing.tracks import Grouping, Track, Trap


@dataclass(frozen=True, slots=True)
class Outline:
    """What ``course.toml`` says, blueprints oldest first."""

    id: str
    title: str
    licence: str
    notice: Annotated[str, Written(default="")]
    blueprints: tuple[Blueprint, ...]
    groupings: tuple[Grouping, ...]
    products: tuple[Product, ...]
    tracks: tuple[Track, ...]
    traps: tuple[Trap, ...]


def read_outline(path: Path, findings: list[Finding]) -> Outline | None:
    """The outline, or ``None`` when there is none worth going on with."""
    fields = read_fields(path, path.name, findings)
    if fields is None:
        return None
    outline = read(Outline, fields)
    outline = replace(outline, blueprints=tuple(sorted(outline.blueprints, key=lambda one: one.in_force)))
    if outline.id != path.parent.name:
        fields.slip("id", f"the folder is named {path.parent.name!r}, the course {outline.id!r}")
    if not outline.blueprints:
        fields.slip("blueprint", "there is none, so nothing can be weighed")
        return None
    _check_references(outline, fields)
    return outline


def _check_references(outline: Outline, fields: Fields) -> None:
    """Every objective, blueprint and id that is named exists, and nothing is named twice."""
    newest = {part.id for part in outline.blueprints[-1].objectives}
    named: list[tuple[str, str, Sequence[str]]] = [
        *((f"track {track.id}", "emphasise", track.emphasise) for track in outline.tracks),
        *((f"track {track.id}", "skip", track.skip) for track in outline.tracks),
        *((f"grouping {one.id}", part.title, part.objectives) for one in outline.groupings for part in one.parts),
        *((f"blueprint {one.id}", part.id, part.same_as) for one in outline.blueprints for part in one.objectives),
    ]
    for entry, field, objectives in named:
        for unknown in sorted(set(objectives) - newest):
            fields.slip(f"{entry}.{field}", f"{unknown!r} is no objective of {outline.blueprints[-1].id}")
    blueprints = {blueprint.id for blueprint in outline.blueprints}
    for product in outline.products:
        if not product.names:
            fields.slip(f"product {product.id}.names", "a product has at least one name")
        for naming in product.names:
            if naming.blueprint not in blueprints:
                fields.slip(f"product {product.id}.names", f"{naming.blueprint!r} is no blueprint")
    for what, entries in (("product", outline.products), ("track", outline.tracks), ("trap", outline.traps)):
        ids = [entry.id for entry in entries]
        for twice in sorted({entry for entry in ids if ids.count(entry) > 1}):
            fields.slip(what, f"{twice!r} stands there twice")
