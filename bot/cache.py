"""A cache in the user's home of folders that are slow to make and the same for every data folder.

A copy is written whole or not at all.  Where the cache cannot be written nothing is kept, and the caller
makes the folder again.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

KEPT = 4
"""How many folders of a kind are kept; the least recently used is removed first."""


def cached(kind: str, name: str) -> Path:
    """Where the cache keeps ``name``, whether or not it is there."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "studyhall" / kind / name


def take(kind: str, name: str, target: Path) -> bool:
    """Copy ``name`` from the cache to ``target``, unless that exists.  Returns whether ``target`` exists now."""
    kept = cached(kind, name)
    if not target.exists() and kept.is_dir():
        with suppress(OSError):
            os.utime(kept)
        _copy(kept, target)
    return target.exists()


def keep(kind: str, name: str, source: Path) -> None:
    """Copy ``source`` into the cache as ``name`` and remove the least recently used beyond :data:`KEPT`."""
    kept = cached(kind, name)
    if not source.is_dir() or kept.exists():
        return
    _copy(source, kept)
    with suppress(OSError):
        # Copies that were broken off go the same way.
        for old in sorted(kept.parent.iterdir(), key=lambda folder: folder.stat().st_mtime)[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    """Copy beside the target, then rename; another process that was first wins."""
    partial = target.with_name(f"{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, partial, copy_function=shutil.copyfile)
        os.utime(partial)
        partial.rename(target)
    except OSError:
        shutil.rmtree(partial, ignore_errors=True)
