"""Reads one table of a TOML file field by field, and notes every slip instead of stopping at the first.

A field that is missing, of the wrong kind, too long or unknown becomes a :class:`Finding` that names
file, entry and field; the reader then goes on with an empty value, and the caller drops the entry.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from bot.quizzing.findings import Finding


def read_fields(path: Path, file: str, findings: list[Finding], *, entry: str = "") -> Fields | None:
    """The table of a TOML file, to be read field by field; ``None``, with a finding, where it is no TOML."""
    try:
        table = tomllib.loads(path.read_text())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as broken:
        findings.append(Finding("error", file, "", "", f"it cannot be read: {broken}"))
        return None
    return Fields(table, file=file, entry=entry, findings=findings)


class Fields:
    """One table being read; :meth:`done` reports what nobody asked for."""

    def __init__(
        self, table: Mapping[str, Any], *, file: str, entry: str, findings: list[Finding], path: str = ""
    ) -> None:
        self.file = file
        self.entry = entry
        self._table = table
        self._findings = findings
        self._path = path
        self._asked: set[str] = set()

    def slip(self, name: str, says: str) -> None:
        """Note that this field cannot stand."""
        self._findings.append(Finding("error", self.file, self.entry, self._path + name, says))

    def text(self, name: str, *, limit: int = 0, default: str | None = None) -> str:
        """A non-empty string; with ``default`` it may be missing."""
        value = self._take(name, str, "text", default)
        if not isinstance(value, str):
            return default or ""
        value = value.strip()
        if not value and default is None:
            self.slip(name, "it is empty")
        if limit and len(value) > limit:
            self.slip(name, f"it has {len(value)} characters; {limit} is the most a reader is shown")
        return value

    def texts(self, name: str, *, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of strings."""
        value = self._take(name, list, 'a list such as ["a", "b"]', default)
        if not isinstance(value, list):
            return default or ()
        if not all(isinstance(part, str) and part.strip() for part in value):
            self.slip(name, "every part must be text")
        elif not value and default is None:
            self.slip(name, "it is empty")
        return tuple(str(part).strip() for part in value)

    def number(self, name: str, low: int, high: int, *, default: int | None = None) -> int:
        """A whole number within bounds."""
        value = self._take(name, int, "a whole number", default)
        if not isinstance(value, int) or isinstance(value, bool):
            return default if default is not None else low
        if not low <= value <= high:
            self.slip(name, f"{value} is outside {low} to {high}")
        return value

    def percentage(self, name: str) -> float:
        """A percentage."""
        value = self._take(name, (int, float), "a number", None)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 100:
            return float(value)
        if value is not None:
            self.slip(name, f"{value!r} is not a percentage")
        return 0.0

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        """True or false."""
        return bool(self._take(name, bool, "true or false", default))

    def day(self, name: str, *, optional: bool = False) -> date | None:
        """A date such as 2026-11-21."""
        if optional and name not in self._table:
            self._asked.add(name)
            return None
        value = self._take(name, date, "a date such as 2026-11-21", None)
        if isinstance(value, datetime):
            self.slip(name, "a date without a time is meant")
            return value.date()
        return value if isinstance(value, date) else None

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str:
        """One of a few words."""
        value = self.text(name)
        if value and value not in allowed:
            self.slip(name, f"{value!r} is none of {', '.join(allowed)}")
        return value

    def table(self, name: str) -> Fields | None:
        """A table inside this one, if there is one."""
        self._asked.add(name)
        value = self._table.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.slip(name, "a table is meant here")
            return None
        return self._inside(value, f"{name}.")

    def missing(self, name: str) -> Fields:
        """Note that a table is not there, and an empty one in its place, whose own gaps are noted nowhere."""
        self.slip(name, "it is missing")
        return Fields({}, file=self.file, entry=self.entry, findings=[])

    def tables(self, name: str, label: str = "id") -> list[Fields]:
        """A list of tables, each named after its ``label`` in the findings."""
        self._asked.add(name)
        value = self._table.get(name, [])
        if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
            self.slip(name, f"a list of tables is meant here: [[{name}]]")
            return []
        return [self._inside(part, f"{name} {part.get(label, number)}.") for number, part in enumerate(value, 1)]

    def raw_tables(self, name: str) -> list[dict[str, Any]]:
        """A list of tables as they stand, for a reader of their own."""
        self.tables(name)
        value = self._table.get(name, [])
        return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []

    def real(self, name: str, *, default: float) -> float:
        """A number, whole or not."""
        value = self._take(name, (int, float), "a number", default)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else default

    def words(self) -> dict[str, str]:
        """The whole table as text by name."""
        self._asked |= self._table.keys()
        for name, value in self._table.items():
            if not isinstance(value, str) or not value.strip():
                self.slip(name, "text is meant here")
        return {name: str(value).strip() for name, value in self._table.items()}

    def done(self) -> None:
        """Report the fields that mean nothing here, with the one that was probably meant."""
        for name in self._table.keys() - self._asked:
            near = get_close_matches(name, self._asked, n=1)
            self.slip(name, "no such field" + (f"; did you mean {near[0]}?" if near else ""))

    def _inside(self, table: Mapping[str, Any], path: str) -> Fields:
        return Fields(table, file=self.file, entry=self.entry, findings=self._findings, path=self._path + path)

    def _take(self, name: str, kind: type | tuple[type, ...], meant: str, default: object) -> object:
        self._asked.add(name)
        value = self._table.get(name, default)
        if value is None:
            self.slip(name, "it is missing")
        elif value is not default and (not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)):
            self.slip(name, f"{meant} is meant here, not {value!r}")
            return default
        return value
