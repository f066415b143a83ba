"""A board in words."""

from __future__ import annotations

from datetime import date

import pytest

from bot.conversation import Reply
from bot.groups.boards import board_reply, how_counted
from bot.records import Board, Measure, Standing

WEEK = Board("week", date(2026, 11, 20))
ROWS = (Standing(1, "a", 340), Standing(2, "b", 310, True), Standing(2, "c", 310, True), Standing(8, "d", 120))
NAMES = {"a": "Ana", "b": "quiet heron", "c": "Cleo", "d": "Dora"}
NEVER_SHOWN = ("ledger", "fsrs", "mastery", "interval", "verdict", "delivery", "sealed", "corpus", "passage")
NEVER_SHOWN += ("edition", "audience", "quoting", "not_found")


def words(reply: Reply) -> str:
    tables = [" ".join(cell for row in card.rows for cell in row) for card in reply.cards]
    return " ".join([reply.text, *tables]).lower()


def test_ties_you_and_the_private_ones_are_told() -> None:
    """Ranks as people read them; nobody private is named."""
    reply = board_reply(WEEK, ROWS, NAMES, viewer="d", private=3, most_fixed=Standing(1, "c", 5))
    assert reply.cards[0].rows == (
        ("", "who", "points"),
        ("1", "Ana", "340"),
        ("=2", "quiet heron", "310"),
        ("=2", "Cleo", "310"),
        ("8", "Dora (you)", "120"),
    )
    assert reply.text == "**This week**\nMost mistakes fixed: Cleo, 5.\n3 learners private."


def test_scripts_get_ids_and_numbers() -> None:
    """Period and rows, ranks as numbers."""
    reply = board_reply(WEEK, ROWS[:2], NAMES)
    assert reply.data == {
        "period": "week",
        "rows": [{"rank": 1, "learner": "a", "points": 340}, {"rank": 2, "learner": "b", "points": 310}],
    }


def test_a_column_that_is_fair_to_late_joiners() -> None:
    """Who has no share yet has an empty cell, not a zero."""
    reply = board_reply(WEEK, ROWS[:2], NAMES, shares={"a": 0.8})
    assert [row[3] for row in reply.cards[0].rows] == ["of possible", "80 %", ""]


def test_an_empty_board_is_a_sentence() -> None:
    """No table without rows; scripts still get the period."""
    reply = board_reply(WEEK, (), {})
    assert reply.text == "**This week**: nobody is on the board at the moment."
    assert (reply.cards, reply.data["rows"]) == ((), [])


def test_a_learner_without_a_name_is_someone() -> None:
    """An id is never shown to people."""
    assert board_reply(WEEK, ROWS[:1], {}).cards[0].rows[1][1] == "someone"


@pytest.mark.parametrize("measure", ["points", "fixed"])
def test_how_it_is_counted_is_said_plainly(measure: Measure) -> None:
    """In the words of the house."""
    board = Board("season", date(2026, 11, 20), measure=measure)
    reply = how_counted(board)
    assert reply.private
    assert "1, =2, =2, 4" in reply.text
    assert not any(word in words(reply) for word in NEVER_SHOWN)
    assert not any(word in words(board_reply(board, ROWS, NAMES, shares={"a": 1.0})) for word in NEVER_SHOWN)
