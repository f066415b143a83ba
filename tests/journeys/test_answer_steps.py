"""``@a answer A,C`` submits exactly those letters, whatever was chosen before and whatever kind of question is open."""

from __future__ import annotations

import re
from typing import Any

from rigs.command_line import StudyhallCommand

STORY = """\
@ana: /quiz checkpoints 1
@ana answer A
@ana answer C b
@ana answer B,C again
@ana #ml: /quiz 1
@ana press A
@ana answer b, C
@ana answer B again
@ana: /board all
@ana answer B again
"""


def told(step: dict[str, Any]) -> list[tuple[list[str], dict[str, Any]]]:
    """The letters and the data of every result that a step brought."""
    headlines = [(reply["text"].split(" Deciding")[0], reply["data"]) for reply in step["replies"]]
    return [(re.findall(r"\b[A-F]\b", headline), data) for headline, data in headlines if "verdict" in data]


def test_an_answer_is_what_the_story_says(with_course: StudyhallCommand) -> None:
    """Too few letters are not locked in, a choice begun before is taken back, a repetition brings one result."""
    steps = with_course.story(STORY, "--clock", "2026-03-28T09:00+01:00", "--seed", "3")
    _, few, both, both_again, _, _, changed, changed_again, _, and_again = map(told, steps)
    assert few == []
    assert [letters for letters, _ in both] == [["B", "C"]]
    assert both_again == both
    assert [letters for letters, _ in changed] == [["B"]]
    assert changed_again == changed == and_again
