"""The plan: ticked off by what was done, made anew after each quiz, reachable and exportable."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from rigs.goal_hall import GoalHall

from bot.studying.calendar import Entry, icalendar
from bot.studying.ticks import DRILLED


async def test_thirty_hours_in_three_weeks_by_default(hall: GoalHall) -> None:
    """And the day before the eve is its last when there is an exam."""
    said = (await hall.says("ana", "/plan"))[0]
    assert said.text.startswith("**Thirty hours in three weeks**")
    assert said.data["left"] == said.data["hours"] == 30
    exam = hall.clock.at.date() + timedelta(days=20)
    await hall.settles("ana", exam_date=exam)
    dated = (await hall.says("ana", "/plan"))[0]
    assert dated.data["spans"][-1][2] == (exam - timedelta(days=2)).isoformat()
    assert dated.data["template"] == "three-weeks"


async def test_the_dates_choose_the_template(hall: GoalHall) -> None:
    """A weekend to refresh, three weeks, six weeks."""
    for days, template in ((6, "weekend"), (12, "weekend"), (14, "three-weeks"), (30, "six-weeks"), (120, "six-weeks")):
        await hall.settles("ana", exam_date=hall.clock.at.date() + timedelta(days=days))
        assert (await hall.says("ana", "/plan"))[0].data["template"] == template


async def test_hours_are_those_one_has(hall: GoalHall) -> None:
    """Typed or pressed."""
    assert (await hall.says("ana", "/plan 12 h"))[0].data["hours"] == 12
    await hall.presses("ana", "Hours")
    assert (await hall.presses("ana", "40 h"))[0].data["left"] == 40


async def test_hours_of_a_week_are_taken_for_each_week(hall: GoalHall) -> None:
    """Three weeks without a date; what is no plan at all is said to be none."""
    assert (await hall.says("ana", "/plan 6 h a week"))[0].data["hours"] == 18
    assert (await hall.says("ana", "/plan 10 hours per week"))[0].data["hours"] == 30
    assert "`/plan 6 h a week`" in (await hall.says("ana", "/plan a little"))[0].text


async def test_hours_of_a_week_said_again_count_from_today(hall: GoalHall) -> None:
    """Two weeks in which nothing was done are not made up for in the third."""
    await hall.says("ana", "/plan 6 h a week")
    hall.clock.at += timedelta(weeks=2)
    assert (await hall.says("ana", "/plan 6 h a week"))[0].data["left"] == 6


async def test_on_the_eve_there_is_nothing_left_to_do(hall: GoalHall) -> None:
    """No hours, no list of what was not done."""
    await hall.settles("ana", exam_date=hall.clock.at.date() + timedelta(days=30))
    await hall.says("ana", "/plan")
    hall.clock.at += timedelta(days=29)
    eve = (await hall.says("ana", "/plan"))[0].text
    assert eve.startswith("**Your plan**")
    assert "No day is left to plan: rest." in eve
    assert " h left" not in eve
    assert "If there is time" not in eve


async def test_after_the_exam_it_is_what_was_parked_until_asked_for_anew(hall: GoalHall) -> None:
    """A plan for an exam that is over is not spread over today."""
    await hall.settles("ana", exam_date=hall.clock.at.date() + timedelta(days=9))
    await hall.says("ana", "/plan")
    hall.clock.at += timedelta(days=10)
    assert "Your exam is behind you." in (await hall.says("ana", "/plan"))[0].text
    anew = (await hall.presses("ana", "New plan"))[0]
    assert anew.data["left"] == anew.data["hours"] == 30
    assert (await hall.says("ana", "/plan"))[0].data == anew.data


async def test_nobody_is_given_a_plan_for_an_exam_that_is_over(hall: GoalHall) -> None:
    """Also who never had one before it."""
    await hall.settles("ana", exam_date=hall.clock.at.date() - timedelta(days=1))
    assert "Your exam is behind you." in (await hall.says("ana", "/plan"))[0].text
    assert (await hall.presses("ana", "New plan"))[0].data["hours"] == 30


async def test_its_title_says_no_more_weeks_than_there_are(hall: GoalHall) -> None:
    """Six weeks' hours over half a year are no longer "eight hours each"."""
    for days, title in ((43, "**Six weeks, eight hours each**"), (120, "**48 hours until ")):
        await hall.settles("ana", exam_date=hall.clock.at.date() + timedelta(days=days))
        assert (await hall.says("ana", "/plan"))[0].text.startswith(title)


async def test_a_second_attempt_begins_with_what_was_weak(hall: GoalHall) -> None:
    """Weakest first, as it stood at the exam; what was strong or hardly asked keeps its order, ticks begin anew."""
    exam = hall.clock.at.date() + timedelta(days=2)
    await hall.settles("ana", exam_date=exam)
    await hall.says("ana", "/plan")
    for objective, right in (("6.1", False), ("1.1", True), ("5.1", False), ("5.1", True)):
        await hall.does("ana", 6, objective, right=right)
    hall.clock.at += timedelta(days=3)
    await hall.says("ana", "/exam")
    await hall.presses("ana", "Not this time")
    await hall.presses("ana", "Exam on")
    assert [span[0] for span in (await hall.says("ana", "/plan"))[0].data["spans"]][:2] == ["trust", "production"]
    await hall.says("ana", f"/exam {exam + timedelta(days=21)}")
    plan = (await hall.says("ana", "/plan"))[0].data
    order = [span[0] for span in plan["spans"]]
    assert (order[0], order[-2:], plan["done"]) == ("monitoring", ["gaps", "timed"], [])
    assert order.index("pipelines") < order.index("framing")
    await hall.does("ana", 6, "6.1")
    assert (await hall.says("ana", "/plan"))[0].data["spans"][0][0] != "framing"


