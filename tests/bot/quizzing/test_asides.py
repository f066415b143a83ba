"""The buttons under an answer, placement, and what is said while a question is open."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from rigs.quiz_hall import Hall

from bot.memory.client import Link
from bot.progress.facts import Answer, Regrade, Withdrawal
from bot.quizzing.courses import BUNDLED, Course, open_course


@pytest.fixture(scope="module")
def pmle() -> Course:
    """The bundled course."""
    return open_course(BUNDLED / "pmle")


async def answered(hall: Hall, who: str = "ana") -> None:
    """Answer wrongly until an item with a flip was among them."""
    said = await hall.says(who, "/quiz tools 3")
    while "Now flip it" not in [button.label for button in said[0].buttons]:
        said = await hall.answers(who, *await hall.wrong_letters(who))


async def test_a_flip_asks_the_same_case_with_the_other_key(hall: Hall) -> None:
    """One tap, one line of why; practice, so no points."""
    await answered(hall)
    asked = (await hall.presses("ana", "Now flip it"))[0]
    assert "no auditor will ever ask" in asked.text
    assert "Still " in asked.text
    said = await hall.answers("ana", *await hall.right_letters("ana"))
    assert said[0].text == "**Right.** Without an auditor the small tool is enough."
    assert len(said) == 1
    fact = (await hall.world.ledger.facts(hall.tenant, "ana"))[-1]
    assert isinstance(fact, Answer)
    assert (fact.item.endswith("~flip"), fact.points, fact.correct) == (True, 0, True)


async def test_pressing_flip_twice_is_one_question(hall: Hall) -> None:
    """The same showing, so answering both is one answer."""
    await answered(hall)
    token = hall.button("ana", "Now flip it")[0].token
    first, again = await hall.presses_token("ana", token), await hall.presses_token("ana", token)
    assert first == again


async def test_why_not_the_others_explains_every_option(hall: Hall) -> None:
    """Each with its reason and where it stands; two sections, two sources."""
    await answered(hall)
    said = (await hall.presses("ana", "Why not"))[0]
    assert said.text.count("✗") == 3
    assert said.text.count("✓") == 1
    assert [source.number for source in said.sources] == [1, 2]
    note = hall.course.notes["tools"]
    for source in said.sources:
        section = note.section(source.heading)
        assert section is not None
        assert source.quote in section.text


async def test_show_source_opens_the_section(hall: Hall) -> None:
    """The deciding section, verbatim."""
    await answered(hall)
    said = (await hall.presses("ana", "Show source"))[0]
    assert "Lineage decides when an auditor asks which data trained a model." in said.text


async def test_explain_more_goes_to_the_tutor_with_the_section(hall: Hall) -> None:
    """The product is named as the learner's exam names it."""
    await answered(hall)
    await hall.presses("ana", "Explain more")
    assert hall.desk.asked[0].startswith("When does lineage decide?: Lineage is required: New Pipes")


async def test_a_report_reaches_whoever_keeps_the_course(hall: Hall) -> None:
    """Two taps, with the version that was shown."""
    await answered(hall)
    await hall.presses("ana", "Report")
    assert "Thank you" in (await hall.presses("ana", "Two answers"))[0].text
    assert (hall.desk.reports[0].reason, hall.desk.reports[0].version) == ("two", 1)


async def test_nothing_is_said_about_an_open_question(hall: Hall) -> None:
    """A button for its reasons, minted or forged from another place, does not help."""
    asked = (await hall.says("ana", "/quiz 1"))[0]
    assert asked.key is not None
    token = hall.world.tokens.mint("whynot", asked.key, place=hall.place())
    said = (await hall.presses_token("ana", token))[0]
    assert said.text.startswith("Answer it first")


