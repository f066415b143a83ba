"""Stories written by chance and judged by an oracle of their own: every number people see, at every step."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from rigs.command_line import StudyhallCommand
from rigs.story_oracle import Oracle
from rigs.story_writer import Story, write_story

WRONG = {
    '"verdict": "wrong"': '"verdict": "right"',
    '"counted": true': '"counted": false',
    '{"days": ': '{"days": 1',
    '"best": ': '"best": 1',
    '"freezes": ': '"freezes": 1',
    '"rank": ': '"rank": 1',
    '"points": ': '"points": 1',
    '"at": "2026': '"at": "2025',
}
"""What a story shows, and how it could be a little wrong: the oracle has to notice each."""


def found_in(story: Story, steps: list[dict[str, Any]]) -> list[str]:
    """Every slip of a played story, with its line."""
    oracle = Oracle(story)
    return [
        f"{number} {line}: {slip}"
        for number, (line, step) in enumerate(zip(story.lines, steps, strict=True), start=1)
        for slip in oracle.slips(line, step["replies"])
    ]


def play(command: StudyhallCommand, story: Story, seed: int) -> list[dict[str, Any]]:
    """The story through the command."""
    return command.story("\n".join(story.lines), "--clock", story.clock.isoformat(), "--seed", str(seed))


def test_a_written_story_comes_out_as_it_must(with_course: StudyhallCommand) -> None:
    """Zones, changes of clocks, journeys, repeated presses, hiding, deleting, crashes, daily questions."""
    story = write_story(random.Random(1), steps=40, restarts=0.03)
    steps = play(with_course, story, 1)
    assert found_in(story, steps) == []
    assert with_course.json("audit")["drift"] == []
    for shown, wrong in WRONG.items():
        assert found_in(story, json.loads(json.dumps(steps).replace(shown, wrong, 1))), f"nobody noticed {wrong}"


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 140))
def test_many_written_stories_come_out_as_they_must(with_course: StudyhallCommand, seed: int) -> None:
    """The same at length, with a process that dies more often."""
    story = write_story(random.Random(seed), steps=100, restarts=0.06)
    assert found_in(story, play(with_course, story, seed)) == []


def test_a_written_story_reads_the_same_on_another_machine(with_course: StudyhallCommand, tmp_path: Path) -> None:
    """Another data folder, the same clock and seed: not one character differs, paths and exports included."""
    story = write_story(random.Random(3), steps=12, restarts=0.0)
    kept = [f"@{who}: {words}" for who in ("ana", "bo") for words in ("/me", "/quiz monitoring 3", "/privacy export")]
    story = Story(story.clock, (*story.lines, *kept), story.daily)
    for folder in ("libraries", "models"):
        shutil.copytree(with_course.data / folder, tmp_path / folder)
    other = StudyhallCommand(tmp_path, course="pmle")
    assert play(other, story, 3) == play(with_course, story, 3)
