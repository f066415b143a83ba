"""A month with everything switched on: who was written to without having asked that minute, and how often."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

from rigs.command_line import StudyhallCommand

DAYS = 31
STORY = """
tz @ana Europe/Berlin
tz @ben Europe/Berlin
@lee #ml-cert: /group new ML cert
@lee #ml-cert: /schedule 09:00 daily Berlin
@lee press Six lines
@ana: /settings reminders due 08:30
@ana: /exam 2026-12-10
@ana press Write to me
@ana: /quiz 3
@ana answer A,B,C
@ana answer A,B,C
@ana answer A,B,C
@ben: /exam 2026-12-12
@ben: /quiz 2
@ben answer A,B,C
@ben answer A,B,C
@lee: /settings reminders question 18:00
@dee #ml-cert: /quiz 1
@dee answer A,B,C
@eva #ml-cert: /quiz 1
@eva answer A,B,C
@fay #ml-cert: /quiz 1
@fay answer A,B,C
@gus #ml-cert: /quiz 1
@gus answer A,B,C
@hal #ml-cert: /quiz 1
@hal answer A,B,C
clock +24h
"""


def unasked(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """New messages that followed from nobody's turn; a closing that edits its question is none."""
    return [reply for step in steps for reply in step["replies"] if "push" in reply["data"] and "replaces" not in reply]


def local_day(reply: dict[str, Any]) -> date:
    return datetime.fromisoformat(reply["data"]["at"]).date()


def test_at_most_one_a_day_and_none_before_it_was_asked_for(with_course: StudyhallCommand) -> None:
    """A channel hears one a day, Ana and Lee one a day of what they switched on, all others nothing at all."""
    story = STORY + "clock +24h\n" * (DAYS - 1)
    steps = with_course.story(story, "--clock", "2026-11-23T06:00+01:00", "--seed", "7")
    said = unasked(steps)
    channel = Counter(local_day(reply) for reply in said if reply["private_to"] is None)
    people = Counter((reply["private_to"], local_day(reply)) for reply in said if reply["private_to"])
    assert set(channel.values()) == {1}
    assert len(channel) == DAYS
    assert set(people.values()) == {1}
    assert {who for who, _ in people} <= {"ana", "lee"}
    ana = sorted(day for who, day in people if who == "ana")
    around = [date(2026, 12, 9), date(2026, 12, 11)]
    assert [day for day in ana if date(2026, 12, 9) <= day <= date(2026, 12, 11)] == around
    words = {
        day: reply["text"] for reply in said if reply["private_to"] == "ana" and (day := local_day(reply)) in around
    }
    lee = {local_day(reply): reply["text"] for reply in said if reply["private_to"] == "lee"}
    mondays = [day for day in sorted(lee) if lee[day].startswith("**#ml-cert**")]
    assert mondays == [
        date(2026, 11, 23),
        date(2026, 11, 30),
        date(2026, 12, 7),
        date(2026, 12, 14),
        date(2026, 12, 21),
    ]
    assert [day for day in mondays if "does it still deliver?" in lee[day]] == [date(2026, 12, 7)]
    assert set(lee) - set(mondays), "reminders on other days"
    assert words[around[0]].startswith("**Tomorrow.**")
    assert words[around[1]].startswith("**How was it?**")
