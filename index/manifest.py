"""The last file written into an edition: what it holds, made with what, and the checksum of every other file.

A folder without a manifest is not an edition, so a build that was killed leaves nothing that could be opened. Where the
owner gives keys, the manifest is sealed with the first and accepted under any of them.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.files import Files, names_below, opened

if TYPE_CHECKING:
    from index.documents.document import Kind

FILE = "manifest.json"
FORMAT = 1
RULES: dict[Kind, int] = {
    "csv": 5, "html": 5, "markdown": 5, "notebook": 5, "pdf": 5, "rst": 5, "text": 5, "word": 5
}  # fmt: skip
"""For each kind of file, the rules since which it has been extracted and split as it is now.

A change to a kind gives it one more than the highest of all, so that files of this kind, and no others, are made anew.
"""
NEWEST = max(RULES.values())


class Damaged(Exception):
    """An edition that must not be used; the message says what is wrong with it, without a full stop."""


@dataclass(frozen=True, slots=True)
class Manifest:
    name: str
    created: str  # ISO 8601, UTC
    embedder: str
    identity: str  # of the embedder's files
    dimension: int
    rules: int  # the newest when it was made
    documents: int
    passages: int
    sentences: int
    sources: tuple[str, ...]
    checksums: dict[str, str] = field(default_factory=dict)
    unreadable: tuple[tuple[str, str], ...] = ()
    thresholds: dict[str, float] = field(default_factory=dict)
    format: int = FORMAT


def write(folder: Path, manifest: Manifest, keys: Sequence[bytes] = ()) -> None:
    fields = asdict(manifest)
    if keys:
        fields["seal"] = _seal(fields, keys[0])
    partial = folder / f"{FILE}.partial"
    with partial.open("w", encoding="utf-8") as target:
        json.dump(fields, target, ensure_ascii=False, indent=1)
        target.flush()
        os.fsync(target.fileno())
    partial.replace(folder / FILE)


def read(folder: Path, keys: Sequence[bytes] = ()) -> Manifest:
    try:
        fields: dict[str, Any] = json.loads((folder / FILE).read_text("utf-8"))
        seal = fields.pop("seal", "")
        if keys and not any(hmac.compare_digest(seal, _seal(fields, key)) for key in keys):
            raise Damaged("its manifest is not sealed with our key")
        if fields.get("format") != FORMAT:
            raise Damaged(f"it has format {fields.get('format')}, and this version reads format {FORMAT}")
        fields["sources"] = tuple(fields["sources"])
        fields["unreadable"] = tuple((path, reason) for path, reason in fields["unreadable"])
        return Manifest(**fields)
    except FileNotFoundError:
        raise Damaged("it has no manifest, so it was never finished") from None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as problem:
        raise Damaged(f"its manifest cannot be read ({problem})") from problem


def checksums(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file but the manifest, by path."""
    names = (name for name in names_below(folder) if name != FILE)
    return {name: file.digest for name, file in opened(folder, names).items()}


def checked(folder: Path, manifest: Manifest) -> Files:
    """The files of an edition; `Damaged` when a byte of one is missing, added or changed."""
    try:
        files = opened(folder, manifest.checksums)
    except OSError as problem:
        raise Damaged(
            f"a file of it cannot be read ({problem.strerror}: {Path(str(problem.filename)).name})"
        ) from problem
    for name, file in files.items():
        if file.digest != manifest.checksums[name]:
            raise Damaged(f"{name} has changed since it was written")
    return {name: file.data for name, file in files.items()}


def _seal(fields: dict[str, Any], key: bytes) -> str:
    return hmac.new(key, json.dumps(fields, sort_keys=True, ensure_ascii=False).encode(), hashlib.sha256).hexdigest()
