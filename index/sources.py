"""What a build is pointed at: folders, files and URLs become a list of things to read, each with its own path.

A document's path is relative to the indexed folder, because that is what people see in a citation. Hidden files and
links that lead out of the folder are not followed. When two sources hold the same path, the later one is named with its
folder in front.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
            found.setdefault(path, Item(path, item.file, item.root, item.url))
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
    """The files below a folder; a folder that cannot be opened is an item too, so that it is named like such a file."""
    closed: list[OSError] = []
    for folder, folders, files in os.walk(root, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            file = Path(folder, name)
            if not name.startswith(".") and _is_inside(file, root) and file.is_file():
                yield Item(_named(file, root), file, root)
    for problem in closed:
        place = Path(problem.filename)
        yield Item(_named(place, root), place, root)


def _is_inside(file: Path, root: Path) -> bool:
    """Whether a file, wherever its links lead, is below the root; `realpath` because a link may lead to itself."""
    return not file.is_symlink() or Path(os.path.realpath(file)).is_relative_to(root)


def _named(file: Path, root: Path) -> str:
    """Its path below the root; a name may be any bytes, a citation is text."""
    return os.fsencode(file.relative_to(root).as_posix()).decode("utf-8", "replace")
