"""CSV: one item a row, six groups of option columns, for people who write in spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.quizzing.courses import Course
from bot.quizzing.exchange.reading import Unreadable, day
from bot.quizzing.item_table import Table, as_table
from bot.quizzing.items import Item

PLAIN = ("id", "goal", "scenario", "ask", "kind", "deciding_constraint", "code", "language")
NUMBERS = ("version", "choose", "difficulty")
LISTS = ("objectives", "topics", "tracks")
FLIP = ("change", "right", "why")
VARIANT = ("scenario", "ask")
OPTION = ("id", "text", "right", "why", "trap")
SOURCE = ("note", "heading", "url", "title", "as_of")
MOST_OPTIONS = 6
YES = "yes"


def _columns() -> list[str]:
    """The header."""
    head = [*PLAIN, *NUMBERS, *LISTS, "ordered", "reviewed"]
    head += [f"flip {name}" for name in FLIP] + [f"variant {name}" for name in VARIANT]
    for number in range(1, MOST_OPTIONS + 1):
        head += [f"option {number} {name}" for name in (*OPTION, *SOURCE, "variant")]
    return head


def write(_: Course, items: Sequence[Item]) -> bytes:
    """All items under one header."""
    out = io.StringIO(newline="")
    sheet = csv.DictWriter(out, _columns(), lineterminator="\r\n")
    sheet.writeheader()
    sheet.writerows(dict(_row(as_table(item))) for item in items)
    return out.getvalue().encode()


def read(data: bytes) -> list[Table]:
    """A table for each row; empty cells are left out."""
    try:
        rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        if rows.fieldnames is None or "id" not in rows.fieldnames:
            raise Unreadable("the first row must name the columns; one of them is “id”")
        return [_table(row, f"row {number}") for number, row in enumerate(rows, 2)]
    except (csv.Error, UnicodeDecodeError) as broken:
        raise Unreadable(f"it is not CSV in UTF-8: {broken}") from None


def _row(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in (*PLAIN, *NUMBERS):
        yield name, str(table.get(name, ""))
    for name in LISTS:
        yield name, " ".join(table.get(name, ()))
    yield "ordered", YES if table.get("ordered") else ""
    yield "reviewed", table["reviewed"].isoformat()
    flip, variant = table.get("flip", {}), table.get("variant", {})
    yield from (
        (f"flip {name}", " ".join(flip.get(name, ())) if name == "right" else flip.get(name, "")) for name in FLIP
    )
    yield from ((f"variant {name}", variant.get(name, "")) for name in VARIANT)
    for number, option in enumerate(table["option"], 1):
        for name in OPTION:
            value = option.get(name, "")
            yield f"option {number} {name}", (YES if value else "no") if name == "right" else value
        for name in SOURCE:
            yield f"option {number} {name}", str(option["source"].get(name, ""))
        yield f"option {number} variant", variant.get("texts", {}).get(option["id"], "")


def _table(row: Mapping[str, str | None], where: str) -> Table:
    cell = {name: (value or "").strip() for name, value in row.items() if isinstance(name, str)}
    table: Table = {name: cell[name] for name in PLAIN if cell.get(name)}
    table |= {name: _number(cell[name], f"{where}, {name}") for name in NUMBERS if cell.get(name)}
    table |= {name: cell[name].split() for name in LISTS if cell.get(name)}
    if cell.get("ordered", "").lower() == YES:
        table["ordered"] = True
    if cell.get("reviewed"):
        table["reviewed"] = day(cell["reviewed"], where)
    numbers = [n for n in range(1, MOST_OPTIONS + 1) if cell.get(f"option {n} text")]
    table["option"] = [_option(cell, number, where) for number in numbers]
    if cell.get("flip change"):
        table["flip"] = {name: cell.get(f"flip {name}", "") for name in FLIP}
        table["flip"]["right"] = cell.get("flip right", "").split()
    if cell.get("variant scenario"):
        table["variant"] = {name: cell.get(f"variant {name}", "") for name in VARIANT}
        texts = {cell[f"option {n} id"]: text for n in numbers if (text := cell.get(f"option {n} variant"))}
        table["variant"] |= {"texts": texts} if texts else {}
    return table


def _option(cell: Mapping[str, str], number: int, where: str) -> Table:
    named = {name: cell.get(f"option {number} {name}", "") for name in (*OPTION, *SOURCE)}
    option: Table = {name: named[name] for name in OPTION if named[name] and name != "right"}
    option["right"] = named["right"].lower() in (YES, "true", "1", "x")
    option["source"] = {name: named[name] for name in SOURCE if named[name]}
    if "as_of" in option["source"]:
        option["source"]["as_of"] = day(named["as_of"], f"{where}, option {number}")
    return option


def _number(text: str, where: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Unreadable(f"{where}: {text!r} is no whole number") from None
