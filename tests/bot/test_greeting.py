"""Hello is answered with hello, "quiz me" with a question; a question that begins so is still a question."""

from __future__ import annotations

import pytest

from bot.rooms.help import is_greeting, is_thanks, meant_as_skill

SKILLS = {"quiz", "me", "board", "streak", "help", "map", "privacy", "settings", "ready", "exam"}


@pytest.mark.parametrize(
    "said", ["hello", "Hi!", "hey there", "Good morning everyone", "help", "What can you do?", "", "👋"]
)
def test_a_greeting_is_not_looked_up(said: str) -> None:
    assert is_greeting(said)


@pytest.mark.parametrize("said", ["hello, what is drift?", "help me choose a metric", "what can you do about skew?"])
def test_a_question_is(said: str) -> None:
    assert not is_greeting(said)


@pytest.mark.parametrize("said", ["thanks!", "Thank you so much", "many thanks"])
def test_thanks_are_not_looked_up(said: str) -> None:
    assert is_thanks(said)
    assert not is_thanks(f"{said} And what is drift?")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("quiz me", ("quiz", "")),
        ("Quiz me on training-serving skew, please", ("quiz", "training-serving skew")),
        ("quiz me on training-serving skew please!", ("quiz", "training-serving skew")),
        ("could you quiz us about monitoring?", ("quiz", "monitoring")),
        ("give me a quiz on iam", ("quiz", "iam")),
        ("quiz monitoring 5", ("quiz", "monitoring 5")),
        ("quiz me on this", ("quiz", "")),
        ("board", ("board", "")),
        ("Show me my streak", ("streak", "")),
        ("map", ("map", "")),
        ("Delete my data, please", ("privacy", "delete")),
        ("what do you know about me?", ("privacy", "")),
        ("stop the reminders", ("settings", "reminders off")),
        ("Am I ready?", ("ready", "")),
        ("what's due today?", ("me", "")),
        ("how many points do I have?", ("board", "")),
        ("my exam is on 10 December.", ("exam", "10 December")),
        ("exam 2026-12-10", ("exam", "2026-12-10")),
        ("my exam is hard", None),
        ("delete my data set in BigQuery", None),
        ("who is leading the project?", None),
        ("help", None),
        ("how do I map features", None),
        ("what is a quiz?", None),
        ("quiz results: where are they kept?", None),
        ("test the model", None),
        ("me too", None),
    ],
)
def test_a_skill_is_called_in_plain_words(said: str, meant: tuple[str, str] | None) -> None:
    assert meant_as_skill(said, SKILLS) == meant


def test_only_skills_that_exist_are_called() -> None:
    assert meant_as_skill("quiz me", {"ask"}) is None
