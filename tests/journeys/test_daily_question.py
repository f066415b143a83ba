"""The daily question as people in a story meet it: at its time, once, through crashes and clock changes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from rigs.command_line import StudyhallCommand

CLOCK = ("--clock", "2026-03-26T18:00+01:00", "--seed", "7")


@pytest.fixture
def hall(room_data: Path) -> StudyhallCommand:
    """A small course of single choices on monitoring, and others."""
    return StudyhallCommand(room_data, course="toy")


def posts(steps: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """(channel, when, what) of everything that was said unasked: ``question`` or ``close``."""
    found = []
    for step in steps:
        for reply in step["replies"]:
            if "push" in reply["data"]:
                what = "close" if reply["data"]["push"].endswith("/close") else "question"
                found.append((reply["channel"], reply["data"]["at"], what))
    return found


TWO_ZONES = """
@ana #general: /schedule 09:00 weekdays Europe/Berlin
@bo #nihon: /schedule 09:00 daily Asia/Tokyo until 12:00
clock 2026-03-27T09:00+01:00
kill -9
clock +1m
clock 2026-03-31T12:00+02:00
"""


def test_two_channels_in_two_zones_over_a_dst_change(hall: StudyhallCommand) -> None:
    """Each date once, in order, at its own nine o'clock, whatever happens to the process."""
    steps = hall.story(TWO_ZONES, *CLOCK)
    told = posts(steps)
    assert told == sorted(told, key=lambda post: post[1])
    asked = [(channel, at) for channel, at, what in told if what == "question"]
    assert [at for channel, at in asked if channel == "general"] == [
        "2026-03-27T08:00:00+00:00", "2026-03-30T07:00:00+00:00", "2026-03-31T07:00:00+00:00",
    ]  # fmt: skip
    assert [at[:10] for channel, at in asked if channel == "nihon"] == [f"2026-03-{day}" for day in range(27, 32)]
    assert max(Counter(asked).values()) == 1
    assert len([what for _, _, what in told if what == "close"]) == 2 + 5


A_DAY = """
@ana #general: /schedule 09:00 weekdays Europe/Berlin until 17:00 on monitoring
clock 2026-03-27T09:00+01:00
@ana answer A
@bo answer B
@bo answer B again
kill -9
@cy answer C
clock 2026-03-27T17:00+01:00
@di press A
"""


def test_a_question_is_answered_privately_and_closes_with_how_people_chose(hall: StudyhallCommand) -> None:
    """Everybody sees why at once and alone; the channel sees a number, and at the end bars without names."""
    steps = hall.story(A_DAY, *CLOCK)
    (question,) = steps[1]["replies"]
    assert [button["label"] for button in question["buttons"]][:4] == ["A", "B", "C", "D"]
    edits = [reply for step in steps[2:6] for reply in step["replies"] if reply.get("replaces")]
    mine = [reply for step in steps[2:5] for reply in step["replies"] if reply["data"].get("verdict")]
    closing = steps[7]["replies"][-1]
    assert [reply["private_to"] for reply in mine] == ["ana", *["bo"] * 3]
    assert mine[1]["data"] == mine[2]["data"] == mine[3]["data"]
    assert ["1 answered" in edits[0]["text"], "2 answered" in edits[1]["text"]] == [True, True]
    assert "closed · 3 answered" in closing["text"]
    assert "3 people answered" in closing["images"][0]["alt"]
    assert closing["replaces"] == question["data"]["message"]
    assert not {"ana", "bo", "cy"} & set(closing["text"].lower().split())
    assert closing["sources"]
    assert steps[8]["replies"][0]["data"]["verdict"] == "closed"


SKIPPED_HOUR = """
@ana #general: /schedule 02:30 daily Berlin
clock 2026-03-30T12:00+02:00
@ana #general: /schedule off
clock +2d
@ana #general: /schedule
"""


def test_a_time_that_the_clock_skips(hall: StudyhallCommand) -> None:
    """The first instant after the gap; and nothing more once it is switched off."""
    steps = hall.story(SKIPPED_HOUR, *CLOCK)
    asked = [at for _, at, what in posts(steps) if what == "question"]
    assert asked == [
        "2026-03-27T01:30:00+00:00",
        "2026-03-28T01:30:00+00:00",
        "2026-03-29T01:00:00+00:00",
        "2026-03-30T00:30:00+00:00",
    ]
    assert "No more daily questions" in steps[2]["replies"][0]["text"]
    assert "/schedule 09:00 weekdays" in steps[4]["replies"][0]["text"]
