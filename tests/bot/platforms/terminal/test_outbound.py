"""What a reply looks like in a terminal."""

from __future__ import annotations

import io

from rich.console import Console

from bot.conversation import Image, Reply
from bot.platforms.terminal.outbound import as_json, show


def shown(reply: Reply) -> list[str]:
    """The lines printed, without the space around them."""
    console = Console(file=io.StringIO(), width=60)
    show(as_json(reply, None, None), console)
    printed = console.file
    assert isinstance(printed, io.StringIO)
    return [line.strip() for line in printed.getvalue().splitlines()]


def test_a_line_stays_a_line() -> None:
    assert shown(Reply("Due now: 0\nMistakes fixed: **2** of 3")) == ["Due now: 0", "Mistakes fixed: 2 of 3"]


def test_a_list_after_a_line_stays_a_list() -> None:
    assert shown(Reply("Your week\n\n- Monday\n- Tuesday")) == ["Your week", "", "• Monday", "• Tuesday"]


def test_a_long_description_of_a_picture_is_cut() -> None:
    lines = shown(Reply("Here.", images=(Image("map.png", "word " * 200, b""),)))
    assert len(lines) < 8
    assert lines[-1].endswith("…")
