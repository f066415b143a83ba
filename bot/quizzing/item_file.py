"""Items from TOML: one topic a file, every slip named with file, entry and field."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.quizzing.fields import Fields
from bot.quizzing.findings import Finding
from bot.quizzing.items import Item
from bot.quizzing.schema import read

OPTION_ID = re.compile(r"[a-z][a-z0-9]{0,7}")


def read_items(folder: Path, findings: list[Finding]) -> list[Item]:
    """All items under ``folder``, the good ones; ``findings`` gains what is wrong with the others."""
    found: list[Item] = []
    for path in sorted(folder.glob("*.toml")):
        found += parse_items(path.read_bytes(), path.name, findings)
    known: dict[tuple[str, int], Item] = {}
    for item in found:
        twin = known.setdefault((item.id, item.version), item)
        if twin is not item:
            says = f"version {item.version} of {item.id} also stands in {twin.file}"
            findings.append(Finding("error", item.file, item.id, "id", says))
    return list(known.values())


def parse_items(text: bytes, file: str, findings: list[Finding]) -> list[Item]:
    """The items of one file."""
    try:
        data = tomllib.loads(text.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        findings.append(Finding("error", file, "", "", f"it is not TOML: {broken}"))
        return []
    entries = data.get("item", [])
    if data.keys() - {"item"} or not isinstance(entries, list):
        findings.append(Finding("error", file, "", "", "only [[item]] entries belong here"))
    read = [item_from(table, file, number, findings) for number, table in enumerate(entries, 1)]
    return [item for item in read if item is not None]


def item_from(
    table: Mapping[str, Any], file: str, number: int, findings: list[Finding], *, series: str = ""
) -> Item | None:
    """One item, or ``None`` when something in it cannot stand."""
    before = len(findings)
    fields = Fields(table, file=file, entry=str(table.get("id", f"entry {number}")), findings=findings)
    item = read(Item, fields, file=file, series=series)
    _check_form(item, fields)
    return item if len(findings) == before else None


def _check_form(item: Item, fields: Fields) -> None:
    """What one field alone cannot show."""
    ids = [option.id for option in item.options]
    for option in item.options:
        where = f"option {option.id}"
        if option.id and not OPTION_ID.fullmatch(option.id):
            fields.slip(f"{where}.id", f"{option.id!r} is not a letter followed by up to seven letters or digits")
        if option.right == bool(option.trap):
            fields.slip(f"{where}.trap", "a wrong option names the trap it sets, a right one names none")
    if not 3 <= len(ids) <= 6:
        fields.slip("option", f"there are {len(ids)}; three to six can be shown")
    if len(set(ids)) != len(ids):
        fields.slip("option", "two options share an id")
    if len(item.key) != item.choose:
        fields.slip("choose", f"{item.choose} are to be chosen and {len(item.key)} are right")
    if item.flip:
        _known(item.flip.right, ids, "flip.right", fields)
    if item.variant:
        _known(tuple(item.variant.texts), ids, "variant.texts", fields)


def _known(named: Sequence[str], ids: Sequence[str], field: str, fields: Fields) -> None:
    for missing in [name for name in named if name not in ids]:
        fields.slip(field, f"there is no option {missing!r}")
