"""Questions a whole channel answers: live with a host, and once a day."""

from __future__ import annotations

from datetime import timedelta

from rigs.quiz_hall import Hall

from bot.memory.client import Link
from bot.progress.facts import Answer, Choice
from bot.quizzing.corrections import Corrections
from bot.quizzing.courses import BUNDLED, open_course
from bot.quizzing.daily import Due


async def start(hall: Hall, count: int = 2) -> None:
    await hall.says("bo", f"/quiz live {count} monitoring", "general")
    await hall.presses("bo", "Start")


async def test_a_live_quiz_stays_closed_until_the_reveal(hall: Hall) -> None:
    """Before: only how many. Then bars, the key, one source, and no names."""
    await start(hall)
    said, edit = await hall.presses("ana", "A")
    assert said.private
    assert said.data["verdict"] == "sealed"
    assert "· 1 answered" in edit.text
    assert edit.replaces == edit.key
    await hall.presses("bo", (await hall.right_letters("bo"))[0])
    revealed = (await hall.presses("bo", "Reveal"))[0]
    assert "of 2 had it" in revealed.text
    options = [line for line in edit.text.splitlines() if line.startswith("**A** ")]
    assert options and options[0] in revealed.text  # it takes the question's place: the letters still mean something
    assert revealed.cards[0].title == "2 answers"
    assert len(revealed.sources) == 1
    assert "ana" not in (revealed.text + "".join(revealed.cards[0].lines)).lower()


async def test_the_last_choice_before_the_reveal_is_judged_once(hall: Hall) -> None:
    """Three choices, two reveals: one answer, dated when it was chosen."""
    await start(hall)
    wrong, right = await hall.wrong_letters("ana"), await hall.right_letters("ana")
    await hall.answers("ana", *wrong)
    chosen_at = hall.clock.at
    await hall.answers("ana", *right)
    hall.later(minutes=5)
    await hall.presses("bo", "Reveal")
    reveal = next(b for _, _, r in reversed(hall.seen) for b in r.buttons if b.label == "Reveal")
    await hall.presses_token("bo", reveal.token, "general")
    facts = await hall.world.ledger.facts(hall.tenant, "ana")
    assert [type(fact) for fact in facts] == [Choice, Choice, Answer]
    assert isinstance(facts[-1], Answer)
    assert (facts[-1].correct, facts[-1].points, facts[-1].at) == (True, 20, chosen_at)


async def test_the_reveal_tells_each_their_own_trap_privately(hall: Hall) -> None:
    """And a press after it gets the result without counting."""
    await start(hall)
    await hall.answers("ana", *await hall.wrong_letters("ana"))
    late = (await hall.wrong_letters("cy"))[0]
    late_token = hall.button("cy", late)[0].token
    await hall.presses("bo", "Reveal")
    mine = (await hall.presses("ana", "My result"))[0]
    assert mine.private
    assert "Your trap" in mine.text
    too_late = (await hall.presses_token("cy", late_token, "general"))[0]
    assert too_late.data["verdict"] == "closed"
    assert await hall.world.ledger.facts(hall.tenant, "cy") == []


async def test_only_the_host_goes_on(hall: Hall) -> None:
    """Others are told whose it is; a second press on Next puts nothing up."""
    await start(hall)
    assert "Bo hosts" in (await hall.presses("ana", "Reveal"))[0].text
    await hall.presses("bo", "Reveal")
    onward = hall.button("bo", "Next")[0].token
    assert "Question 2 of 2" in (await hall.presses_token("bo", onward, "general"))[0].text
    assert "up already" in (await hall.presses_token("bo", onward, "general"))[0].text
    await hall.presses("bo", "Reveal")
    over = (await hall.presses("bo", "Finish"))[0]
    assert "The live quiz is over." in over.text


async def test_several_answers_in_a_live_quiz(hall: Hall) -> None:
    """Chosen in a private copy, locked in there."""
    await hall.says("bo", "/quiz live 3 serving", "general")
    await hall.presses("bo", "Start")
    while "Choose two." not in hall.seen[-1][2].text:
        await hall.presses("bo", "Reveal")
        await hall.presses("bo", "Next")
    letters = await hall.right_letters("ana")
    said = await hall.answers("ana", *letters)
    assert said[0].data["verdict"] == "sealed"
    await hall.presses("bo", "Reveal")
    assert "**Right" in (await hall.presses("ana", "My result"))[0].text


