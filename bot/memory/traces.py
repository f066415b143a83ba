"""Where a person appears outside the keys that are theirs alone: one finder for each kind of key.

The rule that holds here: handing over, forgetting and restoring use the same finders, so what can be
seen of a person is what is removed, and what was removed is not written back.  A finder is a pure
function of a key and its value; ``known`` says whether an id belongs to the person.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal, TypeAlias
from urllib.parse import unquote

from bot.memory import keys

Known: TypeAlias = Callable[[str], bool]
Found: TypeAlias = list[str] | Literal["everything"]
"""The fields or members to remove; none, or the whole key."""


def traces(key: str, value: Any, known: Known) -> Found:
    """What of this key is the person's.  A hash comes as a dict, a sorted set as pairs, a set as a list."""
    finder = FINDERS.get(keys.name_of(key))
    return finder(key, value, known) if finder else []


def without(value: Any, found: Found) -> Any:
    """The value with that removed; ``None`` when nothing is left."""
    if found == "everything":
        return None
    if isinstance(value, dict):
        return {name: item for name, item in value.items() if name not in found}
    if isinstance(value, list):
        return [entry for entry in value if (entry[0] if isinstance(entry, list) else entry) not in found]
    return value


def _reporter(key: str, value: Mapping[str, str], known: Known) -> Found:
    return [name for name, report in value.items() if known(json.loads(report)["learner"])]


def _turns(key: str, value: Mapping[str, str], known: Known) -> Found:
    return [turn for turn, learner in value.items() if known(learner)]


def _ranked(key: str, value: list[list[Any]], known: Known) -> Found:
    return [learner for learner, _ in value if known(learner)]


def _names(key: str, value: Iterable[str], known: Known) -> Found:
    """Of a set its members, of a hash its fields."""
    return [learner for learner in value if known(learner)]


def _session(key: str, value: Mapping[str, str], known: Known) -> Found:
    """Their own session, and one that mentions them: a live quiz does not outlive its host."""
    return "everything" if any(map(known, _texts(json.loads(value["session"])))) else []


def _delivery(key: str, value: str, known: Known) -> Found:
    return "everything" if known(json.loads(value).get("learner") or "") else []


def _current(key: str, value: str, known: Known) -> Found:
    return "everything" if known(keys.last_part(key)) else []


def _thread(key: str, value: list[list[Any]], known: Known) -> Found:
    """A private chat as a whole; elsewhere what they said and what the tutor said to that."""
    _, channel, thread = map(unquote, keys.last_part(key).split("/"))
    if not channel and known(thread.partition(" ")[0]):
        return "everything"
    found: list[str] = []
    theirs = False
    for entry, _ in value:
        _, role, _ = json.loads(entry)
        theirs = known(role.partition(" ")[2]) or (theirs and role == "assistant")
        if theirs:
            found.append(entry)
    return found


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for name, item in value.items():
                yield name
                yield from _texts(item)
        case list():
            for item in value:
                yield from _texts(item)


FINDERS: Mapping[str, Callable[[str, Any, Known], Found]] = {
    "learners": _names,
    "members": _ranked,
    "board": _ranked,
    "seen": _ranked,
    "private": _names,
    "away": _ranked,
    "reports": _reporter,
    "choices": _names,
    "chosen": _turns,
    "leads": _turns,
    "session": _session,
    "current": _current,
    "delivery": _delivery,
    "thread": _thread,
}
