"""A TOML file of a course, read whole or said to be broken."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from bot.quizzing.findings import Finding


def read_table(path: Path, file: str, findings: list[Finding]) -> dict[str, Any]:
    """The table of a TOML file; an empty one, with a finding, where it cannot be read."""
    try:
        return tomllib.loads(path.read_text())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as broken:
        findings.append(Finding("error", file, "", "", f"it cannot be read: {broken}"))
        return {}
