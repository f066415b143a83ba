"""Maps: from the pattern of a problem to the service that fits it and the constraint that decides.

A map is a file, a row is one pattern.  Rows are drawn as mind maps and asked as rapid-fire cards, so
each names three rivals: services that tempt and that the constraint rules out.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from bot.quizzing.fields import Fields, read_fields
from bot.quizzing.findings import Finding
from bot.quizzing.schema import Written, read

RIVALS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One pattern.  Product names stand as ``{{product-id}}``; ``rivals`` are what else one might pick."""

    id: Annotated[str, Written(most=32, kebab=True)]
    pattern: Annotated[str, Written(most=110)]
    service: Annotated[str, Written(most=60)]
    constraint: Annotated[str, Written(most=90)]
    objective: str
    note: str
    heading: str
    rivals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Map:
    """The patterns of one topic."""

    id: Annotated[str, Written(most=24)]
    title: Annotated[str, Written(most=48)]
    about: str
    rows: tuple[Row, ...]
    file: str = ""


def read_maps(folder: Path, findings: list[Finding]) -> list[Map]:
    """Every map under ``folder``, with the rows that can stand."""
    found = [_map(path, findings) for path in sorted(folder.glob("*.toml"))]
    return [one for one in found if one is not None]


def _map(path: Path, findings: list[Finding]) -> Map | None:
    fields = read_fields(path, f"maps/{path.name}", findings)
    if fields is None:
        return None
    rows = [_row(part, findings) for part in fields.tables("row")]
    return read(Map, fields, rows=tuple(row for row in rows if row is not None), file=fields.file)


def _row(fields: Fields, findings: list[Finding]) -> Row | None:
    before = len(findings)
    row = read(Row, fields)
    if len({row.service, *row.rivals}) != RIVALS + 1 or len(row.rivals) != RIVALS:
        fields.slip("rivals", f"{RIVALS} services that differ from each other and from the right one are meant")
    return row if len(findings) == before else None
