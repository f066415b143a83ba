"""Reads tables of a course's files as dataclasses: the class is the schema, so every field is declared once.

A field is read by its type: text, number, date, one of a few words, a list of texts, a table (another
dataclass) or a list of tables, which a file names in the singular (``[[option]]`` for ``options``).  A field
with a default may be missing.  What a type cannot say stands beside it as :class:`Written`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

from bot.quizzing.fields import Fields

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
BREAK = re.compile(r"[ \t]*\n(?!\s*[-*>] )\s*")
GAP = re.compile(r"\n\s*\n")
T = TypeVar("T")
Reader = Callable[[Fields], Any]
"""Reads one field from its table."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a file may hold for a field, beyond the field's type.

    ``most`` is the longest text in characters, ``kebab`` means words in lower case joined by hyphens,
    ``low`` and ``high`` bound a whole number, ``percent`` marks a percentage.  ``flowing``: the lines of a
    paragraph are one, however the file breaks them.  ``default`` stands in for a missing field, and ``name``
    is what the file calls a list of tables, if not the singular.
    """

    most: int = 0
    kebab: bool = False
    low: int = 0
    high: int = 0
    percent: bool = False
    flowing: bool = False
    default: Any = None
    name: str = ""


def read(kind: type[T], table: Fields, **known: Any) -> T:
    """A ``kind`` from its table; ``known`` are the fields whose values come from elsewhere.

    Whatever cannot stand is noted as a finding of the table and read as an empty value.
    """
    read_fields = {name: field(table) for name, field in _readers(cast(Any, kind)).items() if name not in known}
    table.done()
    return kind(**read_fields, **known)


def read_all(kind: type[T], table: Fields, name: str) -> tuple[T, ...]:
    """The list of tables called ``name``; in findings each goes by its first field."""
    label = next(iter(_readers(cast(Any, kind))))
    return tuple(read(kind, part) for part in table.tables(name, label))


def flowing(text: str) -> str:
    """The lines of each paragraph as one; those of a list and of a quotation stay."""
    return "\n\n".join(BREAK.sub(" ", paragraph) for paragraph in GAP.split(text))


def table_of(value: Any) -> dict[str, Any]:
    """The table that a dataclass would be read from; what has its default is left out."""
    table: dict[str, Any] = {}
    for field in fields(value):
        held = getattr(value, field.name)
        default = field.default if field.default_factory is MISSING else field.default_factory()
        if held != default:
            tables = isinstance(held, tuple) and is_dataclass(next(iter(held), None))
            table[field.name.removesuffix("s") if tables else field.name] = _written(held)
    return table


def _written(held: Any) -> Any:
    if is_dataclass(held):
        return table_of(held)
    if isinstance(held, tuple):
        return [_written(one) for one in held]
    return dict(held) if isinstance(held, Mapping) else held


@cache
def _readers(kind: Any) -> dict[str, Reader]:
    """How each field of a dataclass is read from its table."""
    hints = get_type_hints(kind, include_extras=True)
    found: dict[str, Reader] = {}
    for field in fields(kind):
        annotated = get_origin(hints[field.name]) is Annotated
        hint, written = get_args(hints[field.name])[:2] if annotated else (hints[field.name], Written())
        default = written.default if field.default is MISSING else field.default
        found[field.name] = _reader(field.name, hint, written, default)
    return found


def _reader(name: str, hint: Any, written: Written, default: Any) -> Reader:
    kind, inner = get_origin(hint), get_args(hint)
    if kind is Literal:
        return lambda table: table.one_of(name, inner)
    if kind is tuple and is_dataclass(inner[0]):
        named = written.name or name.removesuffix("s")
        return lambda table: read_all(cast(Any, inner[0]), table, named)
    if kind is tuple:
        return lambda table: table.texts(name, default=default)
    if kind is UnionType:
        return _optional(name, inner[0])
    if kind is Mapping:
        return lambda table: inside.words() if (inside := table.table(name)) else {}
    if is_dataclass(hint):
        return lambda table: read(cast(Any, hint), table.table(name) or table.missing(name))
    return _plain(name, hint, written, default)


def _optional(name: str, hint: Any) -> Reader:
    if hint is date:
        return lambda table: table.day(name, optional=True)
    if is_dataclass(hint):
        return lambda table: read(cast(Any, hint), inside) if (inside := table.table(name)) else None
    return lambda table: table.text(name, default="") or None


def _plain(name: str, hint: Any, written: Written, default: Any) -> Reader:
    if hint is bool:
        return lambda table: table.flag(name, default=default)
    if hint is int:
        return lambda table: table.number(name, written.low, written.high, default=default)
    if hint is float:
        return lambda table: table.percentage(name) if written.percent else table.real(name, default=default)
    if hint is date:
        return lambda table: table.day(name) or date.min

    def text(table: Fields) -> str:
        found = table.text(name, limit=written.most, default=default)
        if written.kebab and found and not KEBAB.fullmatch(found):
            table.slip(name, f"{found!r} is not in kebab-case")
        return flowing(found) if written.flowing else found

    return text
