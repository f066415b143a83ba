"""Quizzes of one person, from the first word to the last line, over real stores."""

from __future__ import annotations

import asyncio
import re

from rigs.quiz_hall import Hall

from bot.progress.facts import item_of
from bot.quizzing.topics import find

BANNED = re.compile(
    r"\b(edition|ledger|fsrs|mastery|interval|sealed|not_found|verdict|quoting|audience|corpus|delivery|passage)s?\b",
    re.IGNORECASE,
)


async def test_a_wrong_answer_names_what_decided_the_trap_and_when_it_comes_back(hall: Hall) -> None:
    """At most six lines, and the data scripts lean on."""
    await hall.says("ana", "/quiz 1")
    verdict, summary = await hall.answers("ana", *await hall.wrong_letters("ana"))
    assert verdict.text.startswith("**Not ")
    assert "Deciding: *Lineage is required* → **" in verdict.text
    assert "Your trap: " in verdict.text
    assert "Back tomorrow." in verdict.text
    assert "Day 1 ✓ counted at 08:10 UTC." in verdict.text
    assert len(verdict.text.splitlines()) <= 6
    assert [source.number for source in verdict.sources] == [1]
    assert verdict.data["verdict"] == "wrong"
    assert verdict.data["counted"] is True
    assert summary.text.startswith("**0 of 1.** One comes back tomorrow.")


async def test_a_right_answer_says_so_once(hall: Hall) -> None:
    """The whole run: three right, one summary, no second question after the last."""
    await hall.says("ana", "/quiz 3")
    for _ in range(3):
        said = await hall.answers("ana", *await hall.right_letters("ana"))
        assert said[0].text.startswith("**Right: ")
    assert said[-1].text.startswith("**3 of 3.**")


async def test_hard_questions_are_asked_where_there_are_some(hall: Hall) -> None:
    """On a topic that has none of the difficulty, any will do."""
    for asked, hard in (("/quiz 1 hard", {3}), ("/quiz easy 1", {1}), ("/quiz 1 medium", {2})):
        known = {item.difficulty for item in hall.course.served}
        await hall.says("ana", asked)
        verdict = (await hall.answers("ana", *await hall.right_letters("ana")))[0]
        item = hall.course.item(item_of(verdict.data["item"]))
        assert item is not None
        assert item.difficulty in (hard & known or known)


async def test_the_trap_is_counted_by_name(hall: Hall) -> None:
    """The second time it says so."""
    await hall.says("ana", "/quiz 6")
    texts = [(await hall.answers("ana", *await hall.wrong_letters("ana")))[0].text for _ in range(6)]
    assert any("(2nd time)" in text or "(3rd time)" in text for text in texts)


async def test_a_second_press_gets_the_same_words_and_no_second_question(hall: Hall) -> None:
    """First write wins; the run moves once."""
    await hall.says("ana", "/quiz 2")
    letter = (await hall.wrong_letters("ana"))[0]
    token = hall.button("ana", letter)[0].token
    first = await hall.presses_token("ana", token)
    again = await hall.presses_token("ana", token)
    other = await hall.presses_token("ana", hall.seen[0][2].buttons[0].token)
    assert (first[0].text, first[0].data) == (again[0].text, again[0].data) == (other[0].text, other[0].data)
    assert (len(first), len(again), len(other)) == (2, 1, 1)


async def test_a_double_tap_leaves_one_message(hall: Hall) -> None:
    """In a chat of two the second press renews the result; whoever scrolls back and presses later reads it there."""
    await hall.says("ana", "/quiz 2")
    token = hall.button("ana", "A")[0].token
    first, *_ = await hall.presses_token("ana", token)
    hall.later(seconds=12)
    (renewed,) = await hall.presses_token("ana", token)
    hall.later(seconds=12)
    (later,) = await hall.presses_token("ana", token)
    assert first.key and first.key == renewed.key == renewed.replaces
    assert (first.replaces, later.replaces) == (None, None)
    assert first.text == renewed.text == later.text


