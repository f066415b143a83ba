"""``studyhall course check`` on a bank in which every kind of fault was planted."""

from __future__ import annotations

import json
from pathlib import Path

from rigs.command_line import StudyhallCommand
from rigs.planted_faults import FAULTS, a_bad_bank
from rigs.toy_course import write_course


def test_every_planted_fault_is_found(tmp_path: Path) -> None:
    """All of them in one run, each with its file, entry and field; the exit code says that it is not clean."""
    folder = write_course(tmp_path)
    names = [f"tree{number:02}" for number in range(len(FAULTS))]
    (folder / "items" / "planted.toml").write_text(a_bad_bank(names))
    command = StudyhallCommand(tmp_path / "data")
    command.run("course", "check", str(folder), "--no-by-meaning", code=1)
    report = json.loads(command.run("course", "check", str(folder), "--no-by-meaning", "--json", code=None))
    assert not report["clean"]
    found = {(one["entry"], one["rule"], one["field"]) for one in report["findings"] if one["file"] == "planted.toml"}
    planted = {(f"the-{name}-case", rule, field) for name, (rule, _, field, _) in zip(names, FAULTS, strict=True)}
    assert len(planted) >= 15
    assert planted - found == set()
