"""What is dear to make and comes out the same in every data folder: kept once more in the user's cache.

A copy is there whole or not at all, and where there is no place to write nothing is kept: whoever asks
then makes it again.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

KEPT = 4
"""How many of a kind stay; the longest unused goes first."""


def cached(kind: str, name: str) -> Path:
    """Where the cache has ``name``, if it has it."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "studyhall" / kind / name


def take(kind: str, name: str, target: Path) -> bool:
    """Put what the cache has at ``target``, unless something is there; says whether something is there now."""
    kept = cached(kind, name)
    if not target.exists() and kept.is_dir():
        with suppress(OSError):
            os.utime(kept)
        _copy(kept, target)
    return target.exists()


def keep(kind: str, name: str, source: Path) -> None:
    """Have ``source`` in the cache as ``name``; what nobody took for longest makes room."""
    kept = cached(kind, name)
    if not source.is_dir() or kept.exists():
        return
    _copy(source, kept)
    with suppress(OSError):
        # Copies that were broken off go the same way.
        for old in sorted(kept.parent.iterdir(), key=lambda folder: folder.stat().st_mtime)[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    """A whole copy or none; somebody who was quicker wins."""
    partial = target.with_name(f"{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, partial, copy_function=shutil.copyfile)
        os.utime(partial)
        partial.rename(target)
    except OSError:
        shutil.rmtree(partial, ignore_errors=True)
