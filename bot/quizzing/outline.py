"""``course.toml``: the outline of a course, every slip named with its entry and field."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.quizzing.blueprints import Blueprint, Section, Subsection
from bot.quizzing.fields import Fields
from bot.quizzing.findings import Finding
from bot.quizzing.products import Naming, Product
from bot.quizzing.tracks import Grouping, Part, Track, Trap


@dataclass(frozen=True, slots=True)
class Outline:
    """What ``course.toml`` says, blueprints oldest first."""

    id: str
    title: str
    licence: str
    notice: str
    blueprints: tuple[Blueprint, ...]
    groupings: tuple[Grouping, ...]
    products: tuple[Product, ...]
    tracks: tuple[Track, ...]
    traps: tuple[Trap, ...]


def read_outline(path: Path, findings: list[Finding]) -> Outline | None:
    """The outline, or ``None`` when there is none worth going on with."""
    try:
        table = tomllib.loads(path.read_text())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as broken:
        findings.append(Finding("error", path.name, "", "", f"it cannot be read: {broken}"))
        return None
    fields = Fields(table, file=path.name, entry="", findings=findings)
    outline = Outline(
        id=fields.text("id"),
        title=fields.text("title"),
        licence=fields.text("licence"),
        notice=fields.text("notice", default=""),
        blueprints=tuple(sorted(map(_blueprint, fields.tables("blueprint")), key=lambda one: one.in_force)),
        groupings=tuple(map(_grouping, fields.tables("grouping"))),
        products=tuple(map(_product, fields.tables("product"))),
        tracks=tuple(map(_track, fields.tables("track"))),
        traps=tuple(map(_trap, fields.tables("trap"))),
    )
    fields.done()
    if outline.id != path.parent.name:
        fields.slip("id", f"the folder is named {path.parent.name!r}, the course {outline.id!r}")
    if not outline.blueprints:
        fields.slip("blueprint", "there is none, so nothing can be weighed")
        return None
    _check_references(outline, fields)
    return outline


def _blueprint(fields: Fields) -> Blueprint:
    blueprint = Blueprint(
        id=fields.text("id"),
        title=fields.text("title"),
        in_force=fields.day("in_force") or date.min,
        sources=fields.texts("sources", default=()),
        sections=tuple(map(_section, fields.tables("section", "number"))),
    )
    fields.done()
    return blueprint


def _section(fields: Fields) -> Section:
    section = Section(
        number=fields.text("number"),
        title=fields.text("title"),
        weight=fields.share("weight"),
        subsections=tuple(map(_subsection, fields.tables("subsection"))),
    )
    fields.done()
    return section


def _subsection(fields: Fields) -> Subsection:
    subsection = Subsection(
        id=fields.text("id"),
        title=fields.text("title"),
        same_as=fields.texts("same_as", default=()),
        key_facts=fields.texts("key_facts", default=()),
        notes=fields.texts("notes", default=()),
    )
    fields.done()
    return subsection


def _grouping(fields: Fields) -> Grouping:
    parts = []
    for part in fields.tables("part", "title"):
        parts.append(Part(part.text("title"), part.texts("objectives")))
        part.done()
    grouping = Grouping(fields.text("id"), fields.text("title", default=""), tuple(parts))
    fields.done()
    return grouping


def _product(fields: Fields) -> Product:
    names = []
    for naming in fields.tables("names", "name"):
        names.append(Naming(naming.text("name"), naming.text("blueprint")))
        naming.done()
    product = Product(
        id=fields.text("id"),
        names=tuple(names),
        also=fields.texts("also", default=()),
        about=fields.text("about", default=""),
    )
    if not names:
        fields.slip("names", "a product has at least one name")
    fields.done()
    return product


def _track(fields: Fields) -> Track:
    track = Track(
        id=fields.text("id"),
        title=fields.text("title"),
        about=fields.text("about", default=""),
        emphasise=fields.texts("emphasise", default=()),
        skip=fields.texts("skip", default=()),
    )
    fields.done()
    return track


def _trap(fields: Fields) -> Trap:
    trap = Trap(fields.text("id"), fields.text("title"), fields.text("about", default=""))
    fields.done()
    return trap


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
        for naming in product.names:
            if naming.blueprint not in blueprints:
                fields.slip(f"product {product.id}.names", f"{naming.blueprint!r} is no blueprint")
    for what, entries in (("product", outline.products), ("track", outline.tracks), ("trap", outline.traps)):
        ids = [entry.id for entry in entries]
        for twice in sorted({entry for entry in ids if ids.count(entry) > 1}):
            fields.slip(what, f"{twice!r} stands there twice")
