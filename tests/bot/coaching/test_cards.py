"""Rapid-fire cards: one press each, no press counted twice, nothing remembered but facts."""

from __future__ import annotations

import asyncio

import pytest
from rigs.coach_hall import CoachHall

from bot.coaching.deck import ROUND, every_row, find_deck, next_row, row_named, services
from bot.conversation import Reply
from bot.progress.facts import Answer, Recall
from bot.quizzing.courses import Course


def letter_of(hall: CoachHall, reply: Reply, *, right: bool) -> str:
    """The letter of the right service on the card that is shown, or of a wrong one."""
    token = reply.buttons[0].token
    _, (round_id, row_id, *_) = hall.world.tokens.read(token, hall.place())
    row = row_named(hall.course, row_id)
    assert row is not None
    order = services(row, round_id)
    return "ABCD"[order.index(row.service if right else row.rivals[0])]


async def play(hall: CoachHall, who: str, said: list[Reply], *, right: bool) -> list[Reply]:
    """Answer until the round is over."""
    while any(button.label == "A" for button in said[-1].buttons):
        said = await hall.presses(who, letter_of(hall, said[-1], right=right))
    return said


async def test_a_round_is_ten_cards_and_one_line_of_why(hall: CoachHall) -> None:
    """One press a card; each answer says service, reason and source, and shows the next card."""
    said = await hall.says("ana", "/cards")
    assert said[0].text.startswith("Card 1 of 10: **")
    assert [button.label for button in said[0].buttons] == ["A", "B", "C", "D"]
    said = await hall.presses("ana", letter_of(hall, said[0], right=True))
    assert said[0].text.startswith("✓ **")
    assert "Card 2 of 10" in said[0].text
    assert [source.number for source in said[0].sources] == [1]
    over = await play(hall, "ana", said, right=True)
    assert "**10 of 10.** Nothing missed." in over[0].text


async def test_what_was_missed_comes_first_in_the_next_round(hall: CoachHall) -> None:
    """And the end of a round lists it with its service."""
    over = await play(hall, "ana", await hall.says("ana", "/cards metrics"), right=False)
    assert "**0 of 10.** To look at once more:" in over[0].text
    assert [button.label for button in over[0].buttons] == ["Ten more", "Show the map"]
    missed = {fact.card for fact in await hall.world.ledger.facts(hall.tenant, "ana") if isinstance(fact, Recall)}
    again = await play(hall, "ana", await hall.presses("ana", "Ten more"), right=True)
    recalls = [fact for fact in await hall.world.ledger.facts(hall.tenant, "ana") if isinstance(fact, Recall)]
    assert {recall.card for recall in recalls[ROUND:]} == missed
    assert "**10 of 10.**" in again[0].text


async def test_a_second_press_changes_nothing(hall: CoachHall) -> None:
    """Pressed again, pressed another letter, pressed by five processes at once: one fact, one outcome."""
    said = await hall.says("ana", "/cards pipelines")
    buttons = {button.label: button.token for button in said[0].buttons}
    wrong, right = letter_of(hall, said[0], right=False), letter_of(hall, said[0], right=True)
    every = await asyncio.gather(*(hall.presses_token("ana", buttons[wrong]) for _ in range(5)))
    hall.restart()
    other = await hall.presses_token("ana", buttons[right])
    assert len({said[0].text for said in (*every, other)}) == 1
    assert len(await hall.world.ledger.facts(hall.tenant, "ana")) == 1


async def test_an_old_card_pressed_late_says_how_it_went(hall: CoachHall) -> None:
    """It does not deal a card of its own."""
    first = await hall.says("ana", "/cards")
    token = first[0].buttons[0].token
    await hall.presses_token("ana", token)
    await hall.presses("ana", "B")
    late = await hall.presses_token("ana", token)
    assert late[0].buttons == ()
    assert "Card" not in late[0].text


async def test_cards_count_for_no_day_and_no_point(hall: CoachHall) -> None:
    """They are practice beside the questions."""
    await play(hall, "ana", await hall.says("ana", "/cards"), right=True)
    facts = await hall.world.ledger.facts(hall.tenant, "ana")
    assert not [fact for fact in facts if isinstance(fact, Answer)]


async def test_a_topic_nobody_knows_is_said(hall: CoachHall) -> None:
    """With those there are."""
    said = await hall.says("ana", "/cards juggling")
    assert "I have no cards on “juggling”" in said[0].text
    assert said[0].buttons == ()


@pytest.mark.parametrize(
    "topic", ["metrics", "section 4", "5.1", "vertex ai pipelines", "dataflow", "hardware", "lineage"]
)
def test_topics_are_found_by_map_section_service_or_word(course: Course, topic: str) -> None:
    """Old product names too."""
    deck = find_deck(course, topic)
    assert deck is not None
    assert deck.rows


def test_a_round_asks_each_pattern_once(course: Course) -> None:
    """Whatever was answered before."""
    deck = find_deck(course, "")
    assert deck is not None
    recalls: list[Recall] = []
    while row := next_row(deck, recalls, "r1"):
        recalls.append(Recall("ana", "r1", row.id, row.service, True, None))
    assert len({recall.card for recall in recalls}) == len(recalls) == ROUND


def test_the_right_service_stands_anywhere(course: Course) -> None:
    """Over all patterns each of the four places is about as frequent."""
    places = [services(row, "round").index(row.service) for row in every_row(course)]
    assert all(15 <= places.count(place) <= 45 for place in range(4))


async def test_every_button_fits(hall: CoachHall) -> None:
    """The longest topic and the longest pattern together."""
    said = await hall.says("ana", "/cards gemini enterprise agent platform serverless training")
    assert all(len(button.token) <= 90 for reply in said for button in reply.buttons)
    for row in every_row(hall.course):
        token = hall.world.tokens.mint("card", "a" * 12, row.id, "D", "x" * 24, place=hall.place())
        assert len(token) <= 90
