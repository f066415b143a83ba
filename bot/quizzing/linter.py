"""``course check``: everything wrong with a course, and what the bank looks like as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.quizzing.bank_rules import Embed, Patterns, check_bank, patterns
from bot.quizzing.blueprints import Blueprint
from bot.quizzing.courses import Course, read_course
from bot.quizzing.findings import Finding, Severity, errors
from bot.quizzing.item_rules import Looking, check_item
from bot.quizzing.note_rules import check_notes
from bot.quizzing.part_rules import check_parts

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "hint")
FAR_OFF = 0.5


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many items ask about one section, beside the share that the exam gives it."""

    number: str
    title: str
    weight: float
    items: int
    share: float
    by_objective: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What ``course check`` found."""

    course: str
    findings: tuple[Finding, ...]
    items: int = 0
    flips: int = 0
    variants: int = 0
    multiple: int = 0
    notes: int = 0
    cases: int = 0
    maps: int = 0
    rows: int = 0
    assessed: int = 0
    translations: int = 0
    checks: int = 0
    plans: int = 0
    coverage: tuple[Coverage, ...] = ()
    patterns: Patterns | None = None

    @property
    def clean(self) -> bool:
        """Whether nothing stops the course from being served."""
        return not errors(self.findings)

    def as_data(self) -> dict[str, Any]:
        """The report as data, for ``--json``."""
        return {"clean": self.clean, **asdict(self)}

    def lines(self) -> Iterator[str]:
        """The report as lines to read."""
        yield from map(str, self.findings)
        counts = Counter(finding.severity for finding in self.findings)
        if self.findings:
            yield ""
        yield (
            f"{self.course}: {self.items} items ({self.multiple} with several answers, {self.flips} flips, "
            f"{self.variants} in other words); "
            + ", ".join(f"{counts[severity]} {severity}s" for severity in SEVERITIES)
        )
        yield (
            f"  {self.notes} notes, {self.cases} cases, {self.maps} maps with {self.rows} patterns; for leads "
            f"{self.assessed} assessment items, {self.checks} checks, {self.translations} metrics; {self.plans} plans"
        )
        for row in self.coverage:
            parts = "  ".join(f"{objective}: {count}" for objective, count in row.by_objective)
            yield f"  {row.number} {row.title}: {row.items} = {row.share:.0f} % (exam {row.weight:.0f} %)  {parts}"
        if self.patterns and self.patterns.single:
            found = self.patterns
            spread = " ".join(f"{chr(97 + place)}:{count}" for place, count in found.positions.items())
            yield f"  right option stands at {spread} (by luck alone in {found.chance:.0%} of banks)"
            yield f"  right option is the longest in {found.longest}, the shortest in {found.shortest} of {found.single}"


def check(folder: Path, today: date, embed: Embed | None = None) -> Report:
    """Look at a whole course; with ``embed`` near-duplicates are found by meaning."""
    course, findings = read_course(folder)
    if course is None:
        return Report(folder.name, tuple(findings))
    looking = Looking(course, today)
    for item in course.items.values():
        findings += check_item(item, looking)
    findings += check_bank(course, embed)
    findings += check_notes(course, today)
    findings += check_parts(course)
    rows = tuple(_coverage(course, course.newest))
    findings += _gaps(course, rows)
    items = list(course.items.values())
    order = {severity: number for number, severity in enumerate(SEVERITIES)}
    return Report(
        course=course.id,
        findings=tuple(sorted(findings, key=lambda one: (order[one.severity], one.file, one.entry))),
        items=len(items),
        flips=sum(item.flip is not None for item in items),
        variants=sum(item.variant is not None for item in items),
        multiple=sum(item.choose > 1 for item in items),
        notes=len(course.notes),
        cases=len(course.cases),
        maps=len(course.maps),
        rows=sum(len(drawn.rows) for drawn in course.maps.values()),
        assessed=len(course.kit.assessment.items) if course.kit.assessment else 0,
        translations=len(course.kit.translations),
        checks=sum(len(phase.checks) for phase in course.kit.checklist),
        plans=len(course.plans),
        coverage=rows,
        patterns=patterns(items),
    )


def _coverage(course: Course, blueprint: Blueprint) -> Iterator[Coverage]:
    """Items by section of a blueprint, counted by their main objective."""
    main = Counter(item.objectives[0] for item in course.items.values())
    total = sum(main.values())
    for section in blueprint.sections:
        by_part = [(part.id, sum(main[one] for one in part.same_as or (part.id,))) for part in section.subsections]
        count = sum(number for _, number in by_part)
        share = 100 * count / total if total else 0.0
        yield Coverage(section.number, section.title, section.weight, count, share, tuple(by_part))


def _gaps(course: Course, rows: tuple[Coverage, ...]) -> Iterator[Finding]:
    for row in rows:
        for objective, count in row.by_objective:
            if count == 0:
                yield Finding("warning", "items", "", objective, "no item has it as its main objective", "coverage")
        if row.items and abs(row.share - row.weight) > FAR_OFF * row.weight:
            says = f"{row.share:.0f} % of the items, {row.weight:.0f} % of the exam"
            yield Finding("hint", "items", "", f"section {row.number}", says, "coverage")
