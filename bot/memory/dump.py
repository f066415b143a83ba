"""Reads and writes whole keys as plain values, whatever their type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from bot.memory.scripts import Scripts

PART = 5000
KINDS = ("string", "hash", "list", "set", "zset")


@dataclass(frozen=True, slots=True)
class Entry:
    """One key.  A hash is a dict, a list and a set are lists, a sorted set is pairs; ``expires`` in ms, 0 for never."""

    key: str
    kind: str
    value: Any
    expires: int = 0


async def read(scripts: Scripts, keys: Sequence[str]) -> list[Entry]:
    """Those of the keys that exist, read in one atomic step; they must share a hash slot."""
    found = await scripts.run("read_keys", keys)
    return [
        Entry(key, kind, _shaped(kind, value), max(0, expires))
        for key, (kind, expires, value) in zip(keys, found, strict=True)
        if kind in KINDS
    ]


async def write(scripts: Scripts, entry: Entry) -> bool:
    """Create the key; ``False`` where it exists.  Large values are written in parts and renamed at the end."""
    flat = _flat(entry)
    wrote = False
    for start in range(0, max(1, len(flat)), PART * 2):
        part = flat[start : start + PART * 2]
        last = start + PART * 2 >= len(flat)
        wrote = bool(
            await scripts.run(
                "restore_key",
                [entry.key, f"{entry.key}:restoring"],
                entry.kind,
                start,
                int(last),
                entry.expires,
                *part,
            )
        )
    return wrote


def _shaped(kind: str, value: Any) -> Any:
    match kind:
        case "hash":
            return dict(_pairs(value))
        case "zset":
            return [[member, float(score)] for member, score in _pairs(value)]
        case "set":
            return sorted(value)
        case _:
            return value


def _pairs(flat: Sequence[str]) -> Iterable[tuple[str, str]]:
    return zip(flat[::2], flat[1::2], strict=True)


def _flat(entry: Entry) -> list[Any]:
    match entry.kind:
        case "hash":
            return list(chain.from_iterable(entry.value.items()))
        case "zset":
            return list(chain.from_iterable(entry.value))
        case "string":
            return [entry.value]
        case _:
            return list(entry.value)