async def test_a_withdrawn_item_is_asked_no_more(hall: Hall) -> None:
    """Eleven of twelve are left, and an open showing of it no longer counts."""
    asked = (await hall.says("ana", "/quiz 1"))[0]
    delivery = await hall.world.deliveries.get(hall.tenant, asked.key or "")
    assert delivery is not None
    await hall.world.ledger.append(hall.tenant, Withdrawal(delivery.item, hall.clock.at, "two keys"), key="w")
    assert "taken out" in (await hall.answers("ana", "A"))[0].text
    await hall.says("bo", "/quiz 30")
    dealt = set()
    for _ in range(11):
        said = await hall.answers("bo", *await hall.right_letters("bo"))
        dealt.add(said[0].data["item"])
    assert len(dealt) == 11
    assert delivery.item not in dealt


async def test_a_corrected_key_judges_later_answers(hall: Hall) -> None:
    """By the version that was shown."""
    asked = (await hall.says("ana", "/quiz 1 tools"))[0]
    delivery = await hall.world.deliveries.get(hall.tenant, asked.key or "")
    assert delivery is not None
    correction = Regrade(delivery.item, 1, ("d",), hall.clock.at, "the note was wrong")
    await hall.world.ledger.append(hall.tenant, correction, key="r")
    letter = "ABCD"[delivery.order.index("d")]
    assert (await hall.answers("ana", letter))[0].data["verdict"] == "right"


async def test_placement_is_offered_once_and_never_forced(hall: Hall) -> None:
    """The first bare /quiz asks a question anyway; /quiz 3 offers nothing."""
    offer, question = await hall.says("ana", "/quiz")
    assert [button.label for button in offer.buttons] == ["Place me first"]
    assert question.text.startswith("Question 1 of 5")
    assert len(await hall.says("bo", "/quiz 3")) == 1
    await hall.answers("ana", "A")
    await hall.says("ana", "/quiz 1")
    await hall.answers("ana", "A")
    assert len(await hall.says("ana", "/quiz")) == 1


async def test_placement_asks_seven_and_says_where_to_start(hall: Hall) -> None:
    """Track and exam date are kept; the blueprint follows the date."""
    await hall.says("ana", "/quiz")
    await hall.presses("ana", "Place me")
    await hall.presses("ana", "Manager")
    assert (await hall.presses("ana", "In 6"))[0].text.startswith("Question 1 of 7")
    for _ in range(7):
        said = await hall.answers("ana", *await hall.wrong_letters("ana"))
    assert said[-1].text.startswith("**A direction, not a mark.**")
    assert re.search(r"Start with \*[^*]+\* \(0 of \d\)", said[-1].text)
    profile = await hall.world.profiles.get(hall.tenant, "ana")
    assert profile.track == "manager"
    assert profile.exam_date is not None


async def test_a_second_placement_asks_what_was_not_asked_yet(redis: Link, pmle: Course) -> None:
    """And does not claim that every question was seen."""
    hall = Hall(redis, pmle, "T")
    await hall.world.profiles.change(hall.tenant, "ana", track="manager")
    placed: list[set[str]] = []
    for _ in range(2):
        said = await hall.says("ana", "/quiz placement")
        assert "you have not seen" not in said[0].text and "seen every question" not in said[0].text
        placed.append(set())
        while any(button.label == "A" for button in said[-1].buttons):
            said = await hall.answers("ana", *await hall.wrong_letters("ana"))
            placed[-1].add(str(said[0].data["item"]))
            assert said[0].data["counted"]
    first, second = placed
    assert first and not first & second


async def test_placement_by_name_asks_first_what_somebody_does(hall: Hall) -> None:
    """Who said so in their settings, and when their exam is, goes straight to the seven."""
    asked = (await hall.says("ana", "/quiz placement"))[0]
    assert asked.text == "Which is closest to your work?"
    await hall.says("ana", "/quiz 1")
    await hall.world.profiles.change(hall.tenant, "ana", exam_date=hall.clock.at.date() + timedelta(days=9))
    await hall.says("ana", "/quiz placement")
    assert (await hall.presses("ana", "Manager"))[0].text.startswith("Question 1 of 7")
    assert (await hall.says("ana", "/quiz placement"))[0].text.startswith("Question 1 of 7")


