"""Groups by name and the card of somebody who comes back, said the way they are read."""

from __future__ import annotations

from pathlib import Path

import pytest
from rigs.campus import Campus
from rigs.toy_course import write_course

from bot.conversation import Command, Press, Reply
from bot.memory.client import Link
from bot.quizzing.courses import open_course


@pytest.fixture
def campus(redis: Link, tmp_path: Path) -> Campus:
    return Campus(redis, open_course(write_course(tmp_path)), "T")


async def group(campus: Campus, who: str, words: str, channel: str) -> str:
    command = Command(f"{who}/{words}", campus.learner(who), campus.place(channel), "group", words)
    return (await campus.boardroom.group(command))[0].text


async def test_only_a_member_can_leave(campus: Campus) -> None:
    """Whoever never joined is told the way in; whoever left has left."""
    await group(campus, "ana", "new Owls", "ml")
    assert "You are not in Owls" in await group(campus, "bo", "leave", "ml")
    assert "You left Owls." in await group(campus, "ana", "leave", "ml")
    assert "0 people" in await group(campus, "ana", "", "ml")


async def test_channels_whose_long_names_begin_alike_have_their_own_groups(campus: Campus) -> None:
    """The second one founded takes nothing from the first."""
    first, second = "team-machine-learning-engineers-berlin", "team-machine-learning-engineers-lisbon"
    await group(campus, "ana", "new Berlin", first)
    await group(campus, "bo", "new Lisbon", second)
    assert "**Berlin**: 1 person" in await group(campus, "ana", "", first)
    assert "**Lisbon**: 1 person" in await group(campus, "bo", "", second)


async def test_whoever_was_away_reads_no_zero(campus: Campus) -> None:
    """On the card and under ``/streak``: what the next answer does, and the best so far."""
    await campus.says("ana", "/quiz 1")
    await campus.answers("ana", "A")
    campus.later(days=6)
    asked = Command("t", campus.learner("ana"), campus.place(), "me")
    card, streak = (await campus.dashboard.me(asked))[0], (await campus.dashboard.streak(asked))[0]
    assert card.text.startswith("**Your next answer begins a new row** · best 1")
    assert streak.text.startswith("**Your next answer begins a new row.** Best 1")
    assert streak.data == {"days": 0, "best": 1, "freezes": 0, "today": False}


async def test_in_a_shared_board_nobody_is_you(campus: Campus) -> None:
    """Everybody reads it; in the private one the reader is marked."""
    await campus.says("ana", "/quiz 1")
    await campus.answers("ana", *await campus.right_letters("ana"))
    asked = Command("t", campus.learner("ana"), campus.place("ml"), "board", "all")
    (mine, *_) = await campus.boardroom.board(asked)
    assert mine.private and "Ana (you)" in str(mine.cards)
    (shared,) = await pressed(campus, mine, "Share with channel")
    assert not shared.private and "Ana" in str(shared.cards)
    assert "(you)" not in str(shared.cards)


async def test_how_it_is_counted_is_said_of_what_is_shown(campus: Campus) -> None:
    """Points and mistakes fixed have rules of their own."""
    for words, rule in (("all", "first attempt"), ("all fixed", "having had it wrong")):
        asked = Command("t", campus.learner("ana"), campus.place(), "board", words)
        (how,) = await pressed(campus, (await campus.boardroom.board(asked))[0], "How this is counted")
        assert rule in how.text


async def pressed(campus: Campus, shown: Reply, label: str) -> tuple[Reply, ...]:
    token = next(button.token for button in shown.buttons if button.label == label)
    place = campus.place("ml") if shown.private else campus.place()
    _, ids = campus.world.tokens.read(token, place)
    return await campus.boardroom.pressed(Press("p", campus.learner("ana"), place, token), ids)
