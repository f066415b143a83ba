"""The chain of facts: whatever is done to one by hand, the audit names the place; who leaves breaks nobody's."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot import codec
from bot.memory import keys
from bot.memory.archive import Archive
from bot.memory.client import Link
from bot.memory.ledger import RedisLedger
from bot.memory.people import RedisPeople
from bot.progress.facts import Answer, Choice, Outage, Regrade

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
ANA = "{t:T}:learner:ana:facts"
LENGTH = 12


def answer(who: str, number: int) -> Answer:
    at = START + timedelta(hours=number)
    return Answer(who, f"{who}-{number}", f"i{number}", 1, ("b",), True, at, at.date(), "UTC", first=True, points=10)


@pytest.fixture
async def written(ledger: RedisLedger) -> RedisLedger:
    """Facts of every kind of writer: answers, choices, corrections, outages; of two people and of everybody."""
    for number in range(LENGTH - 1):
        await ledger.take_answer("T", answer("ana", number))
        await ledger.take_answer("T", answer("bo", number))
    chosen = Choice("ana", "d", "i", ("a",), START, START.date(), "UTC")
    assert (await ledger.choose("T", chosen, turn="t", closes=None)).sealed
    for number in range(3):
        await ledger.append("T", Outage(START, START.date(), f"Störung “{number}” 🦉 \ud800"), key=f"o{number}")
    await ledger.append("T", Regrade("i1", 1, ("a",), START, "The key was wrong."), key="r")
    return ledger


async def broken(archive: Archive) -> list[tuple[str, int]]:
    return [(row["learner"], row["fact"]) for row in await archive.audit("T") if "fact" in row]


async def test_what_was_written_is_whole(written: RedisLedger, archive: Archive) -> None:
    """Also after a call that came twice, in every kind of list, whatever the characters."""
    await written.take_answer("T", answer("ana", 3))
    assert await archive.audit("T") == []


async def edited(redis: Link, at: int) -> None:
    line = await redis.lindex(ANA, at)
    await redis.lset(ANA, at, line.replace('"b"', '"a"') if '"b"' in line else line.replace('"a"', '"b"'))


async def renumbered(redis: Link, at: int) -> None:
    number, _, fact = (await redis.lindex(ANA, at)).partition(" ")
    await redis.lset(ANA, at, f"{int(number) + 1000} {fact}")


async def stripped(redis: Link, at: int) -> None:
    """As an edit with an older hand would leave it, without its hash."""
    await edited(redis, at)
    line = await redis.lindex(ANA, at)
    await redis.lset(ANA, at, line.partition(',"link"')[0] + "}")


async def repeated(redis: Link, at: int) -> None:
    line = await redis.lindex(ANA, at)
    await redis.linsert(ANA, "AFTER", line, line)


async def removed(redis: Link, at: int) -> None:
    await redis.lrem(ANA, 1, await redis.lindex(ANA, at))


@pytest.mark.parametrize("act", [edited, renumbered, stripped, repeated, removed], ids=lambda act: act.__name__)
async def test_whatever_is_done_to_any_fact_is_named(
    redis: Link, written: RedisLedger, archive: Archive, act: Callable[[Link, int], Awaitable[None]]
) -> None:
    """At every place of the list: that fact, or the one that followed it."""
    lines = await redis.lrange(ANA, 0, -1)
    assert len(lines) == LENGTH
    for at in range(1, LENGTH):
        await act(redis, at)
        if act is removed and at == LENGTH - 1:
            continue  # the last one leaves no gap: see below
        changed = await redis.lrange(ANA, 0, -1)
        first = next(n for n, line in enumerate(changed) if n >= len(lines) or line != lines[n])
        ((who, fact),) = await broken(archive)
        assert (who, str(fact)) == ("ana", changed[first].partition(" ")[0])
        await redis.delete(ANA)
        await redis.rpush(ANA, *lines)


async def test_cut_off_or_gone_shows_in_what_was_reckoned(redis: Link, written: RedisLedger, archive: Archive) -> None:
    """A chain without its end is whole, but the boards know of the answers; a list that is gone is missed."""
    await redis.rpop("{t:T}:learner:bo:facts")
    assert {row["learner"] for row in await archive.audit("T")} == {"bo"}
    await redis.delete(ANA)
    assert ("ana", 0) in await broken(archive)


async def test_who_is_forgotten_breaks_nobodys(
    written: RedisLedger, people: RedisPeople, archive: Archive, redis: Link
) -> None:
    """Each has a chain of their own; so a backup without them is whole, too."""
    await people.forget("T", "ana")
    assert await archive.audit("T") == []
    lines = [line async for line in archive.lines()]
    await redis.flushall()
    await archive.restore(lines)
    assert await archive.audit("T") == []
    assert await written.learners("T") == ("bo",)


async def test_older_facts_may_begin_it(redis: Link, archive: Archive, ledger: RedisLedger) -> None:
    """They were written before there was a chain; from the next one on they are part of it."""
    old = codec.dumps(answer("ana", 0), tagged=True)
    await redis.rpush(ANA, f"1 {old}")
    await redis.set(keys.of_tenant("T", "sequence"), 1)
    await ledger.take_answer("T", answer("ana", 1))
    assert await broken(archive) == []
    await redis.lset(ANA, 0, f"1 {old}".replace('"b"', '"a"'))
    assert await broken(archive) == [("ana", 2)]


@pytest.mark.long
async def test_a_hundred_thousand_facts(redis: Link, ledger: RedisLedger, archive: Archive) -> None:
    """Written at once from many sides they are one whole chain; one letter of any of them breaks it there."""
    many, at_once, key = 100_000, 100, keys.of_tenant("T", "facts")
    for start in range(0, many, at_once):
        outages = [Outage(START, START.date(), f"no {number}") for number in range(start, start + at_once)]
        await asyncio.gather(*(ledger.append("T", outage, key=outage.reason) for outage in outages))
    assert await redis.llen(key) == many
    assert await broken(archive) == []
    for at in random.Random(7).sample(range(many), 3):
        line = await redis.lindex(key, at)
        await redis.lset(key, at, line.replace("no ", "on "))
        assert await broken(archive) == [("", int(line.partition(" ")[0]))]
        await redis.lset(key, at, line)