async def test_the_same_turn_carried_out_again_says_the_same(hall: Hall) -> None:
    """A worker that died after writing is repeated by another: the next question comes again."""
    await hall.says("ana", "/quiz 3")
    token = hall.button("ana", "A")[0].token
    first = await hall.presses_token("ana", token, turn="press-1")
    hall.restart()
    again = await hall.presses_token("ana", token, turn="press-1")
    assert [reply.key for reply in first] == [reply.key for reply in again]
    assert first[0] == again[0]


async def test_presses_at_once_move_a_run_once(hall: Hall) -> None:
    """Five deliveries of one press over five connections: one verdict, one next question."""
    await hall.says("ana", "/quiz 3")
    token = hall.button("ana", "B")[0].token
    every = await asyncio.gather(*(hall.presses_token("ana", token) for _ in range(5)))
    assert len({said[0].text for said in every}) == 1
    assert len({reply.key for said in every for reply in said[1:]}) == 1
    assert len(await hall.world.ledger.facts(hall.tenant, "ana")) == 1


async def test_a_quiz_survives_a_restart_and_is_taken_up_again(hall: Hall) -> None:
    """A bare /quiz shows the open question; the button sent before the restart still works."""
    await hall.says("ana", "/quiz 3")
    first = hall.seen[-1][2]
    hall.restart()
    resumed = (await hall.says("ana", "/quiz"))[0]
    assert "where you left off" in resumed.text
    assert resumed.key == first.key
    assert (await hall.presses_token("ana", first.buttons[0].token))[0].data["counted"] is True


async def test_two_runs_in_one_channel_do_not_mix(hall: Hall) -> None:
    """A press carries its question; nobody answers somebody else's."""
    await hall.says("ana", "/quiz 2", "general")
    await hall.says("bo", "/quiz 2", "general")
    assert (await hall.answers("ana", "A"))[0].data["counted"] is True
    assert (await hall.answers("bo", "A"))[0].data["counted"] is True
    foreign = hall.seen[0][2].buttons[0].token
    assert "somebody else" in (await hall.presses_token("bo", foreign, "general"))[0].text


async def test_in_a_channel_a_choice_is_locked_in_or_changed(hall: Hall) -> None:
    """Nothing is counted before; everything about it is private."""
    await hall.says("ana", "/quiz 1", "general")
    chosen = (await hall.presses("ana", "A"))[0]
    assert [button.label for button in chosen.buttons[:2]] == ["Lock in & see why", "Change"]
    assert chosen.replaces == "pressed"
    assert await hall.world.ledger.facts(hall.tenant, "ana") == []
    changed = (await hall.presses("ana", "Change"))[0]
    assert changed.buttons[0].label == "A"
    await hall.presses("ana", "B")
    said = await hall.presses("ana", "Lock in")
    assert said[0].data["verdict"] in ("right", "wrong")
    assert all(reply.private for _, _, reply in hall.seen)


async def test_several_answers_are_chosen_one_by_one(hall: Hall) -> None:
    """How many is said; a letter pressed twice is taken back; the order of choosing does not matter."""
    opened = (await hall.says("ana", "/quiz serving 3"))[0]
    while "Choose two." not in opened.text:
        opened = (await hall.answers("ana", *await hall.right_letters("ana")))[1]
    second, first = await hall.right_letters("ana")
    await hall.presses("ana", first)
    took_back = (await hall.presses("ana", first))[0]
    assert "Your choice" not in took_back.text
    said = await hall.answers("ana", first, second)
    assert said[0].text.startswith(f"**Right: {second} and {first}.**")


