"""The fields an author put above the text: YAML between `---` lines or TOML between `+++` lines.

The front matter stays in the extracted text, so that lines count as in the file; it is never part of a passage.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import yaml

DATE_FIELDS = (
    "as_of",
    "last_updated",
    "last_modified",
    "lastmod",
    "updated",
    "modified",
    "reviewed",
    "date",
    "published",
)
LONGEST = 100_000  # characters that are parsed: an author's fields are a few lines
LAST_UPDATED = re.compile(
    r"\b(?:last|page)\s+(?:updated|modified|reviewed)(?:\s+on)?\s*[:\-]?\s*\**\s*"
    r"(\d{4}-\d{2}-\d{2}|[A-Z][a-z]+ \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]+ \d{4})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    body: int = 1  # the first line after it
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return _words(self.fields.get("title"))

    @property
    def url(self) -> str | None:
        for name in ("url", "uri", "canonical_url", "canonical"):
            value = self.fields.get(name)
            if isinstance(value, str) and value.startswith(("https://", "http://")):
                return value
        return None

    @property
    def as_of(self) -> date | None:
        return next((day for name in DATE_FIELDS if (day := parse_day(self.fields.get(name)))), None)


def split_off(text: str) -> FrontMatter:
    """Read the front matter of `text`; one that is broken or unclosed is simply part of the text."""
    fence = text[:3]
    if fence not in ("---", "+++") or text[3:4] not in ("\n", " ", "\t"):
        return FrontMatter()
    lines = text.split("\n")
    closing = next((number for number, line in enumerate(lines[1:400], 1) if line.rstrip() == fence), None)
    if closing is None:
        return FrontMatter()
    source = "\n".join(lines[1:closing])
    if len(source) > LONGEST:
        return FrontMatter(closing + 2)
    try:
        fields = yaml.safe_load(source) if fence == "---" else tomllib.loads(source)
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError):
        fields = None
    if fields is None and fence == "---" and ":" not in source:
        return FrontMatter()
    return FrontMatter(closing + 2, fields if isinstance(fields, dict) else {})


def stated_day(text: str) -> date | None:
    """The day after "Last updated" near the top or the bottom of a page."""
    found = LAST_UPDATED.search(text[:3000]) or LAST_UPDATED.search(text[-1500:])
    return parse_day(found.group(1)) if found else None


def parse_day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    value = value.strip()
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        pass
    for pattern in ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y"):
        try:
            return datetime.strptime(value, pattern).date()
        except ValueError:
            continue
    return None


def _words(value: object) -> str:
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""
