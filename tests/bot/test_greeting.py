"""Hello is answered with hello, "quiz me" with a question; a question that begins so is still a question."""

from __future__ import annotations

import pytest

from bot.rooms.plain_words import courtesy, is_greeting, is_small_talk, meant_as_skill

SKILLS = {
    "mock",
    "cards",
    "review",
    "quiz",
    "me",
    "board",
    "streak",
    "help",
    "map",
    "privacy",
    "settings",
    "ready",
    "exam",
    "plan",
    "schedule",
}


@pytest.mark.parametrize(
    "said", ["hello", "Hi!", "hey there", "Good morning everyone", "help", "What can you do?", "", "👋"]
)
def test_a_greeting_is_not_looked_up(said: str) -> None:
    assert is_greeting(said)


@pytest.mark.parametrize("said", ["hello, what is drift?", "help me choose a metric", "what can you do about skew?"])
def test_a_question_is(said: str) -> None:
    assert not is_greeting(said)


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("thanks!", "You're welcome."),
        ("Thank you so much", "You're welcome."),
        ("ok, many thanks :)", "You're welcome."),
        ("OK", "Good."),
        ("👍", "Good."),
        ("that's great!!", "Good."),
        ("Got it.", "Good."),
        ("good night", "See you."),
        ("stop the quiz", "Just leave it"),
    ],
)
def test_courtesies_are_not_looked_up(said: str, line: str) -> None:
    assert (courtesy(said) or "").startswith(line)
    assert is_small_talk(said)
    assert not is_small_talk(f"{said} And what is drift?")


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
        ("what's my streak?", ("streak", "")),
        ("Whats my streak", ("streak", "")),
        ("how long is my streak?", ("streak", "")),
        ("show the board", ("board", "")),
        ("show me the leaderboard", ("board", "")),
        ("show us our plan, please", ("plan", "")),
        ("stop the daily question", ("schedule", "off")),
        ("Please turn off the daily question here.", ("schedule", "off")),
        ("turn reminders off", ("settings", "reminders off")),
        ("remind off", ("settings", "reminders off")),
        ("I passed!", ("exam", "passed")),
        ("I've failed my exam", ("exam", "failed")),
        ("I have my exam on March 3", ("exam", "March 3")),
        ("exam in 3 weeks", ("exam", "in 3 weeks")),
        ("What should I study today?", ("plan", "")),
        ("start a mock exam", ("mock", "")),
        ("give me flashcards", ("cards", "")),
        ("what did I get wrong?", ("review", "")),
        ("another one", ("quiz", "")),
        ("give me 3 hard questions on serving", ("quiz", "3 hard questions on serving")),
        ("take me off the leaderboard", ("settings", "hide")),
        ("set my timezone to Lisbon", ("settings", "zone Lisbon")),
        ("remind me every day at 8:30", ("settings", "reminders on 8:30")),
        ("remind me daily", ("settings", "reminders on")),
        ("what should I do about skew?", None),
        ("what did I miss in the pipeline?", None),
        ("how does a mock exam help?", None),
        ("I passed the wrong flag to the job", None),
        ("what is the plan of the project?", None),
        ("what is the board?", None),
        ("stop the daily job", None),
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
