"""Eve, day and after: quiet, protected, private."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rigs.goal_hall import GoalHall

from bot.memory.errands import RedisErrands
from bot.progress.exam_days import phase, protected, silent
from bot.progress.facts import ExamTaken
from bot.progress.streak import streak

EXAM = date(2026, 12, 10)


@pytest.mark.parametrize(
    ("day", "named"),
    [(date(2026, 12, 8), "ahead"), (date(2026, 12, 9), "eve"), (EXAM, "day"), (date(2026, 12, 11), "after"), (date(2027, 1, 20), "behind")],
)  # fmt: skip
def test_the_days_have_names(day: date, named: str) -> None:
    """One after the other."""
    assert phase(EXAM, day) == named


@given(st.dates(date(2026, 11, 1), date(2027, 1, 31)))
def test_silence_and_protection_belong_to_three_days(day: date) -> None:
    """No reminder from the eve to the morning after; the streak is excused on exactly these, once they came."""
    around = [EXAM - timedelta(days=1), EXAM, EXAM + timedelta(days=1)]
    assert silent(EXAM, day) == (day in around)
    assert set(protected(EXAM, day)) <= {one for one in around if one <= day}


def test_a_date_moved_from_day_to_day_protects_nothing_more() -> None:
    """Nobody sits two exams within a fortnight."""
    known = protected(EXAM, EXAM + timedelta(days=1))
    assert protected(EXAM + timedelta(days=3), EXAM + timedelta(days=3), known) == ()
    assert len(protected(EXAM + timedelta(days=15), EXAM + timedelta(days=16), known)) == 3


async def until(hall: GoalHall, who: str, day: date) -> None:
    hall.later(days=(day - hall.clock.at.date()).days)
    await hall.arrives(who)


async def test_the_streak_outlives_the_exam(hall: GoalHall) -> None:
    """Two days without an answer, and it stands."""
    await hall.settles("ana", exam_date=EXAM)
    hall.later(days=(EXAM - timedelta(days=2) - hall.clock.at.date()).days)
    await hall.does("ana", 1)
    await until(hall, "ana", EXAM + timedelta(days=2))
    facts = await hall.world.ledger.facts(hall.tenant, "ana")
    counted = streak(facts, EXAM + timedelta(days=2), hall.clock.at)
    assert (counted.days, [mark for _, mark in counted.calendar]) == (
        1,
        ["counted", "excused", "excused", "excused", "open"],
    )
    await hall.arrives("ana")
    assert len(await hall.world.ledger.facts(hall.tenant, "ana")) == len(facts)


async def test_eve_day_and_after_in_words(hall: GoalHall) -> None:
    """``/me`` begins with what the day is about, until it was said how it went."""
    await hall.settles("ana", exam_date=EXAM)
    await hall.does("ana", 3, right=True)
    await until(hall, "ana", EXAM - timedelta(days=1))
    eve = await hall.says("ana", "/me")
    assert eve[0].text == "**Tomorrow.** Ten minutes, your five traps, then rest. I'll be quiet until you write."
    assert "Question 1 of 3" in (await hall.presses("ana", "Warm up"))[0].text
    await until(hall, "ana", EXAM)
    assert "Nothing to do here" in (await hall.says("ana", "/exam"))[0].text
    await until(hall, "ana", EXAM + timedelta(days=1))
    after = await hall.says("ana", "/me")
    assert [button.label for button in after[0].buttons] == ["I passed", "Not this time", "Rather not say"]
    told = (await hall.presses("ana", "Not this time"))[0]
    assert "Exam on 24 Dec" in {button.label for button in told.buttons}
    assert len(await hall.says("ana", "/me")) == 1
    assert "24 Dec" in (await hall.presses("ana", "Exam on 24 Dec"))[0].text


@pytest.mark.parametrize(("said", "told"), [("passed", "**Well done.**"), ("failed", "A second attempt is possible")])
async def test_how_it_went_can_be_said_unasked(hall: GoalHall, said: str, told: str) -> None:
    """Of the exam whose day has come; with none or a later one, of an exam taken today."""
    for exam in (None, hall.clock.at.date() + timedelta(days=9), hall.clock.at.date() - timedelta(days=3)):
        await hall.settles("ana", exam_date=exam)
        assert told in (await hall.says("ana", f"/exam {said}"))[0].text
        taken = [fact for fact in await hall.world.ledger.facts(hall.tenant, "ana") if isinstance(fact, ExamTaken)][-1]
        assert taken.exam == min(exam or hall.clock.at.date(), hall.clock.at.date())
        assert told in (await hall.says("ana", "/exam"))[0].text
        assert "behind you" in (await hall.says("ana", "/plan"))[0].text


async def test_letters_come_only_to_who_asked(hall: GoalHall) -> None:
    """Two of them, at six in the evening and nine in the morning of the learner's own zone."""
    hall.tz["ana"] = "Asia/Tokyo"
    await hall.settles("ana", tz="Asia/Tokyo")
    await hall.says("ana", f"/exam {EXAM}")
    errands = RedisErrands(hall.redis)
    later = hall.clock.at + timedelta(days=60)
    assert await errands.due("terminal", later, hall.tenant) == []
    await hall.presses("ana", "Write to me")
    found = await errands.due("terminal", later, hall.tenant)
    assert [(one.key, one.at.isoformat()) for one in found] == [
        ("eve/2026-12-10", "2026-12-09T09:00:00+00:00"),
        ("after/2026-12-10", "2026-12-11T00:00:00+00:00"),
    ]


async def test_letters_follow_an_exam_that_moves(hall: GoalHall) -> None:
    """Promised once, they are written for whatever date stands in the end, and it says so."""
    await hall.says("ana", f"/exam {EXAM}")
    await hall.presses("ana", "Write to me")
    errands = RedisErrands(hall.redis)
    for moved in (EXAM + timedelta(days=10), EXAM - timedelta(days=5)):
        assert "I write on its eve" in (await hall.says("ana", f"/exam {moved}"))[0].text
        found = await errands.due("terminal", hall.clock.at + timedelta(days=60), hall.tenant)
        assert {f"eve/{moved}", f"after/{moved}"} <= {one.key for one in found}
