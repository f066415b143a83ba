"""Readiness as it is said, guided mode, and what changed since."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from rigs.goal_hall import GoalHall


async def test_not_enough_answers_is_said_and_leads_to_more(hall: GoalHall) -> None:
    """Which sections are thin, and a quiz on one."""
    said = (await hall.says("ana", "/ready"))[0]
    assert said.text.startswith("Readiness: not enough answers yet.")
    assert not said.data["enough"]
    assert "Question 1 of 5" in (await hall.presses("ana", "Five on"))[0].text


async def test_with_enough_there_is_a_range_and_no_promise(hall: GoalHall) -> None:
    """And every section explains itself with its weight."""
    for _ in range(6):
        await hall.says("ana", "/ready")
        await hall.presses("ana", "Five on")
        for at in range(5):
            await hall.answers("ana", *await (hall.right_letters("ana") if at else hall.wrong_letters("ana")))
    said = (await hall.says("ana", "/ready"))[0]
    assert said.data["enough"], said.text
    assert said.data["low"] < said.data["share"] < said.data["high"]
    assert "No promise to pass" in said.text
    why = (await hall.presses("ana", "Show why"))[0].text
    assert why.count("weighs") == 6
    assert "nine times in ten" in why


async def test_guided_mode_asks_what_decides_before_the_options(hall: GoalHall) -> None:
    """Problem, what decides, an approach; only the fourth step has letters."""
    said = await hall.says("ana", "/guide pipelines")
    assert said[-1].data["step"] == 1
    assert "A" not in {button.label for button in said[-1].buttons}
    said = await hall.says("ana", "/say fewer surprises for the auditor")
    assert said[0].text.startswith("Noted")
    assert "What decides this?" in said[-1].text
    await hall.presses("ana", "Next step")
    said = await hall.presses("ana", "Next step")
    assert "Step 4 of 4" in said[0].text
    assert "A" in {button.label for button in said[-1].buttons}
    after = await hall.answers("ana", *await hall.right_letters("ana"))
    assert "Deciding" in after[0].text
    assert "nothing to say" in (await hall.says("ana", "/say and one thing more"))[0].text, "the guide is over"


async def test_what_changed_since_is_listed_and_asked_again(hall: GoalHall) -> None:
    """A note that is newer than one's answer, and the question that rests on it."""
    await hall.does("ana", 1)
    press = hall.world.tokens.mint("changed", place=hall.place())
    assert "Nothing you answered has changed" in (await hall.presses_token("ana", press))[0].text
    item = (await hall.world.ledger.facts(hall.tenant, "ana"))[0].item
    slug = hall.course.items[item].option(hall.course.items[item].key[0]).source.note
    note = hall.course.notes[slug]
    newer = replace(note, front={**note.front, "as_of": date(2026, 11, 25)})
    before = hall.course
    hall.course = replace(before, notes={**before.notes, slug: newer})
    hall.restart()
    hall.later(days=6)
    said = (await hall.presses_token("ana", press))[0]
    assert said.data["changed"] == [[item]]
    assert note.title in said.text
    assert "Question 1 of 1" in (await hall.presses("ana", "Ask me these again"))[0].text


async def test_a_question_is_not_given_away_by_asking_beside_a_mock_exam(hall: GoalHall) -> None:
    """What is open in it is guarded like any other open question."""
    await hall.says("ana", "/mock 10")
    await hall.presses("ana", "Begin")
    doubt = await hall.quizzing.doubts.about(hall.learner("ana"), hall.place("elsewhere"), "is it B?")
    assert doubt.refusal is not None
