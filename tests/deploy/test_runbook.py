"""The runbook, followed: its commands as a new operator types them, and what they leave behind."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import typer
from rigs.command_line import StudyhallCommand
from rigs.toy_course import write_course

from bot.cli import app
from bot.memory.server import EmbeddedServer

RUNBOOK = (Path(__file__).parents[2] / "deploy" / "RUNBOOK.md").read_text("utf-8")
EVENING = "@ana: /quiz\n@ana answer A\n@ben: /quiz\n@ben answer B\nclock +26h\n@ana: /quiz\n@ana answer C\n"
CLOCK = ("--clock", "2026-11-18T18:00+00:00", "--seed", "7")


@pytest.fixture(scope="module")
def studied(tmp_path_factory: pytest.TempPathFactory) -> StudyhallCommand:
    """A study hall in which two people have answered on two days."""
    command = StudyhallCommand(tmp_path_factory.mktemp("studied"), course="toy")
    (command.data / "courses").mkdir()
    write_course(command.data / "courses")
    command.story(EVENING, *CLOCK)
    return command


def numbers(command: StudyhallCommand) -> list[Any]:
    """What people would lose first."""
    shown = [command.json("board", "--period", "all"), command.json("streak", "ana"), command.json("streak", "ben")]
    assert command.json("audit")["drift"] == []
    return shown


def elsewhere(command: StudyhallCommand, folder: Path) -> StudyhallCommand:
    """The same documents and course on another machine, nothing in its Redis."""
    shutil.copytree(command.data, folder, ignore=shutil.ignore_patterns("redis"))
    return StudyhallCommand(folder, command.course)


def test_every_command_it_names_exists() -> None:
    known: Any = typer.main.get_command(app)
    named = re.findall(r"studyhall ([a-z]+)(?: ([a-z]+))?", RUNBOOK)
    assert len(named) > 10
    for first, second in named:
        assert first in known.commands
        assert second in getattr(known.commands[first], "commands", {second})


@pytest.mark.long
def test_a_backup_restores_to_the_same_numbers(studied: StudyhallCommand, tmp_path: Path) -> None:
    """backup → another machine → restore, twice: board, streaks and audit agree."""
    before = numbers(studied)
    file = tmp_path / "facts.jsonl"
    studied.run("backup", str(file))
    other = elsewhere(studied, tmp_path / "other")
    other.run("restore", str(file))
    other.run("restore", str(file))
    assert numbers(other) == before


@pytest.mark.long
def test_the_embedded_folder_copied_while_it_runs_opens(studied: StudyhallCommand, tmp_path: Path) -> None:
    """A plain copy of STUDYHALL_DATA/redis, taken while a server works in it, holds everything acknowledged."""
    before = numbers(studied)
    live = EmbeddedServer(studied.data)
    live.start()
    try:
        other = elsewhere(studied, tmp_path / "other")
        shutil.copytree(studied.data / "redis", other.data / "redis", ignore=shutil.ignore_patterns("*.sock"))
    finally:
        live.leave()
    assert numbers(other) == before


@pytest.mark.long
def test_a_bad_index_is_gone_back_from(tmp_path: Path) -> None:
    """list, rollback, verify: the documents of before are answered from at once."""
    guides = tmp_path / "guides"
    guides.mkdir()
    guide = guides / "guide.md"
    command = StudyhallCommand(tmp_path / "data")
    for hours in ("24", "48"):
        guide.write_text(f"# Monitoring\n\nThe monitoring job runs every {hours} hours.\n", encoding="utf-8")
        command.run("index", "build", str(guides))
    assert "48" in command.json("ask", "how often does the monitoring job run?")["text"]
    command.run("index", "rollback")
    assert "24" in command.json("ask", "how often does the monitoring job run?")["text"]
    command.run("index", "list")
    command.run("index", "verify")


@pytest.mark.long
@pytest.mark.parametrize("damaged", ["passages.jsonl", "manifest.json"])
def test_a_damaged_index_is_named(tmp_path: Path, damaged: str) -> None:
    """One changed byte: verify and the doctor say so, and exit with 1; the edition before serves meanwhile."""
    guides = tmp_path / "guides"
    guides.mkdir()
    command = StudyhallCommand(tmp_path / "data")
    for hours in ("24", "48"):
        (guides / "guide.md").write_text(f"# Monitoring\n\nThe job runs every {hours} hours.\n", encoding="utf-8")
        command.run("index", "build", str(guides))
    file = max((command.data / "libraries" / "home" / "editions").glob("*")) / damaged
    text = bytearray(file.read_bytes())
    text[len(text) // 2] ^= 1
    file.write_bytes(bytes(text))
    command.run("index", "verify", code=1)
    found = json.loads(command.run("doctor", "--json", code=None))
    assert ("library home", "broken") in {(one["thing"], one["state"]) for one in found}
    assert "24" in command.json("ask", "how often does the job run?")["text"]
    assert "home" in command.run("library", "list")
