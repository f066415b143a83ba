"""What a build is pointed at: folders, files and URLs become a list of things to read, each with its own path.

A document's path is relative to the indexed folder, because that is what people see in a citation. Hidden files are
passed over; links to folders and links that lead out of the folder are not followed, and named. When two sources hold
the same path, the later one is named with its folder in front.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.documents.web import Web


class NoSource(Exception):
    """A source that does not exist or cannot be indexed; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Item:
    path: str
    file: Path | None = None
    root: Path | None = None
    url: str | None = None
    closed: str = ""  # why it is not even opened


def is_url(source: str) -> bool:
    return source.startswith(("https://", "http://"))


def items(sources: Sequence[str], web: Web) -> list[Item]:
    """Everything to read, in a stable order, every path once."""
    found: dict[str, Item] = {}
    for source in sources:
        for item in _items(source, web):
            path = item.path
            if path in found and item.root is not None:
                path = f"{item.root.name}/{item.path}"
            found.setdefault(path, replace(item, path=path))
    return [found[path] for path in sorted(found)]


def _items(source: str, web: Web) -> Iterator[Item]:
    if is_url(source):
        yield from (Item(page, url=page) for page in web.pages(source))
        return
    place = Path(source).expanduser()
    if place.is_dir():
        yield from _below(place.resolve())
    elif place.is_file():
        file = place.resolve()
        yield Item(file.name, file, file.parent)
    else:
        raise NoSource(f"{source} is neither a folder, a file nor a web address.")


def _below(root: Path) -> Iterator[Item]:
    """The files below a folder; whatever cannot be opened is an item too, so that it is named like such a file."""
    unopened: list[OSError] = []
    for folder, folders, files in os.walk(root, onerror=unopened.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        linked = [name for name in folders if Path(folder, name).is_symlink()]
        for name in sorted([*files, *linked]):
            file = Path(folder, name)
            if not name.startswith("."):
                yield Item(_named(file, root), file, root, closed=_why_closed(file, root))
    for problem in unopened:
        place = Path(problem.filename)
        yield Item(_named(place, root), place, root)


def _why_closed(file: Path, root: Path) -> str:
    """Why a file is not to be opened, if so; `realpath` because a link may lead to itself."""
    if file.is_symlink() and not Path(os.path.realpath(file)).is_relative_to(root):
        return "a link that leads out of the folder"
    if file.is_dir():
        return "a link to a folder, which is not followed"
    if file.exists() and not file.is_file():
        return "a pipe or a device, not a file"
    return ""


def _named(file: Path, root: Path) -> str:
    """Its path below the root; a name may be any bytes, a citation is text."""
    return os.fsencode(file.relative_to(root).as_posix()).decode("utf-8", "replace")
