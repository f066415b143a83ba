"""From a learner's report to the operator who takes the question out, and back to the learner."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from rigs.command_line import StudyhallCommand

from bot.memory.client import Link
from bot.memory.ledger import RedisLedger
from bot.progress.facts import Outage

CLOCK = ("--seed", "7", "--clock")


def test_a_reported_question_is_taken_out_and_the_learner_hears_of_it(with_course: StudyhallCommand) -> None:
    """Reported twice it is one report; the points go, the day stays, the news is told once; nothing is broken."""
    evening = "@ana: /quiz 1\n@ana answer A,B,C\n@ana press Report\n@ana press Unclear\n@ana press Unclear\n"
    with_course.story(evening, *CLOCK, "2026-03-27T18:00+01:00")
    (report,) = with_course.json("course", "reports")
    assert (report["reason"], report["times"]) == ("Unclear", 1)
    said = with_course.run("course", "withdraw", report["item"], "--reason", "Two options fit.")
    assert "1 learner's result changes" in said
    again = "@ana: /quiz 1\n@ana: /quiz 1\n@ana: /streak\n"
    first, second, streak = with_course.story(again, "--continue", *CLOCK, "2026-03-27T19:00+01:00")
    assert "Two options fit." in first["replies"][-1]["text"]
    assert "Two options fit." not in second["replies"][-1]["text"]
    assert streak["replies"][0]["data"]["days"] == 1
    assert with_course.json("audit")["drift"] == []
    assert {finding["state"] for finding in with_course.json("doctor")} <= {"fine", "note"}


def test_an_item_whose_source_changed_waits_until_it_is_accepted(tmp_path: Path) -> None:
    """The linter says so, and so does it no more afterwards."""
    command = StudyhallCommand(tmp_path)
    command.run("course", "new", "own")
    folder = tmp_path / "courses" / "own"
    command.run("course", "accept", "--course", "own")
    (note, *_) = (folder / "notes").glob("*.md")
    note.write_text(note.read_text().replace(". ", " indeed. "))
    check = ("course", "check", "--course", "own", "--no-by-meaning")
    assert "has changed since this item was last checked" in command.run(*check)
    command.run("course", "accept", "--course", "own")
    assert "has changed" not in command.run(*check)


async def test_a_fact_that_was_changed_by_hand_is_named(tmp_path: Path, redis: Link, redis_url: str) -> None:
    """The audit says whose and which, and its exit code that something is wrong."""
    ledger = RedisLedger(redis)
    for day in (2, 3, 4):
        at = datetime(2026, 11, day, 12, tzinfo=UTC)
        await ledger.append("T", Outage(at, at.date(), "a storm"), key=f"{day}")
    line = await redis.lindex("{t:T}:facts", 1)
    await redis.lset("{t:T}:facts", 1, line.replace("a storm", "a whim"))
    await redis.sadd("{t:T}:learners", "ana")
    command = StudyhallCommand(tmp_path, redis_url=redis_url)
    said = await asyncio.to_thread(command.run, "audit", code=None)
    assert "everyone: fact 2 is not what was written" in said
    assert "ana: fact 0 is not" in said
