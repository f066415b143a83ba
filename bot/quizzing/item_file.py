"""Items from TOML: one topic a file, every slip named with file, entry and field."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, cast

from bot.quizzing.fields import Fields
from bot.quizzing.findings import Finding
from bot.quizzing.items import Depth, Flip, Item, Option, SourceRef, Variant

ITEM_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
OPTION_ID = re.compile(r"[a-z][a-z0-9]{0,7}")
OPTION_TEXT, REASON, CONSTRAINT, ID_LENGTH = 200, 220, 120, 40


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


def item_from(table: dict[str, Any], file: str, number: int, findings: list[Finding]) -> Item | None:
    """One item, or ``None`` when something in it cannot stand."""
    before = len(findings)
    fields = Fields(table, file=file, entry=str(table.get("id", f"entry {number}")), findings=findings)
    item = Item(
        id=fields.text("id", limit=ID_LENGTH),
        version=fields.number("version", 1, 10_000, default=1),
        objectives=fields.texts("objectives"),
        topics=fields.texts("topics"),
        goal=fields.text("goal"),
        scenario=fields.text("scenario"),
        ask=fields.text("ask"),
        choose=fields.number("choose", 1, 3, default=1),
        options=tuple(_option(part) for part in fields.tables("option")),
        deciding_constraint=fields.text("deciding_constraint", limit=CONSTRAINT),
        difficulty=fields.number("difficulty", 1, 3),
        kind=cast(Depth, fields.one_of("kind", ("fundamental", "detail"))),
        reviewed=fields.day("reviewed") or date.min,
        tracks=fields.texts("tracks", default=()),
        ordered=fields.flag("ordered", default=False),
        code=fields.text("code", default=""),
        language=fields.text("language", default=""),
        flip=_flip(fields.table("flip")),
        variant=_variant(fields.table("variant")),
        file=file,
    )
    fields.done()
    _check_form(item, fields)
    return item if len(findings) == before else None


def _option(fields: Fields) -> Option:
    right = fields.flag("right")
    option = Option(
        id=fields.text("id"),
        text=fields.text("text", limit=OPTION_TEXT),
        right=right,
        why=fields.text("why", limit=REASON),
        source=_source(fields),
        trap=fields.text("trap", default="") or None,
    )
    if option.id and not OPTION_ID.fullmatch(option.id):
        fields.slip("id", f"{option.id!r} is not a letter followed by up to seven letters or digits")
    if not right and option.trap is None:
        fields.slip("trap", "a wrong option names the trap it sets")
    if right and option.trap is not None:
        fields.slip("trap", "a right option sets no trap")
    fields.done()
    return option


def _source(option: Fields) -> SourceRef:
    fields = option.table("source")
    if fields is None:
        option.slip("source", "it is missing: name the note and the heading that bear the reason out")
        return SourceRef("", "")
    source = SourceRef(
        note=fields.text("note").removesuffix(".md"),
        heading=fields.text("heading"),
        url=fields.text("url", default="") or None,
        title=fields.text("title", default="") or None,
        as_of=fields.day("as_of", optional=True),
    )
    fields.done()
    return source


def _flip(fields: Fields | None) -> Flip | None:
    if fields is None:
        return None
    flip = Flip(fields.text("change"), fields.texts("right"), fields.text("why", limit=REASON))
    fields.done()
    return flip


def _variant(fields: Fields | None) -> Variant | None:
    if fields is None:
        return None
    texts = fields.table("texts")
    variant = Variant(fields.text("scenario"), fields.text("ask"), texts.words() if texts else {})
    fields.done()
    return variant


def _check_form(item: Item, fields: Fields) -> None:
    """What one field alone cannot show."""
    ids = [option.id for option in item.options]
    if item.id and not ITEM_ID.fullmatch(item.id):
        fields.slip("id", f"{item.id!r} is not in kebab-case")
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
