"""One person at a keyboard: what a typed line presses, and what it only says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.conversation import Button, Learner, Message, Press, Reply, Turn
from bot.platforms.terminal.conversation_loop import TerminalChat

QUESTION = Reply("Which one?", buttons=(Button("A", "a1"), Button("B", "b1"), Button("Skip", "skip1")))
RESULT = Reply("Right.", buttons=(Button("Show source 1", "s1"), Button("Show source 2", "s2")))


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Type lines, of which the first asks for a question; returns the turns they became."""

    async def type_(*lines: str) -> list[Turn]:
        left: Iterator[str] = iter(("/quiz 1", *lines))

        def read(prompt: str) -> str:
            for line in left:
                return line
            raise EOFError

        monkeypatch.setattr("builtins.input", read)
        turns: list[Turn] = []

        async def handle(turn: Turn) -> tuple[Reply, ...]:
            turns.append(turn)
            return (RESULT,) if isinstance(turn, Press) else (QUESTION,)

        await TerminalChat(handle, Learner("terminal", "t", "ana", "ana"), tmp_path).run()
        return turns[1:]

    return type_


@pytest.mark.parametrize(
    ("line", "token"),
    [("B", "b1"), ("b", "b1"), ("press B", "b1"), ("answer a", "a1"), ("press B again", "b1"), ("press skip", "skip1")],
)
async def test_a_label_presses_its_button(typed, line: str, token: str) -> None:
    """Alone, or with the word that a story has for it."""
    (turn,) = await typed(line)
    assert isinstance(turn, Press)
    assert turn.token == token


async def test_a_button_that_stands_above_can_be_pressed_again(typed) -> None:
    """The result came in between; it is another press of the same button."""
    first, again, newest = await typed("B", "B", "show source 2")
    assert (first.token, again.token, newest.token) == ("b1", "b1", "s2")
    assert first.id != again.id


@pytest.mark.parametrize("line", ["answer this: what is skew?", "press", "show source", "B or C?", "skipping?"])
async def test_everything_else_is_said(typed, line: str) -> None:
    """A question may begin with such a word, and what two labels begin with is neither."""
    *_, turn = await typed("A", line)
    assert isinstance(turn, Message)
    assert turn.text == line
