"""Which version of a section each item was last checked against, and which items wait for a new look.

``sources.lock.json`` stands beside the items and is committed with them.  The rules that hold here: an
item is held back when a section it leaned on has changed or gone since it was last accepted; one that
was never accepted is served (it never resolved before), and ``course check`` says that it is missing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from bot.quizzing.items import Item
from bot.quizzing.notes import Note

LOCK = "sources.lock.json"

Digests = Mapping[str, str]


def _digests(item: Item, notes: Mapping[str, Note]) -> dict[str, str]:
    """``note#heading`` → digest for every section an item leans on that exists."""
    found: dict[str, str] = {}
    for option in item.options:
        note = notes.get(option.source.note)
        section = note.section(option.source.heading) if note else None
        if section is not None:
            found[f"{option.source.note}#{option.source.heading}"] = section.digest
    return dict(sorted(found.items()))


def read_lock(folder: Path) -> dict[str, Digests]:
    """What was accepted, by item and version; empty where nothing was yet."""
    path = folder / LOCK
    accepted: dict[str, Digests] = json.loads(path.read_text()) if path.exists() else {}
    return accepted


def _lock_name(item: Item) -> str:
    """An item's entry in the lock: a new version has to be accepted anew."""
    return f"{item.id}@{item.version}"


def held_back(items: Iterable[Item], notes: Mapping[str, Note], accepted: Mapping[str, Digests]) -> dict[str, str]:
    """Items that are not served, each with the reason in a sentence."""
    reasons: dict[str, str] = {}
    for item in items:
        now = _digests(item, notes)
        for place, digest in accepted.get(_lock_name(item), {}).items():
            if now.get(place) != digest:
                note, _, heading = place.partition("#")
                happened = "has changed" if place in now else "is gone"
                reasons[item.id] = f"“{heading}” in {note} {happened} since this item was last checked"
                break
    return reasons


def accept(folder: Path, items: Mapping[str, Item], notes: Mapping[str, Note], chosen: Collection[str] = ()) -> int:
    """Write the lock anew for the ``chosen`` items (none named: all), and forget what no longer exists."""
    accepted = read_lock(folder)
    renewed = [item for item in items.values() if item.id in chosen or not chosen]
    kept = {_lock_name(item): accepted[_lock_name(item)] for item in items.values() if _lock_name(item) in accepted}
    kept |= {_lock_name(item): _digests(item, notes) for item in renewed}
    lock = json.dumps(dict(sorted(kept.items())), indent=1, ensure_ascii=False)
    (folder / LOCK).write_text(lock + "\n")
    return len(renewed)
