"""Values to JSON and back: facts, verdicts, deliveries, turns, replies.

One rule for all of them, read off the dataclasses themselves: a field that has its default is left
out, an unknown field is ignored, a missing one takes its default.  So an older version reads what a
newer one wrote, and the other way round.  A union is told apart by the class name under ``"is"``.
"""

from __future__ import annotations

import json
import types
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


class Unfamiliar(ValueError):
    """A value of a kind that this version does not know; a newer one wrote it."""


def dumps(value: Any, *, tagged: bool = False) -> str:
    """A dataclass as compact JSON; ``tagged`` when it will be read back as one of a union."""
    return json.dumps(encode(value, tagged=tagged), ensure_ascii=False, separators=(",", ":"))


def loads(kind: type[T] | Any, text: str) -> T:
    """The inverse of :func:`dumps`; ``kind`` is a dataclass or a union of them."""
    return cast(T, _decode(kind, json.loads(text)))


def encode(value: Any, *, tagged: bool = False) -> Any:
    """Plain JSON for a value."""
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case bytes():
            return b64encode(value).decode()
        case frozenset():
            return sorted(encode(item) for item in value)
        case tuple() | list():
            return [encode(item) for item in value]
        case Mapping():
            return {key: encode(item) for key, item in value.items()}
        case _ if is_dataclass(value):
            named = {"is": type(value).__name__} if tagged else {}
            return named | {
                f.name: encode(item) for f in fields(value) if (item := getattr(value, f.name)) != _default(f)
            }
        case _:
            return value


def decode(kind: type[T], data: Any) -> T:
    """The dataclass ``kind`` that plain JSON stands for."""
    return cast(T, _decode(kind, data))


def _decode(kind: Any, data: Any) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if kind is Any or origin is Literal:
        return data
    if origin in (Union, types.UnionType):
        return None if data is None else _decode_union(inner, data)
    if origin is tuple:
        return _decode_tuple(inner, data)
    if origin is frozenset:
        return frozenset(_decode(inner[0], item) for item in data)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {key: _decode(inner[1], item) for key, item in data.items()}
    if is_dataclass(kind):
        known = _hints(cast(Any, kind))
        return cast(Any, kind)(**{k: _decode(known[k], v) for k, v in data.items() if k in known})
    if kind in (datetime, date, time):
        return kind.fromisoformat(data)
    if kind is bytes:
        return b64decode(data)
    return float(data) if kind is float else data


def _decode_union(choices: tuple[Any, ...], data: Any) -> Any:
    candidates = [choice for choice in choices if choice is not types.NoneType]
    if isinstance(data, dict) and "is" in data:
        candidates = [choice for choice in candidates if choice.__name__ == data["is"]]
    if not candidates:
        raise Unfamiliar(f"nothing here is called {data['is']!r}")
    return _decode(candidates[0], data)


def _decode_tuple(inner: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
    if inner[-1] is Ellipsis:
        return tuple(_decode(inner[0], item) for item in data)
    return tuple(_decode(kind, item) for kind, item in zip(inner, data, strict=True))


def _default(field: Field[Any]) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
