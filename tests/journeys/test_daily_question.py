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


IN_PRIVATE = """
@lea #general: /schedule 09:00 weekdays Europe/Berlin until 17:00
@lea press Six lines
tz @ana Europe/Berlin
@ana: /settings reminders due 07:30
@bo: /settings reminders question 12:00
@bo: /settings quiet 11:00-13:00
clock 2026-03-26T10:00+01:00
@ana answer A
clock 2026-03-27T15:00+01:00
@bo: /settings reminders off
@ana: /settings snooze 4
clock 2026-03-30T12:00+02:00
"""


def test_what_comes_in_private_was_asked_for(hall: StudyhallCommand) -> None:
    """Reviews when some are due, a question outside the quiet hours, six lines for the lead; one a day at most."""
    steps = hall.story(IN_PRIVATE, "--clock", "2026-03-25T18:00+01:00", "--seed", "7")
    told = [r for step in steps for r in step["replies"] if "push" in r["data"] and r["private_to"]]
    whose = [(reply["private_to"], reply["data"]["at"][:16]) for reply in told]
    assert ("ana", "2026-03-26T06:30") not in whose, "nothing was due yet"
    assert ("ana", "2026-03-27T06:30") in whose
    assert [at for who, at in whose if who == "bo"] == ["2026-03-26T13:00", "2026-03-27T13:00"]
    assert [who for who, at in whose if at > "2026-03-28"] == ["lea"]
    lines = next(reply for reply in told if reply["private_to"] == "lea")["text"].splitlines()
    assert lines[1] == "Week of 23 March: who took part is shown for groups of five or more."
    assert len(lines) == 1 + 6
