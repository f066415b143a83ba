"""The files of an edition, each opened once: what was checked is what is read, whatever comes to stand at its path.

The checksum and the mapping are taken from one descriptor, so a file that is replaced, cut short or taken away between
the check and the first question changes nothing for whoever has opened it.
"""

from __future__ import annotations

import hashlib
import mmap
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

Data = mmap.mmap | bytes
Files = Mapping[str, Data]


@dataclass(frozen=True, slots=True)
class Opened:
    digest: str  # the SHA-256 of `data`
    data: Data


def opened(folder: Path, names: Iterable[str]) -> dict[str, Opened]:
    """The named files below `folder`; OSError, with the file's name, for one that cannot be read."""
    listed = list(names)
    with ThreadPoolExecutor(2) as threads:
        return dict(zip(listed, threads.map(lambda name: _opened(folder / name), listed), strict=True))


def names_below(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())


def unchecked(folder: Path) -> Files:
    """Every file below `folder`, taken as it is."""
    return {name: file.data for name, file in opened(folder, names_below(folder)).items()}


def within(files: Files, folder: str) -> dict[str, Data]:
    """The files of a folder, by their names in it."""
    return {name.removeprefix(f"{folder}/"): data for name, data in files.items() if name.startswith(f"{folder}/")}


def _opened(file: Path) -> Opened:
    with file.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
        try:
            return Opened(digest, mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ))
        except ValueError:  # an empty file cannot be mapped
            return Opened(digest, b"")
