"""What is wrong with a course, said so that its author can mend it: file, entry, field, sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.ports import CannotStart

Severity = Literal["error", "warning", "hint"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark.  ``error``: it must not be served so; ``warning``: mend it; ``hint``: look again."""

    severity: Severity
    file: str
    entry: str
    field: str
    says: str
    rule: str = "form"

    def __str__(self) -> str:
        where = " · ".join(part for part in (self.file, self.entry, self.field) if part)
        return f"{self.severity}: {where}: {self.says}"


class CourseBroken(CannotStart):
    """A course cannot be served; ``findings`` name every file, entry and field that is at fault."""

    def __init__(self, course: str, findings: Sequence[Finding]) -> None:
        shown = "\n".join(f"  {finding}" for finding in findings[:20])
        more = f"\n  … and {len(findings) - 20} more" if len(findings) > 20 else ""
        super().__init__(f"the course {course} cannot be used:\n{shown}{more}")
        self.findings = tuple(findings)


def errors(findings: Sequence[Finding]) -> list[Finding]:
    """The ones that stop a course from being served."""
    return [finding for finding in findings if finding.severity == "error"]
