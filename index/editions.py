"""The shelf of one library: immutable editions and one pointer to the current one.

    <library>/CURRENT              the name of the current edition, replaced in one step
    <library>/editions/<name>/     an edition; its manifest is written last
    <library>/building-…/          what a build is writing; leftovers of a killed one are swept by the next

Readers never see half an edition, and a changed byte is refused with the way out. The last three editions are kept;
files already opened stay readable after their edition has left the shelf, so the old one dies with its last reader.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index import manifest as manifests
from index.edition import Edition, Entry, open_edition
from index.manifest import Damaged, Manifest

__all__ = ["Busy", "DamagedEdition", "Edition", "Entry", "NoEdition", "Shelf", "Standing"]

KEPT = 3
CURRENT, EDITIONS, BUILDING = "CURRENT", "editions", "building-"


class NoEdition(Exception):
    """Nothing has been built into this library yet; the message says how to."""


class DamagedEdition(Exception):
    """The current edition must not be used and there is no good one to fall back on; the message says the way out."""


class Busy(Exception):
    """Another build is writing into this library."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An edition as the shelf lists it; `trouble` says why it must not be used."""

    name: str
    current: bool
    manifest: Manifest | None
    trouble: str | None


class Shelf:
    def __init__(self, folder: Path, keys: Sequence[bytes] = ()) -> None:
        self.folder = folder
        self.keys = tuple(keys)
        self.trouble: str | None = None  # what is wrong with the current edition while an older one serves
        self._opened: Edition | None = None
        self._pointed = ""

    @property
    def library(self) -> str:
        return self.folder.name

    def current(self) -> Edition:
        """The edition in use; opened once, noticed when it changes, an older good one when it is damaged."""
        pointed = self._read_pointer()
        if self._opened is not None and pointed == self._pointed:
            return self._opened
        if not pointed:
            raise NoEdition(
                f"The library {self.library!r} has no documents yet. "
                f"Build it: studyhall index build FOLDER --library {self.library}"
            )
        try:
            self._opened, self.trouble = self._open(pointed), None
        except Damaged as problem:
            if self._read_pointer() != pointed:  # it was replaced and swept while it was being opened
                return self.current()
            self.trouble = f"The edition {pointed} of the library {self.library!r} is refused: {problem}."
            self._opened = self._opened or self._last_good(pointed)
            if self._opened is not None:
                logging.getLogger(__name__).warning(
                    "%s An older one answers instead; build it again: studyhall index build FOLDER --library %s",
                    self.trouble,
                    self.library,
                )
        if self._opened is None:
            raise DamagedEdition(
                f"{self.trouble} Build it again (studyhall index build FOLDER --library {self.library}), "
                f"or restore the folder {self.folder} from a backup."
            )
        self._pointed = pointed
        return self._opened

    def editions(self) -> list[Standing]:
        """Everything on the shelf, newest first, without reading more than the manifests."""
        return [self._standing(name, checked=False) for name in reversed(self._names())]

    def verify(self) -> list[Standing]:
        """Everything on the shelf, newest first, with every byte checked."""
        return [self._standing(name, checked=True) for name in reversed(self._names())]

    def publish(self, building: Path) -> Edition:
        """Put a finished build on the shelf and point at it: check, move, replace the pointer, sweep old editions."""
        manifest = manifests.read(building, self.keys)
        open_edition(building, self.keys)
        for file in (*building.rglob("*"), building):
            _flush(file)
        target = self.folder / EDITIONS / manifest.name
        target.parent.mkdir(parents=True, exist_ok=True)
        building.replace(target)
        _flush(target.parent)
        self._point_at(manifest.name)
        self._sweep(keep=manifest.name)
        return self.current()

    def rollback(self) -> Edition:
        """Point at the newest good edition older than the current one."""
        pointed = self._read_pointer()
        older = [name for name in self._names() if name < pointed]
        for name in reversed(older):
            try:
                self._open(name)
            except Damaged:
                continue
            self._point_at(name)
            return self.current()
        raise NoEdition(f"The library {self.library!r} has no older edition that could be used; the current one stays.")

    @contextmanager
    def workplace(self) -> Iterator[Path]:
        """An empty folder to build in, for one build at a time; swept when it was not published."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Busy(
                    f"The library {self.library!r} is being built by another process. Wait for it, then build again."
                ) from None
            for leftover in self.folder.glob(f"{BUILDING}*"):
                shutil.rmtree(leftover, ignore_errors=True)
            building = self.folder / f"{BUILDING}{os.getpid()}"
            building.mkdir()
            try:
                yield building
            finally:
                shutil.rmtree(building, ignore_errors=True)

    def _open(self, name: str) -> Edition:
        return open_edition(self.folder / EDITIONS / name, self.keys)

    def _last_good(self, refused: str) -> Edition | None:
        for name in reversed([name for name in self._names() if name != refused]):
            try:
                return self._open(name)
            except Damaged:
                continue
        return None

    def _standing(self, name: str, checked: bool) -> Standing:
        folder = self.folder / EDITIONS / name
        current = name == self._read_pointer()
        try:
            manifest = manifests.read(folder, self.keys)
        except Damaged as problem:
            return Standing(name, current, None, str(problem))
        try:
            if checked:
                open_edition(folder, self.keys)
        except Damaged as problem:
            return Standing(name, current, manifest, str(problem))
        return Standing(name, current, manifest, None)

    def _names(self) -> list[str]:
        try:
            return sorted(folder.name for folder in (self.folder / EDITIONS).iterdir() if folder.is_dir())
        except FileNotFoundError:
            return []

    def _read_pointer(self) -> str:
        try:
            return (self.folder / CURRENT).read_text("ascii").strip()
        except FileNotFoundError:
            return ""

    def _point_at(self, name: str) -> None:
        partial = self.folder / f"{CURRENT}.partial"
        with partial.open("w", encoding="ascii") as target:
            target.write(name + "\n")
            target.flush()
            os.fsync(target.fileno())
        partial.replace(self.folder / CURRENT)
        _flush(self.folder)

    def _sweep(self, keep: str) -> None:
        others = [name for name in self._names() if name != keep]
        for name in others[: max(0, len(others) - (KEPT - 1))]:
            shutil.rmtree(self.folder / EDITIONS / name, ignore_errors=True)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