async def test_a_live_quiz_needs_a_channel(hall: Hall) -> None:
    """Alone there is nobody to play with."""
    assert "needs a channel" in (await hall.says("bo", "/quiz live"))[0].text


async def test_the_daily_question_is_private_at_once_and_counted_without_names(hall: Hall) -> None:
    """Asked twice it is the same question; closed it shows how people chose."""
    due = Due(hall.place("general"), "2026-11-21", hall.clock.at + timedelta(hours=24))
    asked = await hall.quizzing.daily.ask(due)
    again = await hall.quizzing.daily.ask(due)
    assert asked is not None
    assert asked == again
    post, delivery = asked
    assert not post.private
    hall.seen.append((None, "general", post))
    right, wrong = await hall.right_letters("ana"), await hall.wrong_letters("bo")
    said, edit = await hall.answers("ana", *right)
    assert said.private
    assert said.data["verdict"] == "right"
    assert "1 answered" in edit.text
    assert edit.replaces == delivery.id
    hall.seen.append((None, "general", post))
    assert "2 answered" in (await hall.answers("bo", *wrong))[1].text
    closed = await hall.quizzing.daily.close(hall.tenant, delivery.id)
    assert closed is not None
    assert "1 of 2 had it." in closed.text
    assert "2 people answered" in closed.images[0].alt


async def test_a_daily_question_that_was_taken_out_closes_without_a_key(hall: Hall) -> None:
    """Its key may be what was wrong with it."""
    asked = await hall.quizzing.daily.ask(Due(hall.place("general"), "d", hall.clock.at + timedelta(hours=24)))
    assert asked is not None
    item = hall.course.items[asked[1].item]
    await Corrections(hall.world.ledger, hall.clock).withdraw(hall.tenant, item, "Two options fit.")
    closed = await hall.quizzing.daily.close(hall.tenant, asked[1].id)
    assert closed is not None
    assert "was taken out" in closed.text
    assert "The answer is" not in closed.text


async def test_a_locked_in_daily_answer_stands(hall: Hall) -> None:
    """A press on another letter afterwards gets the same result again."""
    asked = await hall.quizzing.daily.ask(Due(hall.place("general"), "d", hall.clock.at + timedelta(hours=24)))
    assert asked is not None
    hall.seen.append((None, "general", asked[0]))
    first = (await hall.answers("ana", "A"))[0]
    later = (await hall.presses_token("ana", asked[0].buttons[1].token, "general"))[0]
    assert (first.text, first.data) == (later.text, later.data)


async def test_the_daily_question_leaves_out_what_the_channel_saw(hall: Hall) -> None:
    """Twelve days, twelve questions, then none."""
    seen: list[str] = []
    for day in range(13):
        due = Due(hall.place("general"), f"day {day}", hall.clock.at + timedelta(hours=24), seen=tuple(seen))
        asked = await hall.quizzing.daily.ask(due)
        if asked is None:
            break
        seen.append(asked[1].item)
    assert len(seen) == len(set(seen)) == 12


async def test_what_a_question_was_about_still_stands_there_at_the_end(redis: Link) -> None:
    """The code that a scenario speaks of is kept above the bars."""
    hall = Hall(redis, open_course(BUNDLED / "pmle"), "T")
    await hall.says("bo", "/quiz live 30", "general")
    asked = (await hall.presses("bo", "Start"))[0]
    for _ in range(29):
        if asked.cards:
            break
        await hall.presses("bo", "Reveal")
        asked = (await hall.presses("bo", "Next"))[0]
    (code,) = asked.cards
    assert (await hall.presses("bo", "Reveal"))[0].cards[0] == code


async def test_one_question_is_not_called_the_hardest(hall: Hall) -> None:
    """Of several, it is one that somebody had wrong."""
    for count, named in ((1, False), (2, True)):
        await start(hall, count)
        for at in range(count):
            await hall.answers("ana", *await hall.wrong_letters("ana"))
            await hall.presses("bo", "Reveal")
            over = (await hall.presses("bo", "Finish" if at + 1 == count else "Next"))[0]
        assert ("Hardest: question" in over.text) is named
