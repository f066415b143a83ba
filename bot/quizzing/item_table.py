"""An item as plain tables, and tables as TOML: the inverse of :mod:`bot.quizzing.item_file`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from bot.quizzing.items import Item
from bot.quizzing.schema import table_of

Table = dict[str, Any]
LONG = 72


def as_table(item: Item) -> Table:
    """The item as its file would hold it; what has its default is left out."""
    return {name: value for name, value in table_of(item).items() if name not in ("file", "series")}


def as_toml(tables: Iterable[Mapping[str, Any]]) -> str:
    """A file of items."""
    return "\n".join("\n".join(["[[item]]", *_entry(table, "item")]) + "\n" for table in tables)


def _entry(table: Mapping[str, Any], path: str) -> list[str]:
    table = {name: value for name, value in table.items() if value is not None}  # nothing is what a file leaves out
    lines = [f"{_key(name)} = {_value(value)}" for name, value in table.items() if not _nested(name, value)]
    for name, value in table.items():
        if not _nested(name, value):
            continue
        for inner in value if isinstance(value, list) else [value]:
            marks = ("[[", "]]") if isinstance(value, list) else ("[", "]")
            lines += [f"{marks[0]}{path}.{_key(name)}{marks[1]}", *_entry(inner, f"{path}.{_key(name)}")]
    return lines


def _nested(name: str, value: Any) -> bool:
    """Whether it stands under a heading of its own; a source is short enough for one line."""
    is_list_of_tables = isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)
    return is_list_of_tables or (isinstance(value, dict) and name != "source")


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name)


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case date():
            return value.isoformat()
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case dict():
            return f"{{ {', '.join(f'{_key(name)} = {_value(inner)}' for name, inner in value.items())} }}"
        case _:
            return _text(str(value))


def _text(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
    if "\n" not in text or len(text) < LONG:
        return quoted
    lines = quoted[1:-1].replace("\\n", "\n")
    return f'"""\n{lines}"""'
