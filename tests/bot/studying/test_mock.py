"""The mock exam as somebody sits it: sections by weight, no hint before the end, no press counted twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace

import pytest
from rigs.goal_hall import GoalHall

from bot.progress.facts import Answer
from bot.progress.mastery import section
from bot.quizzing.elsewhere import elsewhere
from bot.quizzing.picking import pick
from bot.quizzing.run import Run
from bot.quizzing.student import read_student


async def answers(hall: GoalHall, who: str) -> list[Answer]:
    return [fact for fact in await hall.world.ledger.facts(hall.tenant, who) if isinstance(fact, Answer)]


async def sit(hall: GoalHall, who: str, count: int, *, right: int) -> None:
    """Begin one and answer ``right`` questions right, the rest wrong."""
    await hall.says(who, f"/mock {count}")
    await hall.presses(who, "Begin")
    for at in range(count):
        await hall.answers(who, *await (hall.right_letters(who) if at < right else hall.wrong_letters(who)))
        if at + 1 < count:
            await hall.presses(who, "Next")


async def test_it_is_announced_with_its_rules_and_its_time(hall: GoalHall) -> None:
    """Before the clock runs."""
    said = (await hall.says("ana", "/mock"))[0]
    assert "55 questions" in said.text
    assert "2 h 00 min" in said.text
    assert "one wrong or missing choice counts as wrong" in said.text
    assert "60 questions" in (await hall.says("ana", "/mock 99"))[0].text
    assert "30 questions" in (await hall.says("ana", "/mock 30 questions"))[0].text


async def test_no_more_is_announced_than_there_is(hall: GoalHall, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small course, or somebody who answered nearly everything today."""
    few = tuple(item for item in hall.course.served if not item.tracks)[:12]
    monkeypatch.setattr(type(hall.course), "served", property(lambda _: few))
    short = (await hall.says("ana", "/mock"))[0]
    assert short.text.startswith(f"**Mock exam:** {len(few)} questions")
    await hall.does("ana", 5)
    refused = (await hall.says("ana", "/mock"))[0]
    assert refused.text.endswith("since yesterday; there are 7.")
    assert not refused.buttons


async def test_the_sections_are_asked_by_their_weight(hall: GoalHall) -> None:
    """As the outline in force has it, to the nearest question."""
    await hall.says("ana", "/mock")
    await hall.presses("ana", "Begin")
    session = await hall.world.sessions.current(hall.place("mock exam"), "ana")
    assert session is not None
    items = [hall.course.items[entry["item"]] for entry in session.state["entries"]]
    shares = hall.course.newest.shares()
    asked = Counter(section(item.objectives[0]) for item in items)
    total = sum(shares.values())
    assert len({item.id for item in items}) == 55
    assert all(abs(asked[name] - 55 * weight / total) <= 1.5 for name, weight in shares.items())


async def test_nothing_is_told_before_it_is_handed_in_and_everything_counts_once(hall: GoalHall) -> None:
    """A restart at each stage, a hand-in pressed by five processes: the same report, each answer once."""
    await sit(hall, "ana", 10, right=6)
    hall.restart()
    assert await answers(hall, "ana") == []
    assert "Deciding" not in " ".join(reply.text for _, _, reply in hall.seen)
    await hall.presses("ana", "Hand in")
    token = hall.button("ana", "Yes, hand in")[0].token
    said = await asyncio.gather(*(hall.presses_token("ana", token) for _ in range(5)))
    hall.restart()
    again = await hall.presses_token("ana", token)
    assert {replies[0].text for replies in (*said, again)} == {said[0][0].text}
    assert said[0][0].text.startswith("**6 of 10 right.**")
    given = await answers(hall, "ana")
    assert Counter(answer.correct for answer in given) == {True: 6, False: 4}
    assert len({answer.delivery for answer in given}) == 10


async def test_what_is_chosen_twice_or_late_is_as_it_was_last_in_time(hall: GoalHall) -> None:
    """A choice may be changed until the end; after it, it may not."""
    await hall.says("ana", "/mock 10")
    await hall.presses("ana", "Begin")
    right, wrong = await hall.right_letters("ana"), await hall.wrong_letters("ana")
    for letter in wrong:
        await hall.presses("ana", letter)
    if len(right) == 1:
        await hall.presses("ana", right[0])
    token = hall.button("ana", wrong[0])[0].token
    hall.later(hours=3)
    over = await hall.presses_token("ana", token)
    assert "right." in over[0].text
    given = await answers(hall, "ana")
    assert [answer.correct for answer in given] == [len(right) == 1]


