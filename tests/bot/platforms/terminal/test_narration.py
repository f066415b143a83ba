"""A story told to a reader."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.platforms.terminal.narration import Narrator
from bot.platforms.terminal.stage import Played
from bot.platforms.terminal.story import PressLabel

QUESTION = "What should they set up?\n\n**A** A rule\n\n**B** A model"


def said(head: str, *, replaces: str | None = None, private_to: str | None = None) -> dict[str, Any]:
    shown = {"text": f"{head}\n\n{QUESTION}", "cards": [], "buttons": [{"label": "A", "token": "t"}]}
    return {
        **shown, "sources": [], "images": [], "channel": "ml", "private_to": private_to, "data": {},
        **({"replaces": replaces} if replaces else {}),
    }  # fmt: skip


def told(capsys: pytest.CaptureFixture[str], narrator: Narrator, reply: dict[str, Any]) -> str:
    narrator.tell(Played(1, "ana", PressLabel("ana", "Lock in"), [reply]), datetime(2026, 11, 23, tzinfo=UTC))
    return capsys.readouterr().out


def test_an_edit_of_the_channels_question_shows_what_changed(capsys: pytest.CaptureFixture[str]) -> None:
    """Five answers are five short lines and not the question five times; what is one person's is shown whole."""
    narrator = Narrator()
    assert "A model" in told(capsys, narrator, said("Question of the day"))
    edited = told(capsys, narrator, said("Question of the day · 1 answered", replaces="q"))
    assert "1 answered" in edited
    assert "A model" not in edited
    assert "‹A›" not in edited
    assert "A model" in told(capsys, narrator, said("Question 1 of 5", replaces="pressed", private_to="ana"))
