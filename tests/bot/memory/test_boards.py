"""The stored boards equal their definition, `bot.progress.standings`, whatever happened in between."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest

from bot.memory import keys
from bot.memory.archive import Archive
from bot.memory.boards import RedisBoards
from bot.memory.client import Link
from bot.memory.ledger import RedisLedger
from bot.memory.standing import PERIODS, board_key
from bot.memory.stores import RedisGroups, RedisProfiles
from bot.progress.facts import Answer, Regrade, Withdrawal
from bot.progress.review import review
from bot.progress.standings import standings
from bot.records import Board

Answered = Callable[..., Answer]
PEOPLE = [f"u{n}" for n in range(14)]


MEMBERS = {*PEOPLE[:3], *PEOPLE[6:9]}


@pytest.fixture
def boards(redis: Link, ledger: RedisLedger) -> RedisBoards:
    return RedisBoards(redis, ledger)


@pytest.fixture
def groups(redis: Link) -> RedisGroups:
    return RedisGroups(redis)


async def study(ledger: RedisLedger, profiles: RedisProfiles, answered: Answered, seed: int) -> Answer:
    """Some weeks of a class in which people answer, repeat, hide, cram, stay away and keys are corrected."""
    chance = Random(seed)
    at = answered().at
    for n in range(260):
        at += timedelta(hours=chance.uniform(0.2, 5))
        who = chance.choice(PEOPLE if n < 130 else PEOPLE[4:])
        act = chance.random()
        if act < 0.88:
            option = chance.choice("ab")
            item = f"i{chance.randrange(30)}"
            answer = answered(
                who, f"d{n}", item, at, options=(option,), correct=option == "a", points=20 * (option == "a"),
                group=chance.choice([None, "g1", "g2"]),
            )  # fmt: skip
            await asyncio.gather(*(ledger.take_answer("T", answer) for _ in range(chance.randrange(1, 3))))
        elif act < 0.93:
            await profiles.change("T", who, board=chance.choice(["hide", "show", "pseudonym"]))
        elif act < 0.96:
            await profiles.change("T", who, cram=chance.random() < 0.5)
        elif act < 0.98:
            await ledger.append(
                "T", Regrade(f"i{chance.randrange(30)}", 1, (chance.choice("ab"),), at, "typo"), key=f"r{n}"
            )
        else:
            await ledger.append("T", Withdrawal(f"i{chance.randrange(30)}", at, "disputed"), key=f"w{n}")
    return answered(at=at)


@pytest.mark.parametrize("seed", range(3))
async def test_boards_equal_their_definition(
    boards: RedisBoards,
    groups: RedisGroups,
    ledger: RedisLedger,
    profiles: RedisProfiles,
    archive: Archive,
    answered: Answered,
    seed: int,
) -> None:
    """Every board, every reader's neighbourhood, now and two days later; and the audit agrees."""
    for member in MEMBERS:
        await groups.join("T", "g1", member, answered().at)
    latest = await study(ledger, profiles, answered, seed)
    facts = await ledger.facts("T")
    shown = [who for who in PEOPLE if (p := await profiles.get("T", who)).board != "hide" and not p.cram]
    for later in (0, 2, 9):
        for period in PERIODS:
            for group in (None, "g1"):
                for measure in ("points", "fixed"):
                    board = Board(period, latest.day + timedelta(days=later), group, measure)
                    ought = standings(facts, board, [who for who in shown if group is None or who in MEMBERS])
                    assert await boards.top("T", board, 100) == ought
                    assert await boards.top("T", board, 3) == ought[:3]
                    places = {row.learner: n for n, row in enumerate(ought)}
                    for who in PEOPLE if measure == "points" else PEOPLE[:2]:
                        n = places.get(who)
                        near = () if n is None else ought[max(0, n - 1) : n + 2]
                        assert await boards.around("T", board, who) == near
    assert await archive.audit("T") == []


async def test_ties_share_a_rank(boards: RedisBoards, ledger: RedisLedger, answered: Answered) -> None:
    """1, =2, =2, 4; within a tie by id."""
    for who, points in (("bo", 20), ("ana", 20), ("dee", 10), ("cy", 30)):
        await ledger.take_answer("T", answered(who, points=points))
    rows = await boards.top("T", Board("week", answered().day), 10)
    assert [(row.rank, row.learner, row.points, row.tied) for row in rows] == [
        (1, "cy", 30, False), (2, "ana", 20, True), (2, "bo", 20, True), (4, "dee", 10, False),
    ]  # fmt: skip
    assert await boards.top("U", Board("week", answered().day), 10) == ()
    assert await boards.top("T", Board("week", answered().day), 0) == ()


async def test_hiding_is_at_once_and_undone_without_loss(
    boards: RedisBoards, ledger: RedisLedger, profiles: RedisProfiles, answered: Answered
) -> None:
    """Answers given while hidden count when the person shows again."""
    board = Board("all", answered().day)
    await ledger.take_answer("T", answered())
    await profiles.change("T", "ana", board="hide")
    assert len(await boards.top("T", board, 100)) == 0
    await ledger.take_answer("T", answered(delivery="d2", item="i2"))
    assert await boards.around("T", board, "ana") == ()
    await profiles.change("T", "ana", board="show")
    assert [row.points for row in await boards.top("T", board, 5)] == [40]
    await profiles.change("T", "ana", cram=True)
    assert await boards.top("T", board, 5) == ()


