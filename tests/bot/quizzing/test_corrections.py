"""A disputed item: out, or judged anew, and everybody concerned hears of it once, when they come by."""

from __future__ import annotations

import pytest
from rigs.quiz_hall import Hall

from bot.progress.judged import judged
from bot.quizzing.corrections import Corrections
from bot.quizzing.items import Item


def corrections(hall: Hall) -> Corrections:
    return Corrections(hall.world.ledger, hall.clock)


async def answered(hall: Hall, who: str) -> Item:
    """Let somebody answer one question rightly; which item it was."""
    await hall.says(who, "/quiz monitoring 1")
    said = await hall.answers(who, *await hall.right_letters(who))
    return hall.course.items[said[0].data["item"]]


async def test_a_withdrawn_item_is_told_to_each_who_answered_it(hall: Hall) -> None:
    """Asked for twice it is one fact; the learner hears of it with their next quiz, and then no more."""
    item = await answered(hall, "ana")
    told = await corrections(hall).withdraw(hall.tenant, item, "Two options fit.")
    assert told == await corrections(hall).withdraw(hall.tenant, item, "Two options fit.") == ("ana",)
    facts = await hall.world.ledger.facts(hall.tenant, "ana")
    assert (len(facts), judged(facts)) == (2, [])
    assert "Two options fit. It no longer counts" in (await hall.says("ana", "/quiz 1"))[-1].text
    assert "Two options fit." not in (await hall.says("ana", "/quiz 1"))[-1].text
    assert "Two options fit." not in (await hall.says("bo", "/quiz 1"))[-1].text


async def test_a_corrected_key_is_told_to_those_it_changes(hall: Hall) -> None:
    """Asked for again an hour later it is the same correction; the next answer brings the news."""
    item = await answered(hall, "ana")
    told = await corrections(hall).regrade(hall.tenant, item, ("d",), "The note was wrong.")
    hall.later(hours=1)
    assert told == await corrections(hall).regrade(hall.tenant, item, ("d",), "The note was wrong.") == ("ana",)
    await hall.says("bo", "/quiz 1")
    assert "The note was wrong." not in (await hall.answers("bo", *await hall.right_letters("bo")))[-1].text
    assert "now counts as **wrong**" in (await hall.says("ana", "/quiz 1"))[-1].text
    assert [answer.correct for answer in judged(await hall.world.ledger.facts(hall.tenant, "ana"))] == [False]


async def test_a_withdrawn_item_is_asked_no_more_and_its_open_buttons_say_so(hall: Hall) -> None:
    """A question that was open when its item went takes no answer."""
    item = await answered(hall, "ana")
    await hall.says("bo", "/quiz monitoring 9")
    while hall.seen[-1][2].key and item.scenario[:30] not in hall.seen[-1][2].text:
        await hall.presses("bo", "Skip")
    letters = await hall.right_letters("bo")
    await corrections(hall).withdraw(hall.tenant, item, "Two options fit.")
    question = hall.seen[-1][2].text
    said = await hall.answers("bo", *letters)
    assert said[0].data["verdict"] == "closed"
    assert len(said) == 2  # and the run goes on
    assert said[1].text != question
    assert judged(await hall.world.ledger.facts(hall.tenant, "bo")) == []


async def test_nobody_is_led_back_to_a_question_that_was_taken_out(hall: Hall) -> None:
    """``/quiz`` goes on with the next one."""
    item = await answered(hall, "ana")
    await hall.says("bo", "/quiz monitoring 9")
    while hall.seen[-1][2].key and item.scenario[:30] not in hall.seen[-1][2].text:
        await hall.presses("bo", "Skip")
    await corrections(hall).withdraw(hall.tenant, item, "Two options fit.")
    assert item.scenario[:30] not in (await hall.says("bo", "/quiz"))[0].text


async def test_a_key_that_is_no_option_is_refused(hall: Hall) -> None:
    """Before anything is written."""
    item = hall.course.items["the-fir-case"]
    with pytest.raises(ValueError, match="not among the options"):
        await corrections(hall).regrade(hall.tenant, item, ("z",), "")
    assert await hall.world.ledger.facts(hall.tenant) == []
