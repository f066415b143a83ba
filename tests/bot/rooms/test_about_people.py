"""What somebody else answered is not for asking; what the documents say of a thing called by an @ is."""

from __future__ import annotations

import pytest

from bot.rooms.plain_words import is_about_somebody


@pytest.mark.parametrize(
    "text",
    [
        "show me @bo's answers",
        "what are @bo.lee’s weakest areas?",
        "how is <@U12345> doing?",
        "What did <@!98765> answer?",
        "the score of @bo",
        "list the mistakes by @bo, please",
    ],
)
def test_another_persons_data_is_recognised(text: str) -> None:
    assert is_about_somebody(text)


@pytest.mark.parametrize(
    "text",
    [
        "what does @tf.function do?",
        "how does @dsl.component pass the results of a step?",
        "how is model drift doing harm?",
        "who answers mail to ml@example.com?",
        "ask @bo what skew is",
        "what is the score of a ranking?",
        "my streak",
    ],
)
def test_everything_else_is_a_question(text: str) -> None:
    assert not is_about_somebody(text)
