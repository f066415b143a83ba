"""What a person in a story can see and press."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.platforms.terminal.stage import Hall, Stage
from bot.platforms.terminal.story import StoryError, read_story

START = datetime(2026, 3, 1, 10, tzinfo=UTC)


class Answering(Hall):
    """A study hall that shows two buttons under every reply, each with a token of its own."""

    def __init__(self) -> None:
        super().__init__(command=())
        self.asked: list[dict[str, Any]] = []

    def ask(self, request: dict[str, Any], clock: datetime) -> list[dict[str, Any]]:
        self.asked.append(request)
        number = len(self.asked)
        buttons = [{"label": label, "token": f"{label}{number}"} for label in ("A", "Why not the others")]
        return [{"text": "", "buttons": buttons, "private_to": request["who"], "channel": request["channel"]}]

    def stop(self, *, hard: bool) -> None:
        """Nothing runs."""


def tokens(story: str) -> list[tuple[str, str]]:
    """Who pressed which button, in order."""
    hall = Answering()
    list(Stage(hall, START).play(read_story(story)))
    return [(request["who"], request["token"]) for request in hall.asked if request["op"] == "press"]


def test_again_means_the_button_that_is_named() -> None:
    """Not whatever was pressed last, and not a newer button of the same name."""
    pressed = tokens("@a: hi\n@a press A\n@a press Why not\n@a press A again\n")
    assert pressed == [("a", "A1"), ("a", "Why not the others2"), ("a", "A1")]


def test_again_by_somebody_who_never_pressed_it_is_a_first_press() -> None:
    assert tokens("@a: hi\n@b: hi\n@a press A\n@b press A again\n") == [("a", "A1"), ("b", "A2")]


def test_an_answer_once_more_presses_the_same_options() -> None:
    assert tokens("@a: hi\n@a answer A\n@a press Why\n@a answer A again\n") == [
        ("a", "A1"),
        ("a", "Why not the others2"),
        ("a", "A1"),
    ]


def test_somebody_elses_private_buttons_cannot_be_pressed() -> None:
    with pytest.raises(StoryError, match="line 3: @b sees no button 'A'"):
        tokens("# b comes late\n@a: hi\n@b press A\n")


def test_an_answer_presses_letters_and_nothing_that_begins_with_one() -> None:
    """W is no option of a question whose other button says "Why not the others"."""
    with pytest.raises(StoryError, match="line 2: @a sees no button 'W'"):
        tokens("@a: hi\n@a answer W\n")
