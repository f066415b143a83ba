"""A disputed item: out, or judged anew, and everybody concerned hears of it once."""

from __future__ import annotations

import pytest
from rigs.quiz_hall import Hall

from bot.progress.judged import judged
from bot.quizzing.corrections import Corrections


async def test_a_withdrawn_item_is_told_to_each_who_answered_it(hall: Hall) -> None:
    """Asked for twice it is one fact and the same notices."""
    await hall.says("ana", "/quiz monitoring 1")
    said = await hall.answers("ana", *await hall.right_letters("ana"))
    item = hall.course.items[said[0].data["item"]]
    corrections = Corrections(hall.world)
    told = await corrections.withdraw(hall.tenant, item, "Two options fit.", lambda who: hall.place())
    again = await corrections.withdraw(hall.tenant, item, "Two options fit.", lambda who: hall.place())
    assert told == again
    assert [(post.learner, post.key) for post in told] == [("ana", f"withdraw/{item.id}/ana")]
    assert "Two options fit." in told[0].reply.text
    facts = await hall.world.ledger.facts(hall.tenant, "ana")
    assert len(facts) == 2
    assert judged(facts) == []


async def test_a_corrected_key_is_told_to_those_it_changes(hall: Hall) -> None:
    """Asked for again an hour later, the same notices: their keys make them be said once."""
    await hall.says("ana", "/quiz monitoring 1")
    said = await hall.answers("ana", *await hall.right_letters("ana"))
    item = hall.course.items[said[0].data["item"]]
    corrections = Corrections(hall.world)
    told = await corrections.regrade(hall.tenant, item, 1, ("d",), "The note was wrong.", lambda who: hall.place())
    hall.later(hours=1)
    again = await corrections.regrade(hall.tenant, item, 1, ("d",), "The note was wrong.", lambda who: hall.place())
    assert told == again
    assert [post.learner for post in told] == ["ana"]
    assert "now counts as **wrong**" in told[0].reply.text
    assert [answer.correct for answer in judged(await hall.world.ledger.facts(hall.tenant, "ana"))] == [False]


async def test_a_key_that_is_no_option_is_refused(hall: Hall) -> None:
    """Before anything is written."""
    item = hall.course.items["the-fir-case"]
    with pytest.raises(ValueError, match="not among the options"):
        await Corrections(hall.world).regrade(hall.tenant, item, 1, ("z",), "", lambda who: hall.place())
    assert await hall.world.ledger.facts(hall.tenant) == []