async def test_flagged_and_open_ones_are_found_again(hall: GoalHall) -> None:
    """And how many are left is said before handing in."""
    await hall.says("ana", "/mock 10")
    await hall.presses("ana", "Begin")
    await hall.presses("ana", "Flag")
    said = await hall.presses("ana", "Next")
    assert "question 2 of 10" in said[0].text
    said = await hall.presses("ana", "Hand in")
    assert "10 questions without a choice, 1 flagged" in said[0].text
    await hall.presses("ana", "Go on")
    assert "question 3 of 10" in (await hall.presses("ana", "Still open"))[0].text


async def test_a_pause_holds_over_a_night_and_a_restart(hall: GoalHall) -> None:
    """Its clock stands still, and nothing can be chosen meanwhile."""
    await hall.says("ana", "/mock 10")
    await hall.presses("ana", "Begin")
    letter = hall.button("ana", "A")[0].token
    await hall.presses("ana", "Pause")
    hall.later(hours=20)
    hall.restart()
    assert "Paused at question 1" in (await hall.presses_token("ana", letter))[0].text
    said = await hall.says("ana", "/mock")
    assert "22 min left · 0 answered" in said[0].text


async def test_the_report_leads_on(hall: GoalHall) -> None:
    """Sections with a likely range, what was missed with what decides, cards for elsewhere, a trail to read."""
    await sit(hall, "ana", 30, right=20)
    await hall.presses("ana", "Hand in")
    report = (await hall.presses("ana", "Yes"))[0]
    assert len(report.cards[0].rows) == 1 + len(hall.course.newest.sections)
    assert any("–" in row[2] for row in report.cards[0].rows[1:])
    assert "What caught you" in report.text
    missed = (await hall.presses("ana", "What I missed"))[0]
    assert len(missed.data["missed"]) == 10
    deck = (await hall.presses_token("ana", next(b.token for b in report.buttons if b.label == "Missed as cards")))[0]
    (file,) = deck.files
    assert (file.name, file.content.decode()) == ("missed.txt", deck.data["deck"])
    lines = deck.data["deck"].splitlines()
    assert lines[:2] == ["#separator:tab", "#html:true"]
    assert [line.count("\t") for line in lines[3:]] == [1] * 10
    trail = await hall.presses("ana", "Read on 1")
    assert 1 <= len(trail[0].sources) <= 3


async def test_time_that_runs_out_unseen_is_handed_in_at_the_next_visit(hall: GoalHall) -> None:
    """Whatever they came for; and what was chosen counts as of then, once."""
    await hall.says("ana", "/mock 10")
    await hall.presses("ana", "Begin")
    chosen_at = hall.clock.at
    await hall.answers("ana", *await hall.right_letters("ana"))
    hall.later(days=3)
    for _ in range(2):
        await hall.arrives("ana")
        hall.restart()
    given = await answers(hall, "ana")
    assert [(answer.correct, answer.at) for answer in given] == [(True, chosen_at)]
    offered = (await hall.says("ana", "/mock"))[0]
    assert offered.text.startswith("The time of your last one, or of its pause, was over, so it was handed in.")
    assert "Last report" in {button.label for button in offered.buttons}
    report = (await hall.presses("ana", "Last report"))[0].text
    assert report.startswith("**1 of 10 right.**")
    assert "Its time was over. 9 questions without a choice." in report


async def test_a_quiz_beside_it_asks_none_of_its_questions(hall: GoalHall) -> None:
    """Nor one of their flips, from any command, until it is handed in; then they may come back."""
    await hall.says("ana", "/mock 60")
    await hall.presses("ana", "Begin")
    session = await hall.world.sessions.current(hall.place("mock exam"), "ana")
    assert session is not None
    paper = {entry["item"] for entry in session.state["entries"]}
    await hall.presses("ana", "Pause")
    student = await read_student(hall.world, hall.learner("ana"))
    others = await elsewhere(hall.world, student.learner, student.now)
    run = Run("quiz", student.now, student.now, pool=tuple(paper))
    assert pick(hall.course, student, run, "seed", others) is None
    assert pick(hall.course, student, replace(run, kind="review", queue=tuple(paper)), "seed", others) is None
    await hall.does("ana", 12)
    asked = {answer.item.removesuffix("~flip") for answer in await answers(hall, "ana")}
    assert len(asked) == 12
    assert not asked & paper
    await hall.says("ana", "/mock")
    await hall.presses("ana", "Hand in")
    await hall.presses("ana", "Yes")
    assert not (await elsewhere(hall.world, student.learner, student.now)).paper
