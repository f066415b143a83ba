"""The coach through the command a user types: cards, a case over a crash, a map, the kit."""

from __future__ import annotations

import pytest
from rigs.command_line import StudyhallCommand

STORY = """
@a: /cards metrics
@a press A
@a press A again
@a: /case fraud
@a answer A
kill -9
@a: /case fraud
@a answer B
@a answer B again
@a: /map metrics
@a press Mark where I am
@lead: /kit assessment
@lead answer A
@lead: /kit checklist data
@lead press As Markdown
@lead: /kit metrics precision 0.4
@lead #ml: /kit workshop
@a press I'm in
@b press I'm in
@lead press I'm in
restart
@lead press Round 1
@a: /help
"""
CLOCK = ("--clock", "2026-11-21T09:00+00:00", "--seed", "7")
BANNED = ("edition", "ledger", "fsrs", "mastery", "sealed", "not_found", "verdict", "quoting", "audience", "corpus", "passage")  # fmt: skip


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> StudyhallCommand:
    """The command with the bundled course."""
    return StudyhallCommand(tmp_path_factory.mktemp("coach"), course="pmle")


def test_the_course_is_practised_as_a_story(command: StudyhallCommand) -> None:
    """Nothing is asked twice, a crash loses nothing, and everybody reads plain words."""
    steps = [step["replies"] for step in command.story(STORY, *CLOCK)]
    by_line = dict(zip([line for line in STORY.splitlines() if line], steps, strict=True))
    assert "Card 2 of 10" in by_line["@a press A"][0]["text"]
    assert by_line["@a press A again"] == by_line["@a press A"]
    assert "step 2 of 7 · where you left off" in steps[6][0]["text"]
    assert steps[8][0]["data"] == steps[7][0]["data"]
    assert by_line["@a press Mark where I am"][0]["images"]
    assert by_line["@lead: /kit assessment"][0]["text"].startswith("Question 1 of 30")
    (file,) = by_line["@lead press As Markdown"][0]["files"]
    assert "- [ ] " in (command.data / file["path"]).read_text()
    assert "Of 100 alerts about 40 are real" in by_line["@lead: /kit metrics precision 0.4"][0]["text"]
    assert by_line["@b press I'm in"][0]["private_to"] == "b"
    assert by_line["@lead press Round 1"][0]["text"].startswith("**Round 1 of 5")
    assert len(by_line["@a: /help"][0]["text"].splitlines()) <= 10
    shown = " ".join(reply["text"] for replies in steps for reply in replies).lower().split()
    assert not set(BANNED) & set(shown)


def test_the_checklist_is_printed_as_markdown(command: StudyhallCommand) -> None:
    """Ready to be saved as a file."""
    text = command.run("course", "checklist")
    assert text.startswith("# Project oversight checklist\n\n## Problem definition\n")
    assert text.count("- [ ] ") >= 30
