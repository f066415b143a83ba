"""An evening in the study hall: several people, a crash, a journey, a board, and goodbye."""

from __future__ import annotations

from typing import Any

from rigs.command_line import StudyhallCommand

BANNED = (
    "edition", "ledger", "FSRS", "mastery", "sealed", "not_found", "verdict", "quoting", "audience", "corpus", "delivery",
)  # fmt: skip
CLOCK = ("--clock", "2026-03-27T18:00+01:00", "--seed", "7")


def said(steps: list[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    replies: list[dict[str, Any]] = steps[number - 1]["replies"]
    return replies


def data(steps: list[dict[str, Any]], number: int) -> dict[str, Any]:
    found: dict[str, Any] = said(steps, number)[0]["data"]
    return found


STORY = """
@a: what is the difference between training-serving skew and drift?
@a: /quiz 2
@a answer A
@a answer A again
kill -9
@a answer B
@b #general: /quiz 1
@b answer C
clock +26h
tz @a America/New_York
@a: /quiz 1
@a answer A
@a: /streak
@a: /board
@b: /settings hide
@a: /board
@b: /privacy delete me
@b press Delete everything
@b: /streak
restart
@a: /streak
"""


def test_an_evening(with_course: StudyhallCommand) -> None:
    """Every press has one verdict, a crash loses nothing, and who hides or leaves is gone at once."""
    steps = with_course.story(STORY, *CLOCK)
    assert data(steps, 1)["outcome"] == "answered"
    assert data(steps, 3)["verdict"] in {"right", "wrong"}
    assert data(steps, 4) == data(steps, 3)
    assert data(steps, 6)["verdict"] in {"right", "wrong"}
    assert data(steps, 13) == {"days": 2, "best": 2, "freezes": 0, "today": True}
    board = data(steps, 14)["rows"]
    assert board == sorted(board, key=lambda row: row["rank"])
    assert "b" not in {row["learner"] for row in data(steps, 16)["rows"]}
    assert "Receipt" in said(steps, 18)[0]["text"]
    assert data(steps, 19)["days"] == 0
    assert data(steps, 21) == data(steps, 13)


def test_the_same_story_is_told_again(with_course: StudyhallCommand) -> None:
    """The same story, clock and seed give the same output but for the timings."""

    def told() -> list[dict[str, Any]]:
        steps = with_course.story("@a: /quiz 2\n@a answer B\n@a: /board\n", *CLOCK)
        for step in steps:
            for reply in step["replies"]:
                reply["data"].pop("timings_ms", None)
        return steps

    assert told() == told()


def test_nobody_reads_our_inner_words(with_course: StudyhallCommand) -> None:
    """People see "documents of 21 Nov" and "comes back Thursday", never how it is built."""
    steps = with_course.story(STORY + "@a: /help\n@a: /me\n@a: /privacy\n@a: /sources\n@a: /settings\n", *CLOCK)
    shown = " ".join(
        " ".join(
            [reply["text"], *(line for card in reply["cards"] for line in card["lines"]), *map(str, reply["buttons"])]
        )
        for step in steps
        for reply in step["replies"]
        if not (reply["data"].get("outcome") or "export" in reply["data"])
    )
    assert [word for word in BANNED if f" {word.lower()}" in shown.lower()] == []


def test_numbers_equal_their_facts(with_course: StudyhallCommand) -> None:
    """After a story the audit finds no drift."""
    with_course.story(STORY, *CLOCK)
    assert with_course.json("audit")["drift"] == []


def test_doctor_and_course_are_clean(with_course: StudyhallCommand) -> None:
    """Nothing is broken in a fresh installation, and the bundled course passes its own linter."""
    assert {finding["state"] for finding in with_course.json("doctor")} <= {"fine", "note"}
    assert with_course.json("course", "check", "--no-by-meaning")["clean"]  # by meaning: `make check`
