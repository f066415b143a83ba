"""Three people and ten days: placed, quizzed, travelling, away, protected, on the board, hidden, and gone."""

from __future__ import annotations

from typing import Any

from rigs.command_line import StudyhallCommand

BANNED = (
    "edition", "ledger", "FSRS", "mastery", "sealed", "not_found", "verdict", "quoting", "audience", "corpus", "delivery",
)  # fmt: skip
CLOCK = ("--clock", "2026-03-20T09:00+09:00", "--seed", "11")

A_DAY = """
@ana: /quiz 1
@ana answer A,B,C
clock +24h
"""

STORY = f"""
tz @ana Asia/Tokyo
@ana: /quiz
@ana press Place me first
@ana press Data engineer
@ana press In 3 weeks
@ana answer A,B,C
@bo #ml-cert: /quiz 3
@cy #ml-cert: /quiz 3
@bo answer A,B,C
@bo answer A,B,C again
kill -9
@cy #ml-cert: /quiz
@cy answer B,C,D
@ana: what is training-serving skew?
clock +24h
{A_DAY * 6}
clock +24h
@ana: /streak
@ana press Show why
tz @ana America/New_York
@ana: /quiz 1
@ana answer A,B,C
clock +38h
@ana: /quiz 1
@ana answer A,B,C
@ana: /streak
@bo #ml-cert: /quiz 1
@bo answer A,B,C
@bo #ml-cert: /board all
@bo: /settings hide
@ana #ml-cert: /board all
@ana: /me
@ana: /privacy export
@ana: /privacy delete me
@ana press Delete everything
@ana: /streak
@cy #ml-cert: /board all
restart
@cy #ml-cert: /board all
@cy: /help
@cy: /me
@cy: /privacy
@cy: /sources
@cy: /settings
"""


def replies(steps: list[dict[str, Any]], who: str, words: str) -> list[list[dict[str, Any]]]:
    """What came of each line of the story that says ``words``."""
    lines = [line for line in STORY.splitlines() if line.strip() and not line.startswith("#")]
    return [
        steps[number]["replies"] for number, line in enumerate(lines) if line.startswith(f"@{who}") and words in line
    ]


def read(steps: list[dict[str, Any]]) -> str:
    """What people read of the study hall itself: "documents of 21 Nov" and "comes back Thursday", never how it is built."""
    return " ".join(
        " ".join(
            [reply["text"], *(line for card in reply["cards"] for line in card["lines"]), *map(str, reply["buttons"])]
        )
        for step in steps
        for reply in step["replies"]
        if not (reply["data"].get("outcome") or "export" in reply["data"])
    )


def test_three_people_and_ten_days(with_course: StudyhallCommand) -> None:
    """Each step as it must be; at the end every number equals its facts."""
    steps = with_course.story(STORY, *CLOCK)

    pressed, again = replies(steps, "bo", "answer A,B,C")[:2]
    told = [reply["data"] for reply in pressed if "verdict" in reply["data"]]
    assert {tuple(sorted(data.items())) for data in told} == {
        tuple(sorted(reply["data"].items())) for reply in again if "verdict" in reply["data"]
    }

    after_the_crash = replies(steps, "cy", "/quiz")[1][0]
    assert "where you left off" in after_the_crash["text"]
    assert any("verdict" in reply["data"] for reply in replies(steps, "cy", "answer")[0])

    assert replies(steps, "ana", "what is")[0][0]["data"]["outcome"] == "answered"
    before, after, gone = (said[0]["data"] for said in replies(steps, "ana", "/streak"))
    assert before == {"days": 7, "best": 7, "freezes": 0, "today": False}, "seven days earned a freeze, a miss used it"
    assert "freeze used" in replies(steps, "ana", "press Show why")[0][0]["text"]
    assert (after["days"], after["today"]) == (9, True), "the journey cost nothing"
    assert gone == {"days": 0, "best": 0, "freezes": 0, "today": False}

    shown = [{row["learner"] for row in said[0]["data"]["rows"]} for said in replies(steps, "ana", "/board")]
    assert all("bo" not in learners for learners in shown)
    board, restarted = (said[0]["data"]["rows"] for said in replies(steps, "cy", "/board"))
    assert "ana" not in {row["learner"] for row in board}
    assert board == sorted(restarted, key=lambda row: row["rank"])
    assert replies(steps, "ana", "/privacy export")[0][0]["data"]["export"]["facts"]
    assert "Receipt" in replies(steps, "ana", "press Delete")[0][0]["text"]
    pictures = [image for said in replies(steps, "ana", "/streak")[:2] for reply in said for image in reply["images"]]
    assert all(
        (with_course.data / image["path"]).read_bytes().startswith(b"\x89PNG") and image["alt"] for image in pictures
    )
    assert [word for word in BANNED if f" {word.lower()}" in read(steps).lower()] == []
    assert with_course.json("audit")["drift"] == []


def test_the_same_story_is_told_again(with_course: StudyhallCommand) -> None:
    """The same story, clock and seed give the same output but for the timings."""

    def told() -> list[dict[str, Any]]:
        steps = with_course.story("@a: /quiz 2\n@a answer B\n@a: /board\n", *CLOCK)
        for step in steps:
            for reply in step["replies"]:
                reply["data"].pop("timings_ms", None)
        return steps

    assert told() == told()


def test_a_story_is_the_same_whatever_is_killed_between_its_steps(with_course: StudyhallCommand) -> None:
    """Also in the order of the options, and in every token."""
    lines = [
        "@bo #ml: /quiz 2",
        "@bo press A",
        "@bo press Lock in",
        "@bo: /mock 10",
        "@bo press Begin",
        "@bo press A",
        "@bo: /cards",
        "@bo press A",
    ]
    told = [
        [step["replies"] for step in with_course.story(f"\n{between}\n".join(lines), *CLOCK)][::2]
        for between in ("clock +0s", "kill -9")
    ]
    assert told[0] == told[1]
