"""Four stories from day 1 to the day after the exam, and the table of what the tutor does, row by row.

A comment under a step tells what it must show: ``# A10: words`` for a row of docs/features.md, or
``# shows: words``.  What the table says is shown is shown by one of these steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rigs.command_line import StudyhallCommand

HERE = Path(__file__).parent / "stories"
STORIES = [*sorted(HERE.glob("*.story")), *sorted((HERE / "answered_right").glob("*.story"))]
FEATURES = Path(__file__).parents[2] / "docs" / "features.md"
CLOCK = ("--clock", "2026-11-23T08:00+01:00", "--seed", "7")
ROWS, FEWEST_SHOWN = 50, 35

RIGHT = "{right}"

_RIGHT = re.compile(r"(?:→ |^\*\*Right: )(?:\*\*)?(?P<letters>[A-F](?:(?:, | and )[A-F])*)\b", re.MULTILINE)
_SHOWS = re.compile(r"# (?P<row>A\d+|shows): (?P<words>.+)")
_INNER = re.compile(
    r"\b(edition|ledger|fsrs|mastery|interval|sealed|not_found|verdict|quoting|audience|corpus|delivery|passage)s?\b",
    re.IGNORECASE,
)
NOTEBOOK = """{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
 {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# From a wish to a baseline\\n\\nA notebook that turns a business wish into a prediction task and scores a baseline first."},
 {"cell_type": "code", "id": "b", "metadata": {}, "execution_count": null, "outputs": [], "source": "baseline = labels.mean()"}]}"""


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> StudyhallCommand:
    """The bundled course beside a team's own notebook."""
    documents = tmp_path_factory.mktemp("documents")
    (documents / "baseline.ipynb").write_text(NOTEBOOK)
    command = StudyhallCommand(tmp_path_factory.mktemp("team"), course="pmle")
    command.run("index", "build", str(documents))
    return command


def expected(story: str) -> Iterator[tuple[int, str, str]]:
    """Step (from 1), row and words of every comment that expects something."""
    step = 0
    for line in story.splitlines():
        if found := _SHOWS.fullmatch(line):
            yield step, found["row"], found["words"]
        elif line.strip() and not line.startswith("#"):
            step += 1


def shown(replies: list[dict[str, Any]]) -> str:
    """Everything a person reads in these replies."""
    parts: list[str] = []
    for reply in replies:
        parts += [reply["text"], *(image["alt"] for image in reply["images"])]
        for card in reply["cards"]:
            parts += [card["title"], *card["lines"], *(" ".join(row) for row in card["rows"]), card["code"]]
        parts += [f"[{source['number']}] {source['title']} {source['heading']}" for source in reply["sources"]]
        parts += [f"{file['name']} {file['title']}" for file in reply.get("files", ())]
        parts += [button["label"] for button in reply["buttons"]]
    return "\n".join(parts)


def told_right(team: StudyhallCommand, story: str) -> str:
    """A story in which somebody must be right: what its question turned out to be was learned by getting it wrong."""
    if RIGHT not in story:
        return story
    begun = story.partition(RIGHT)[0] + "A,B,C\n"
    judged = next(one for one in team.story(begun, *CLOCK)[-1]["replies"] if "verdict" in one["data"])
    named = _RIGHT.search(judged["text"])
    assert named is not None
    letters = ",".join(re.findall("[A-F]", named["letters"]))
    return story.replace(RIGHT, letters).replace("{sentence}", judged["sources"][0]["quote"])


@pytest.mark.parametrize("path", STORIES, ids=[path.stem for path in STORIES])
def test_a_story_reads_as_it_says(team: StudyhallCommand, path: Path) -> None:
    """Each step shows what stands under it, and nobody reads one of our inner words."""
    text = told_right(team, path.read_text())
    steps = team.story(text, *CLOCK)
    missing = [
        f"step {number}: {row} {words!r} not in {shown(steps[number - 1]['replies'])[:300]!r}"
        for number, row, words in expected(text)
        if words not in shown(steps[number - 1]["replies"])
    ]
    assert missing == []
    files = [file for step in steps for reply in step["replies"] for file in reply.get("files", ())]
    assert all((team.data / file["path"]).read_bytes() for file in files)
    told = {"outcome", "export", "note"}  # the documents' own words, and everything kept about somebody
    ours = [shown([reply]) for step in steps for reply in step["replies"] if not told & reply["data"].keys()]
    assert [found[0] for said in ours if (found := _INNER.search(said))] == []


def test_every_row_is_decided_and_what_is_shown_is_shown() -> None:
    """Fifty rows, each "say X, see Y" or "not for a bot, because"; at least 35 are steps of these stories."""
    rows = dict(re.findall(r"^\| (A\d+) \| .*? \| (.*?) \|", FEATURES.read_text(), re.MULTILINE))
    assert set(rows) == {f"A{number}" for number in range(1, ROWS + 1)}
    claimed = {row for row, decision in rows.items() if "→" in decision}
    undecided = {row for row in rows.keys() - claimed if not rows[row].startswith("Not for a bot, because")}
    proven = {row for path in STORIES for _, row, _ in expected(path.read_text()) if row != "shows"}
    assert undecided == set()
    assert claimed - proven == set()
    assert len(claimed) >= FEWEST_SHOWN


def test_from_hello_to_the_first_explained_mistake_in_three_presses(team: StudyhallCommand) -> None:
    """A first question, an answer that is wrong or right, and why: no settings before it."""
    steps = team.story("@new: /quiz\n@new answer A,B,C\n", *CLOCK)
    explained = shown(steps[1]["replies"])
    assert "Deciding" in explained
    assert "[1]" in explained
