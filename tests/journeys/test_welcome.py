"""The story that `studyhall run` tells where nobody is at the keyboard shows what there is to see."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from rigs.command_line import StudyhallCommand


def test_it_shows_a_miss_a_repair_and_a_board(tmp_path: Path) -> None:
    """Its letters fit the questions that come: one is missed, comes back and is fixed, and somebody has points."""
    story = files("bot.platforms.terminal").joinpath("welcome.story").read_text(encoding="utf-8")
    command = StudyhallCommand(tmp_path / "data", course="pmle")
    steps = command.story(story, "--clock", "2026-11-20T18:30+00:00", "--seed", "1")
    results = [reply["data"]["verdict"] for step in steps for reply in step["replies"] if "verdict" in reply["data"]]
    assert results == ["wrong", "wrong", "right", "right"]
    (board,) = steps[-1]["replies"]
    assert "Most mistakes fixed: ana, 1" in board["text"].replace("*", "")
    assert [row["learner"] for row in board["data"]["rows"]] == ["ben"]