async def test_saying_how_sure_one_is_travels_with_the_answer(hall: Hall) -> None:
    """Unsure and right comes back sooner than sure and right."""
    await hall.says("ana", "/quiz 2")
    await hall.presses("ana", "Unsure")
    unsure = await hall.answers("ana", *await hall.right_letters("ana"))
    await hall.presses("ana", "Sure")
    sure = await hall.answers("ana", *await hall.right_letters("ana"))
    cards = await hall.world.reviews.cards(hall.tenant, "ana")
    assert cards[unsure[0].data["item"]]["due"] < cards[sure[0].data["item"]]["due"]


async def test_a_skipped_question_counts_neither_way(hall: Hall) -> None:
    """The run goes on without it."""
    await hall.says("ana", "/quiz 2")
    assert "Question 2 of 2" in (await hall.presses("ana", "Skip"))[0].text
    said = await hall.answers("ana", *await hall.right_letters("ana"))
    assert said[1].text.startswith("**1 of 1.**")


async def test_a_quiz_of_minutes_ends_by_itself(hall: Hall) -> None:
    """No question is dealt after the time is up."""
    await hall.says("ana", "/quiz 5m")
    assert len(await hall.answers("ana", "A")) == 2
    hall.later(minutes=6)
    assert hall.seen[-1][2].text.startswith("Question 2")
    said = await hall.answers("ana", "A")
    assert " of 2.**" in said[1].text


async def test_a_drill_reports_the_time_of_each_question(hall: Hall) -> None:
    """The exam's pace beside one's own."""
    await hall.says("ana", "/drill 2")
    hall.later(seconds=65)
    await hall.answers("ana", "A")
    hall.later(seconds=140)
    times = (await hall.answers("ana", "A"))[1].cards[0]
    assert [row[1] for row in times.rows] == ["Time", "1:05", "2:20", "3:25"]
    assert times.rows[2][2].endswith("over")


async def test_review_asks_what_is_due_in_other_words(hall: Hall) -> None:
    """A missed item comes back the next day, paraphrased, and counts as a new answer without points."""
    await hall.says("ana", "/quiz 1")
    missed = (await hall.answers("ana", *await hall.wrong_letters("ana")))[0].data["item"]
    assert "Nothing to review" in (await hall.says("ana", "/review"))[0].text
    hall.later(hours=26)
    asked = (await hall.says("ana", "/review"))[0]
    assert "An auditor wants to see the origin" in asked.text
    said = (await hall.answers("ana", *await hall.right_letters("ana")))[0]
    assert (said.data["item"], said.data["counted"]) == (missed, True)
    facts = await hall.world.ledger.facts(hall.tenant, "ana")
    assert facts[-1].points == 0


async def test_a_question_closes_after_a_week_and_still_teaches(hall: Hall) -> None:
    """The late press gets the result and changes nothing."""
    await hall.says("ana", "/quiz 1")
    hall.later(days=8)
    late = (await hall.answers("ana", "A"))[0]
    assert "closed on Saturday 28 November" in late.text
    assert late.data["verdict"] == "closed"
    assert await hall.world.ledger.facts(hall.tenant, "ana") == []


async def test_a_topic_nobody_wrote_about_is_not_replaced_by_another(hall: Hall) -> None:
    """It names what there is."""
    said = (await hall.says("ana", "/quiz blockchain"))[0]
    assert "no questions on “blockchain”" in said.text
    assert "`/quiz " in said.text


async def test_a_topic_bounds_the_run(hall: Hall) -> None:
    """Section, objective, topic, product nickname and grouping all find their items."""
    for topic, expected in (("monitoring", 3), ("2.1", 3), ("section 2", 6), ("operations", 6), ("the plumbing", 12)):
        await hall.says("ana", f"/quiz {topic} 2")
        current = await hall.world.sessions.current(hall.place(), "ana")
        assert current is not None
        assert len(current.state["pool"]) == expected, topic


