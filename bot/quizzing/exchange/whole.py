"""JSON: everything an item holds, for scripts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.quizzing.courses import Course
from bot.quizzing.exchange.reading import Unreadable, day
from bot.quizzing.item_table import Table, as_table
from bot.quizzing.items import Item


def write(course: Course, items: Sequence[Item]) -> bytes:
    """One object: which course, under which licence, which items."""
    outline = course.outline
    whole = {
        "course": outline.id,
        "licence": outline.licence,
        "notice": outline.notice,
        "items": [as_table(item) for item in items],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, default=_plain).encode() + b"\n"


def read(data: bytes) -> list[Table]:
    """The items of such an object, or of a bare list."""
    try:
        whole = json.loads(data)
    except ValueError as broken:
        raise Unreadable(f"it is not JSON: {broken}") from None
    items = whole.get("items") if isinstance(whole, dict) else whole
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Unreadable("a list of items, or an object with one under “items”, is meant")
    return [table_from(item, f"item {number}") for number, item in enumerate(items, 1)]


def dumps(item: Item) -> str:
    """One item on one line."""
    return json.dumps(as_table(item), ensure_ascii=False, default=_plain, separators=(",", ":"))


def table_from(item: Table, where: str) -> Table:
    """An item from JSON, its dates as dates."""
    if isinstance(item.get("reviewed"), str):
        item["reviewed"] = day(item["reviewed"], where)
    options = item.get("option")
    for option in options if isinstance(options, list) else ():
        source = option.get("source") if isinstance(option, dict) else None
        if isinstance(source, dict) and isinstance(source.get("as_of"), str):
            source["as_of"] = day(source["as_of"], where)
    return item


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in an item")
