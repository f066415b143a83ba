"""Hello is answered with hello; a question that begins so is still a question."""

from __future__ import annotations

import pytest

from bot.help import is_greeting


@pytest.mark.parametrize("said", ["hello", "Hi!", "hey there", "Good morning everyone", "help", "What can you do?"])
def test_a_greeting_is_not_looked_up(said: str) -> None:
    assert is_greeting(said)


@pytest.mark.parametrize(
    "said", ["hello, what is drift?", "help me choose a metric", "what can you do about skew?", ""]
)
def test_a_question_is(said: str) -> None:
    assert not is_greeting(said)