async def test_nothing_a_learner_reads_uses_an_inside_word(hall: Hall) -> None:
    """Every reply of a long evening."""
    await hall.says("ana", "/quiz")
    for label in ("Place me", "Manager", "In 6"):
        await hall.presses("ana", label)
    for _ in range(7):
        await hall.answers("ana", *await hall.wrong_letters("ana"))
    for label in ("Now flip it", "Why not", "Show source", "Explain", "Report", "Unclear", "Five more"):
        await hall.presses("ana", label)
    await hall.says("ana", "/drill 1", "general")
    await hall.answers("ana", "A")
    for _, _, reply in hall.seen:
        shown = [reply.text, *(b.label for b in reply.buttons), *(line for card in reply.cards for line in card.lines)]
        assert not BANNED.search("\n".join(shown)), shown
        assert all(len(button.token) <= 90 for button in reply.buttons)


async def test_what_is_open_in_one_place_is_not_asked_in_another(hall: Hall) -> None:
    """The same question twice would count once."""
    for channel in (None, "ml", "exam"):
        await hall.says("ana", "/quiz 2", channel)
    shown = [await hall.world.deliveries.get(hall.tenant, reply.key) for _, _, reply in hall.seen if reply.key]
    assert len({delivery.item for delivery in shown if delivery}) == 3


async def test_somebody_who_was_away_is_welcomed_once(hall: Hall) -> None:
    """In one line, above the first question; a long weekend is no absence."""
    await hall.says("ana", "/quiz 1")
    await hall.answers("ana", "A")
    hall.later(days=3)
    assert "back" not in (await hall.says("ana", "/quiz 1"))[0].text
    await hall.answers("ana", "A")
    hall.later(days=4)
    assert (await hall.says("ana", "/quiz 2"))[0].text.startswith("Good to have you back.")
    following = (await hall.answers("ana", "A"))[-1].text
    assert following.startswith("Question 2 of 2")


async def test_a_drill_lasts_as_long_as_it_was_given(hall: Hall) -> None:
    """``/drill 5m`` ends by the clock and not by a number."""
    begun = (await hall.says("ana", "/drill 5m"))[0]
    assert begun.text.startswith("Question 1\n")
    hall.later(minutes=4)
    assert (await hall.answers("ana", "A"))[-1].text.startswith("Question 2\n")
    hall.later(minutes=1)
    assert " of 2.**" in (await hall.answers("ana", "A"))[-1].text


async def test_a_reason_says_which_of_several_options_it_is_about(hall: Hall) -> None:
    """Right and wrong: the letter of the option stands before it."""
    for letters in (hall.right_letters, hall.wrong_letters):
        asked = ""
        while "Choose two." not in asked:
            asked = (await hall.says("ana", "/quiz 1"))[0].text
            chosen = await letters("ana")
            verdict = (await hall.answers("ana", *chosen))[0]
        reason = verdict.text.splitlines()[1]
        assert reason[:3] == "**" + reason[2]
        assert reason[2] in chosen
        hall.later(days=30)


async def test_five_more_stay_on_the_topic(hall: Hall) -> None:
    """Whoever asked for one subject did not ask for all of them; a review is of everything that was missed."""
    await hall.says("ana", "/quiz tools 1")
    await hall.answers("ana", *await hall.wrong_letters("ana"))
    await hall.presses("ana", "Five more")
    dealt = {item_of((await hall.answers("ana", "A"))[0].data["item"]) for _ in range(5)}
    on_tools = find(hall.course, "tools")
    assert on_tools is not None
    assert dealt <= on_tools.items


async def test_a_drill_says_what_its_time_did_not_reach(hall: Hall) -> None:
    """Two of three were asked; who wonders where the third is reads it."""
    await hall.says("ana", "/drill 3")
    await hall.answers("ana", "A")
    hall.later(minutes=6)
    assert "Time was up: 1 question not asked." in (await hall.answers("ana", "A"))[-1].text
    await hall.says("ana", "/drill 1")
    hall.later(minutes=6)
    assert "Time was up" not in (await hall.answers("ana", "A"))[-1].text
