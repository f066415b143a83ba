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


THREE_CHANNELS = """
@ana #general: /schedule 09:00 weekdays Europe/Berlin
@bo #nihon: /schedule 09:00 daily Asia/Tokyo until 12:00
@cy #owls: /schedule 02:30 daily Berlin
clock 2026-03-27T09:00+01:00
kill -9
clock +1m
clock 2026-03-31T12:00+02:00
@cy #owls: /schedule off
clock +2d
@cy #owls: /schedule
"""


def test_three_channels_over_a_dst_change(hall: StudyhallCommand) -> None:
    """Each date once, in order, at its own time or the first instant after the clock's gap, whatever happens to the
    process; and nothing more once it is switched off.
    """
    steps = hall.story(THREE_CHANNELS, *CLOCK)
    told = posts(steps)
    assert told == sorted(told, key=lambda post: post[1])
    asked = [(channel, at) for channel, at, what in told if what == "question"]
    assert [at for channel, at in asked if channel == "general"] == [
        "2026-03-27T08:00:00+00:00", "2026-03-30T07:00:00+00:00", "2026-03-31T07:00:00+00:00",
        "2026-04-01T07:00:00+00:00", "2026-04-02T07:00:00+00:00",
    ]  # fmt: skip
    days = ["2026-03-27", "2026-03-28", "2026-03-29", "2026-03-30", "2026-03-31"]
    assert [at[:10] for channel, at in asked if channel == "nihon"] == [*days, "2026-04-01", "2026-04-02"]
    assert [at for channel, at in asked if channel == "owls"] == [
        f"{day}T{at}:00+00:00" for day, at in zip(days, ["01:30", "01:30", "01:00", "00:30", "00:30"], strict=True)
    ]
    assert max(Counter(asked).values()) == 1
    closed = Counter(channel for channel, _, what in told if what == "close")
    assert (closed["general"], closed["nihon"]) == (4, 7)
    assert "No more daily questions" in steps[7]["replies"][0]["text"]
    assert "/schedule 09:00 weekdays" in steps[9]["replies"][0]["text"]


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
    assert [reply["private_to"] for reply in mine] == ["ana", "bo", "bo"]
    assert mine[1]["data"] == mine[2]["data"]
    assert ["1 answered" in edits[0]["text"], "2 answered" in edits[1]["text"]] == [True, True]
    assert "closed · 3 answered" in closing["text"]
    assert "3 people answered" in closing["images"][0]["alt"]
    assert closing["replaces"] == question["data"]["message"]
    assert not {"ana", "bo", "cy"} & set(closing["text"].lower().split())
    assert closing["sources"]
    assert steps[8]["replies"][0]["data"]["verdict"] == "closed"


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
