"""Reading stories."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.terminal.story import (
    AnswerWith,
    MoveClock,
    PressLabel,
    Restart,
    Say,
    SetZone,
    StoryError,
    read_step,
    read_story,
)


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("@a: what is training-serving skew?", Say("a", "what is training-serving skew?")),
        ("@a #general: /quiz monitoring", Say("a", "/quiz monitoring", "general")),
        ("@a: see: this @b", Say("a", "see: this @b")),
        ("@a press B", PressLabel("a", "B")),
        ("@a press Now flip it", PressLabel("a", "Now flip it")),
        ("@b press B again", PressLabel("b", "B", again=True)),
        ("@a press token=x/y/z", PressLabel("a", "token=x/y/z", token="x/y/z")),
        ("@a answer A", AnswerWith("a", ("A",))),
        ("@a answer a, C again", AnswerWith("a", ("A", "C"), again=True)),
        ("@a answer C a ,c", AnswerWith("a", ("C", "A"))),
        ("clock +26h", MoveClock(by=timedelta(hours=26))),
        ("clock +1d12h", MoveClock(by=timedelta(days=1, hours=12))),
        ("clock 2026-03-29T01:30+01:00", MoveClock(to=datetime.fromisoformat("2026-03-29T01:30+01:00"))),
        ("tz @a America/Sao_Paulo", SetZone("a", "America/Sao_Paulo")),
        ("restart", Restart(hard=False)),
        ("kill -9", Restart(hard=True)),
    ],
)
def test_a_line_is_a_step(line: str, step: object) -> None:
    """Every kind of step interfaces promise is understood."""
    assert read_step(line) == step


def test_comments_and_blank_lines_are_left_out() -> None:
    """Only steps count, and each knows its line, however the file was saved."""
    assert read_story("\ufeff# hello\r\n\r\n@a: hi\r\n") == [(3, Say("a", "hi"))]


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ("@a: hi\nclock +2x\n", "line 2: '+2x' is no span of time"),
        ("clock 2026-03-29T01:30\n", "has no offset from UTC"),
        ("tz @a Mars/Olympus\n", "'Mars/Olympus' is no time zone"),
        ("hello\n", "line 1: 'hello' is no step"),
    ],
)
def test_a_slip_names_its_line_and_the_way_out(story: str, expected: str) -> None:
    """Nobody has to guess what was wrong."""
    with pytest.raises(StoryError) as slip:
        read_story(story)
    assert expected in str(slip.value)


@given(st.text())
def test_any_text_is_steps_or_a_clear_slip(text: str) -> None:
    """No input breaks the reader."""
    try:
        read_story(text)
    except StoryError as slip:
        assert str(slip).startswith("line ")
