"""The notes beside a course's items: what their headings are, and whether a reason still stands there.

The rule that holds here: an item leans on a *section*, and a section is known by its digest.  When the
words under the heading change, the digest does, and whoever leaned on it has to look again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.quizzing.findings import Finding

# The parser in C reads the same language in a tenth of the time; a course is opened at every start.
_SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*#*\s*$")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z*`\"“])")


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading."""

    heading: str
    level: int
    line: int
    text: str

    @property
    def digest(self) -> str:
        """Twelve hex digits that change when the words do; spacing does not count."""
        return hashlib.sha256(" ".join(self.text.split()).encode()).hexdigest()[:12]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Its sentences and list entries, verbatim but for line breaks; tables and code are left aside."""
        return tuple(sentence for block in _blocks(self.text) for sentence in _SENTENCE_END.split(block))


@dataclass(frozen=True, slots=True)
class Note:
    """One study note.  ``front`` is what its author wrote above the text."""

    slug: str
    title: str
    sections: tuple[Section, ...]
    front: Mapping[str, Any] = field(default_factory=dict)
    opening: str = ""

    @property
    def as_of(self) -> date | None:
        """The date its facts were checked."""
        stated = self.front.get("as_of")
        return stated if isinstance(stated, date) else None

    def section(self, heading: str) -> Section | None:
        """The section under exactly this heading."""
        return next((section for section in self.sections if section.heading == heading), None)


def read_notes(folder: Path, findings: list[Finding]) -> dict[str, Note]:
    """Every note of a course by its slug."""
    return {path.stem: _parse_note(path.read_text(), path.stem, findings) for path in sorted(folder.glob("*.md"))}


def _parse_note(text: str, slug: str, findings: list[Finding]) -> Note:
    """One note; broken front matter is a finding, and the text is read all the same."""
    front, body, first = _split(text, slug, findings)
    opening, sections = _sections(body, first)
    title = front.get("title")
    return Note(slug, str(title) if title else slug.replace("-", " "), sections, front, opening)


def _split(text: str, slug: str, findings: list[Finding]) -> tuple[dict[str, Any], list[str], int]:
    lines = text.splitlines()
    if not lines or lines[0].strip() != "---" or "---" not in lines[1:]:
        findings.append(Finding("error", f"{slug}.md", "", "front matter", "it is missing"))
        return {}, lines, 1
    end = lines.index("---", 1)
    try:
        front = _SafeLoader("\n".join(lines[1:end])).get_single_data()
    except yaml.YAMLError as broken:
        findings.append(Finding("error", f"{slug}.md", "", "front matter", f"it is not YAML: {broken}"))
        front = {}
    return front if isinstance(front, dict) else {}, lines[end + 1 :], end + 2


def _sections(lines: Sequence[str], first: int) -> tuple[str, tuple[Section, ...]]:
    starts = list(_headings(lines))
    opening = "\n".join(lines[: starts[0][0]] if starts else lines).strip()
    ends = [at for at, _ in starts[1:]] + [len(lines)]
    return opening, tuple(
        Section(found[2], len(found[1]), first + at, "\n".join(lines[at + 1 : end]).strip())
        for (at, found), end in zip(starts, ends, strict=True)
    )


def _headings(lines: Sequence[str]) -> Iterator[tuple[int, re.Match[str]]]:
    fence = ""
    for at, line in enumerate(lines):
        if fenced := _FENCE.match(line):
            fence = "" if fence and fenced[1].startswith(fence) else fence or fenced[1]
        elif not fence and (found := _HEADING.match(line)):
            yield at, found


def _blocks(text: str) -> Iterator[str]:
    """Paragraphs and list entries, each on one line."""
    for block in re.split(r"\n\s*\n", text):
        if not re.match(r"\s*[|>#`~]", block):
            entries = re.split(r"^\s*(?:[-*+]|\d+[.)])\s+", block, flags=re.MULTILINE)
            yield from (" ".join(entry.split()) for entry in entries if entry.strip())