async def test_hiding_and_answering_at_the_same_time(
    ledger: RedisLedger, profiles: RedisProfiles, archive: Archive, answered: Answered
) -> None:
    """Whatever order they land in, the boards are the sum of the facts."""
    for n in range(25):
        await asyncio.gather(
            ledger.take_answer("T", answered(delivery=f"d{n}", item=f"i{n}")),
            profiles.change("T", "ana", board="hide" if n % 2 else "show"),
            profiles.change("T", "ana", board="show" if n % 3 else "hide"),
            ledger.append("T", Withdrawal(f"i{n}", answered().at, "disputed"), key=f"w{n}")
            if n % 5 == 0
            else ledger.facts("T"),
        )
        assert await archive.audit("T") == []


async def test_audit_finds_planted_drift(
    archive: Archive, ledger: RedisLedger, redis: Link, answered: Answered
) -> None:
    """A point too many, a stranger, a missing row: each is named with both numbers."""
    await ledger.take_answer("T", answered())
    await ledger.take_answer("T", answered("bo"))
    assert await archive.audit("T") == []
    week, month = (board_key("T", "points", period, answered().day) for period in ("week", "month"))
    await redis.zadd(week, {"ana": -21, "stranger": -5})
    await redis.zrem(month, "bo")
    assert await archive.audit("T") == [
        {"board": month, "learner": "bo", "shown": 0, "counted": 20},
        {"board": week, "learner": "ana", "shown": 21, "counted": 20},
        {"board": week, "learner": "stranger", "shown": 5, "counted": 0},
    ]


async def test_who_leaves_a_group_is_off_its_board_at_once(
    boards: RedisBoards, groups: RedisGroups, ledger: RedisLedger, answered: Answered
) -> None:
    """Learning in the channel makes a member, but not of somebody who left; only they undo that."""
    noon, board = answered().at, Board("week", answered().day, "g1")
    for who in ("ana", "bo"):
        await ledger.take_answer("T", answered(who, group="g1"))
        await groups.take_part("T", "g1", who, noon)
    assert [row.learner for row in await boards.top("T", board, 9)] == ["ana", "bo"]
    await groups.leave("T", "g1", "ana")
    await groups.take_part("T", "g1", "ana", noon)
    assert [row.learner for row in await boards.top("T", board, 9)] == ["bo"]
    assert set(await groups.members("T", "g1")) == {"bo"}
    await groups.join("T", "g1", "ana", noon)
    assert len(await boards.top("T", board, 100)) == 2


async def test_nobody_appears_before_agreeing(redis: Link, boards: RedisBoards, answered: Answered) -> None:
    """Where people are asked, the undecided stand nowhere and take up no rank; agreeing loses nothing."""
    ledger = RedisLedger(redis, asks=lambda tenant: True)
    profiles, board = RedisProfiles(redis, ledger), Board("all", answered().day)
    await ledger.take_answer("T", answered())
    await ledger.take_answer("T", answered("bo", points=10))
    await profiles.change("T", "bo", board="show")
    assert [(row.rank, row.learner) for row in await boards.top("T", board, 9)] == [(1, "bo")]
    await profiles.change("T", "ana", board="pseudonym")
    assert [(row.rank, row.learner) for row in await boards.top("T", board, 9)] == [(1, "ana"), (2, "bo")]
    assert await boards.private("T") == 0
    await profiles.change("T", "ana", board="hide")
    assert (await boards.private("T"), len(await boards.top("T", board, 100))) == (1, 1)


async def test_who_was_away_comes_back_whole(
    boards: RedisBoards, ledger: RedisLedger, archive: Archive, answered: Answered
) -> None:
    """A week off the board, then one answer: everything earned before is there again."""
    await ledger.take_answer("T", answered())
    board = Board("all", answered().day + timedelta(days=8))
    assert len(await boards.top("T", board, 100)) == 0
    assert await archive.audit("T") == []
    assert len(await boards.top("T", Board("all", answered().day), 100)) == 1, "the clock of that reader was ahead"
    assert len(await boards.top("T", board, 100)) == 0
    back = answered().at + timedelta(days=9)
    await ledger.take_answer("T", answered(delivery="d2", item="i2", at=back))
    assert [row.points for row in await boards.top("T", Board("all", back.date()), 9)] == [40]
    assert await archive.audit("T") == []


async def test_audit_reckons_review_cards_from_the_answers(
    archive: Archive, ledger: RedisLedger, redis: Link, answered: Answered
) -> None:
    """A card that was meddled with is named; one that follows from its answers is not."""
    answer = answered()
    await ledger.take_answer("T", answer, card=review(None, answer))
    assert await archive.audit("T") == []
    card = review(None, answer) | {"stability": 99.0}
    await redis.hset(keys.of_learner("T", "ana", "cards"), "i1", json.dumps(card))
    (row,) = await archive.audit("T")
    assert (row["learner"], row["shown"]) == ("ana", 99.0)