async def test_when_all_was_seen_it_says_so_and_turns_to_flips(hall: Hall) -> None:
    """Three items and one flip on tools; then it is enough for today."""
    texts = [reply.text for reply in await hall.says("ana", "/quiz tools 20")]
    for _ in range(4):
        texts += [reply.text for reply in await hall.answers("ana", *await hall.right_letters("ana"))]
    assert "3 questions in tools you have not seen" in texts[0]
    assert sum("Same case, but" in text for text in texts) == 1
    assert texts[-1].startswith("**4 of 4.**")


async def test_a_doubt_is_a_question_and_does_not_leak_the_key(hall: Hall) -> None:
    """Asking for the key is refused with its reason; other questions leave out the section that decides."""
    await hall.says("ana", "/quiz tools 1")
    ask = hall.quizzing.doubts.about
    ana, here = hall.learner("ana"), hall.place()
    asked = (
        "B",
        "is it B?",
        "is it option C?",
        "which answer is right?",
        "Just tell me the answer",
        "why not D?",
        "why is B wrong?",
        "I think it's C",
        "B or C?",
    )
    for text in asked:
        refusal = (await ask(ana, here, text)).refusal
        assert refusal is not None, text
        assert refusal.private
    for text in ("skip", "Next question, please", "I don't know"):
        refusal = (await ask(ana, here, text)).refusal
        assert refusal is not None and "Press **Skip**" in refusal.text, text
    refused = (await ask(ana, here, "which option is correct?")).refusal
    assert refused is not None
    assert refused.data == {"outcome": "refused", "reason": "key of an open item"}
    for text in (
        "what is lineage?",
        "what is a confusion matrix?",
        "why is a model drifting?",
        "is it a good idea to log?",
    ):
        assert (await ask(ana, here, text)).refusal is None, text
    doubt = await ask(ana, here, "what is lineage?")
    assert doubt.withheld == {("tools", "When does lineage decide?")}
    assert await hall.world.ledger.facts(hall.tenant, "ana") == []
    await hall.answers("ana", "A")
    assert (await ask(ana, here, "which answer is right?")).refusal is None


async def test_the_question_itself_pasted_is_not_answered(hall: Hall) -> None:
    """Word for word or nearly so."""
    asked = (await hall.says("ana", "/quiz tools 1"))[0]
    scenario = next(part for part in asked.text.split("\n\n") if part.startswith("The "))
    assert (await hall.quizzing.doubts.about(hall.learner("ana"), hall.place(), scenario)).refusal is not None


async def test_a_thread_of_the_channel_is_guarded_too(hall: Hall) -> None:
    """The quiz is open in the whole channel."""
    await hall.says("ana", "/quiz tools 1", "general")
    thread = replace(hall.place("general"), thread="171.5")
    assert (await hall.quizzing.doubts.about(hall.learner("ana"), thread, "what is lineage?")).withheld
    assert (await hall.quizzing.doubts.about(hall.learner("ana"), thread, "which one is right?")).refusal is not None


async def test_a_question_that_is_open_elsewhere_is_guarded_too(hall: Hall) -> None:
    """Asking in the channel does not give away what is open in private; after the answer all may be said."""
    await hall.says("ana", "/quiz monitoring 1")
    channel = hall.place("ml")
    assert (await hall.quizzing.doubts.about(hall.learner("ana"), channel, "is it B?")).refusal is not None
    assert (await hall.quizzing.doubts.about(hall.learner("ana"), channel, "what is lineage?")).withheld
    assert not (await hall.quizzing.doubts.about(hall.learner("bo"), channel, "what is lineage?")).withheld
    await hall.answers("ana", *await hall.right_letters("ana"))
    assert not (await hall.quizzing.doubts.about(hall.learner("ana"), channel, "what is lineage?")).withheld