async def test_a_plan_without_a_date_that_is_over_can_begin_anew(hall: GoalHall) -> None:
    """Three weeks in which nothing was done."""
    await hall.says("ana", "/plan")
    hall.clock.at += timedelta(weeks=4)
    assert "`/plan restart`" in (await hall.says("ana", "/plan"))[0].text
    assert (await hall.says("ana", "/plan restart"))[0].data["left"] == 30


async def test_a_track_has_its_own_blocks(hall: GoalHall) -> None:
    """A manager learns what a prediction costs, not how a GPU is shared."""
    await hall.settles("ana", track="manager")
    await hall.settles("ben", track="cloud-engineer")
    assert "Cost and people" in (await hall.says("ana", "/plan"))[0].text
    assert "Learning from data, in short" in (await hall.says("ben", "/plan"))[0].text


async def test_it_ticks_itself_off_and_is_made_anew(hall: GoalHall) -> None:
    """Five right answers on its objectives close a block; its hours go, the rest moves up."""
    before = (await hall.says("ana", "/plan"))[0].data
    first = before["spans"][0][0]
    await hall.does("ana", DRILLED, "1.1")
    after = (await hall.says("ana", "/plan"))[0]
    assert after.data["done"] == [first]
    assert f"- ✓ {hall.course.plans['three-weeks'].blocks[0].title}" in after.text
    assert after.data["left"] == before["left"] - before["spans"][0][3]


async def test_cards_count_as_a_drill(hall: GoalHall) -> None:
    """Where the block says so, five of them are its drill."""
    before = (await hall.says("ana", "/plan"))[0].data["spans"][0][0]
    block = next(one for one in hall.course.plans["three-weeks"].blocks if one.id == before)
    await hall.says("ana", block.drill)
    for _ in range(10):
        await hall.presses("ana", "A")
    counted = [
        said
        for said in (await hall.says("ana", "/plan"))[0].text.splitlines()
        if "of 5 answered" in said or "✓" in said
    ]
    assert counted


async def test_wrong_answers_leave_it_open_until_the_check_is_said(hall: GoalHall) -> None:
    """A sentence that holds beside the notes closes it."""
    await hall.says("ana", "/plan")
    await hall.does("ana", DRILLED, "1.1", right=False)
    assert (await hall.says("ana", "/plan"))[0].data["done"] == []
    await hall.presses("ana", "Start now")
    await hall.presses("ana", "Say the check")
    short = await hall.says("ana", "/say dunno")
    assert not short[0].data["holds"]
    good = await hall.says("ana", "/say a churn score that no campaign reads has no value at any accuracy")
    assert good[0].data["holds"]
    assert len((await hall.presses("ana", "Plan"))[0].data["done"]) == 1


async def test_a_block_is_notes_drill_and_check(hall: GoalHall) -> None:
    """Reading ticks; what is parked is found again."""
    await hall.says("ana", "/plan")
    block = (await hall.presses("ana", "Start now"))[0]
    assert {"Read 1", "Drill", "Say the check"} <= {button.label for button in block.buttons}
    assert block.sources
    await hall.presses("ana", "Read 1")
    assert "Next section" in {button.label for button in hall.seen[-1][2].buttons}
    await hall.presses("ana", "Park it")
    assert "Parked for after the exam" in (await hall.says("ana", "/plan parked"))[0].text
    await hall.says("ana", "/plan")
    assert "✓" in (await hall.presses("ana", "Start now"))[0].text.split("\n")[1]


async def test_the_calendar_has_every_block_and_the_exam(hall: GoalHall) -> None:
    """The same entry has the same name each time, so importing it again replaces it."""
    exam = hall.clock.at.date() + timedelta(days=21)
    await hall.settles("ana", exam_date=exam)
    plan = (await hall.says("ana", "/plan"))[0].data
    said = (await hall.presses("ana", "Calendar"))[0]
    (file,), text = said.files, said.data["calendar"]
    assert (file.name, file.media, file.content) == ("study-plan.ics", "text/calendar", text.encode())
    assert text.count("BEGIN:VEVENT") == len(plan["spans"]) + 1
    assert f"DTSTART;VALUE=DATE:{exam:%Y%m%d}" in text
    hall.later(hours=1)
    again = (await hall.says("ana", "/plan calendar"))[0].data["calendar"]
    uids = [line for line in text.splitlines() if line.startswith("UID")]
    assert uids == [line for line in again.splitlines() if line.startswith("UID")]


@given(st.text(max_size=200), st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(0, 40))
def test_any_words_make_a_readable_calendar(words: str, first: date, days: int) -> None:
    """Every line at most 75 octets; unfolded, the words come back but for their escapes."""
    from datetime import UTC, datetime

    text = icalendar([Entry("u", first, first + timedelta(days=days), words)], datetime(2026, 1, 1, tzinfo=UTC))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.replace("\r\n ", "").count("BEGIN:VEVENT") == 1
    assert text.endswith("END:VCALENDAR\r\n")
