"""Whoever asks for the board in a channel sees it alone, and may share it: once, however often the button is pressed."""

from __future__ import annotations

from rigs.command_line import StudyhallCommand

STORY = """\
@bo #ml: /board all
@ana #ml: /quiz 1
@ana answer A
@ana: /board all
@bo #ml: /board all
@bo press Share with channel
@bo press Share with channel again
"""


def test_it_is_private_until_it_is_shared(with_course: StudyhallCommand) -> None:
    empty, *_, alone, seen, shared, again = with_course.story(STORY, "--clock", "2026-03-28T09:00+01:00", "--seed", "3")
    (nothing,) = empty["replies"]
    assert nothing["private_to"] == "bo"
    assert "Share with channel" not in [button["label"] for button in nothing["buttons"]], "there is nothing to show"
    (mine,), (his,), (everybodys,), (once_more,) = (step["replies"] for step in (alone, seen, shared, again))
    assert "Share with channel" not in [button["label"] for button in mine["buttons"]]
    assert (his["private_to"], his["buttons"][-1]["label"]) == ("bo", "Share with channel")
    assert everybodys["private_to"] is None
    assert everybodys["data"] == his["data"]
    assert once_more["replaces"] == everybodys["replaces"]
