"""Maps: from the pattern of a problem to the service that fits it and the constraint that decides.

A map is a file, a row is one pattern.  Rows are drawn as mind maps and asked as rapid-fire cards, so
each names three rivals: services that tempt and that the constraint rules out.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.quizzing.fields import Fields
from bot.quizzing.findings import Finding
from bot.quizzing.item_file import ITEM_ID
from bot.quizzing.toml_file import read_table

MAP_ID, ROW_ID, PATTERN, SERVICE, CONSTRAINT, RIVALS = 24, 32, 110, 60, 90, 3


@dataclass(frozen=True, slots=True)
class Row:
    """One pattern.  Product names stand as ``{{product-id}}``; ``rivals`` are what else one might pick."""

    id: str
    pattern: str
    service: str
    constraint: str
    objective: str
    note: str
    heading: str
    rivals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Map:
    """The patterns of one topic."""

    id: str
    title: str
    about: str
    rows: tuple[Row, ...]
    file: str = ""


def read_maps(folder: Path, findings: list[Finding]) -> dict[str, Map]:
    """Every map under ``folder`` by its id, with the rows that can stand."""
    found: dict[str, Map] = {}
    for path in sorted(folder.glob("*.toml")):
        read = _map(path, findings)
        if read.id in found:
            findings.append(Finding("error", read.file, read.id, "id", f"{found[read.id].file} has it too"))
        found.setdefault(read.id, read)
    return found


def _map(path: Path, findings: list[Finding]) -> Map:
    file = f"maps/{path.name}"
    fields = Fields(read_table(path, file, findings), file=file, entry="", findings=findings)
    rows = [_row(part, findings) for part in fields.tables("row")]
    drawn = Map(
        id=fields.text("id", limit=MAP_ID),
        title=fields.text("title", limit=48),
        about=fields.text("about"),
        rows=tuple(row for row in rows if row is not None),
        file=file,
    )
    fields.done()
    return drawn


def _row(fields: Fields, findings: list[Finding]) -> Row | None:
    before = len(findings)
    row = Row(
        id=fields.text("id", limit=ROW_ID),
        pattern=fields.text("pattern", limit=PATTERN),
        service=fields.text("service", limit=SERVICE),
        constraint=fields.text("constraint", limit=CONSTRAINT),
        objective=fields.text("objective"),
        note=fields.text("note"),
        heading=fields.text("heading"),
        rivals=fields.texts("rivals"),
    )
    fields.done()
    if row.id and not ITEM_ID.fullmatch(row.id):
        fields.slip("id", f"{row.id!r} is not in kebab-case")
    if len({row.service, *row.rivals}) != RIVALS + 1 or len(row.rivals) != RIVALS:
        fields.slip("rivals", f"{RIVALS} services that differ from each other and from the right one are meant")
    return row if len(findings) == before else None
