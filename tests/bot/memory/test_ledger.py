"""The ledger: an answer is written once, whole, whoever presses how often over whatever wire."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from rigs.redis_proxy import RedisProxy

from bot.memory.client import Link, connect
from bot.memory.ledger import RedisLedger
from bot.memory.server import EmbeddedServer
from bot.memory.standing import board_key
from bot.progress.facts import Answer, Choice, Outage, Regrade, Withdrawal, ZoneChange

Answered = Callable[..., Answer]
Chosen = Callable[..., Choice]


async def score(redis: Link, answer: Answer) -> int:
    return -int(await redis.zscore(board_key("T", "points", "all", answer.day), answer.learner) or 0)


async def test_the_first_write_wins(ledger: RedisLedger, redis: Link, answered: Answered) -> None:
    """A second press, even of another option, gets the verdict of the first."""
    first = await ledger.take_answer("T", answered(correct=False))
    again = await ledger.take_answer("T", answered(correct=True, options=("b",)))
    assert first == again == await ledger.verdict("T", "ana", "d1")
    assert (first.right, first.counted, first.first, first.points) == (False, True, True, 0)
    assert len(await ledger.facts("T")) == 1
    assert await score(redis, answered()) == 0


async def test_two_people_answer_the_same_delivery(ledger: RedisLedger, answered: Answered) -> None:
    """A question in a channel is everybody's to answer once."""
    verdicts = [await ledger.take_answer("T", answered(who)) for who in ("ana", "bo")]
    assert [verdict.points for verdict in verdicts] == [20, 20]
    assert await ledger.learners("T") == ("ana", "bo")


async def test_a_repeat_within_twenty_hours_does_not_count(ledger: RedisLedger, answered: Answered) -> None:
    """It returns what the first came to; pressing that second delivery again says the same."""
    first = answered()
    await ledger.take_answer("T", first)
    soon = answered(delivery="d2", at=first.at + timedelta(hours=19, minutes=59), correct=False)
    verdict = await ledger.take_answer("T", soon)
    assert (verdict.right, verdict.counted, verdict.first, verdict.points) == (True, False, False, 0)
    assert verdict.delivery == "d2"
    assert await ledger.verdict("T", "ana", "d2") == verdict == await ledger.take_answer("T", soon)
    assert len(await ledger.facts("T")) == 1


async def test_a_later_delivery_counts_but_earns_nothing(ledger: RedisLedger, redis: Link, answered: Answered) -> None:
    """Twenty hours on it is a new answer for reviews and the day, never for the board."""
    first = answered(correct=False)
    await ledger.take_answer("T", first)
    later = answered(delivery="d2", at=first.at + timedelta(hours=20))
    verdict = await ledger.take_answer("T", later)
    assert (verdict.right, verdict.counted, verdict.first, verdict.points) == (True, True, False, 0)
    assert [(fact.first, fact.points) for fact in await ledger.facts("T")] == [(True, 0), (False, 0)]
    assert await score(redis, later) == 0


async def test_too_late_is_closed_but_a_press_in_time_keeps_its_verdict(
    ledger: RedisLedger, answered: Answered
) -> None:
    """The close refuses new answers, not the redelivery of one that made it."""
    closes = answered().at + timedelta(minutes=1)
    late = closes + timedelta(seconds=1)
    in_time = await ledger.take_answer("T", answered(), closes=closes)
    assert await ledger.take_answer("T", answered(at=late), closes=closes) == in_time
    refused = await ledger.take_answer("T", answered("bo", at=late), closes=closes)
    assert refused.closed and not refused.counted and refused.points == 0
    assert await ledger.verdict("T", "bo", "d1") is None


async def test_the_review_card_is_stored_only_with_an_answer_that_counts(
    ledger: RedisLedger, redis: Link, answered: Answered
) -> None:
    """A repeat leaves the schedule alone."""
    await ledger.take_answer("T", answered(), card={"due": "monday"})
    await ledger.take_answer("T", answered(delivery="d2"), card={"due": "never"})
    assert await redis.hget("{t:T}:learner:ana:cards", "i1") == '{"due":"monday"}'


async def test_presses_at_the_same_instant_over_many_connections(
    redis_url: str, redis: Link, ledger: RedisLedger, answered: Answered
) -> None:
    """Two hundred answers, five presses each, on four clients: each counts once, all hear the same."""
    links = [connect(redis_url) for _ in range(4)]
    ledgers = [RedisLedger(link) for link in links]
    answers = [answered(delivery=f"d{n}", item=f"i{n}") for n in range(200)]
    presses = [ledgers[press % 4].take_answer("T", answer) for answer in answers for press in range(5)]
    verdicts = await asyncio.gather(*presses)
    assert all(len(set(verdicts[n * 5 : n * 5 + 5])) == 1 for n in range(200))
    assert await score(redis, answers[0]) == 200 * 20
    assert len(await ledger.facts("T")) == 200
    for link in links:
        await link.aclose()


async def test_lost_replies_change_nothing(
    redis_server: EmbeddedServer, redis: Link, ledger: RedisLedger, answered: Answered, tmp_path: Path
) -> None:
    """Every twentieth reply is lost on the wire and sent for again; a bare counter beside it miscounts."""
    proxy = RedisProxy(redis_server.socket, share=0.05, seed=3)
    async with proxy.listening(tmp_path / "p") as url:
        link = connect(url)
        flaky = RedisLedger(link)
        answers = [answered(delivery=f"d{n}", item=f"i{n}") for n in range(150)]
        for answer in answers:
            assert await flaky.take_answer("T", answer) == await flaky.take_answer("T", answer)
            await link.incr("naive")
        appended = [await flaky.append("T", Outage(answers[0].at, answers[0].day, "x"), key=str(n)) for n in range(50)]
        await link.aclose()
    assert proxy.dropped > 15
    assert await score(redis, answers[0]) == 150 * 20
    assert len(await ledger.facts("T")) == 200
    assert all(appended)
    assert int(await redis.get("naive")) > 150


async def test_the_last_choice_before_the_close_is_judged(
    ledger: RedisLedger, chosen: Chosen, answered: Answered
) -> None:
    """A redelivered turn changes nothing, not even after somebody chose anew."""
    first = await ledger.choose("T", chosen(option="a"), turn="t1", closes=None)
    await ledger.choose("T", chosen(option="b"), turn="t2", closes=None)
    again = await ledger.choose("T", chosen(option="a"), turn="t1", closes=None)
    assert first == again
    assert (first.sealed, first.counted, first.closed) == (True, True, False)
    assert [choice.options for choice in await ledger.choices("T", "sealed")] == [("b",)]
    closed = await ledger.close_delivery("T", "sealed", chosen().at)
    assert closed == await ledger.close_delivery("T", "sealed", chosen().at + timedelta(hours=1))
    late = await ledger.choose("T", chosen(option="c"), turn="t3", closes=None)
    assert (late.closed, late.sealed, late.counted) == (True, False, False)
    assert await ledger.choices("T", "sealed") == closed
    assert (await ledger.choose("T", chosen(option="b"), turn="t2", closes=None)).sealed, "it had been locked in"
    verdict = await ledger.take_answer("T", answered(delivery="sealed", options=closed[0].options))
    assert verdict.counted and verdict.points == 20


async def test_a_choice_after_the_deadline_is_refused(ledger: RedisLedger, chosen: Chosen) -> None:
    """The deadline is a stored instant; nobody needs to have closed it."""
    verdict = await ledger.choose("T", chosen(), turn="t1", closes=chosen().at)
    assert verdict.closed
    assert await ledger.choices("T", "sealed") == ()
    assert await ledger.facts("T") == []


async def test_other_facts_are_written_once_per_key_and_read_in_order(ledger: RedisLedger, answered: Answered) -> None:
    """Tenant-wide ones are among everybody's."""
    outage = Outage(answered().at, answered().day, "moved house")
    change = ZoneChange("ana", answered().at, "UTC", "Asia/Tokyo")
    assert [await ledger.append("T", outage, key="o"), await ledger.append("T", outage, key="o")] == [True, False]
    assert await ledger.append("T", change, key="o"), "a learner's keys are their own"
    await ledger.take_answer("T", answered("bo"))
    assert await ledger.facts("T", "ana") == [outage, change]
    assert await ledger.facts("T", "bo") == [outage, answered("bo")]
    assert await ledger.facts("T", "nobody") == [outage]
    assert await ledger.facts("T") == [outage, change, answered("bo")]
    assert await ledger.facts("U") == []


async def test_a_correction_moves_the_boards_at_once(ledger: RedisLedger, redis: Link, answered: Answered) -> None:
    """A corrected key, then an answer graded by the old one, then the item withdrawn."""
    one, other = answered(options=("a",)), answered("bo", options=("b",), correct=False)
    await ledger.take_answer("T", one)
    await ledger.take_answer("T", other)
    await ledger.append("T", Regrade("i1", 1, ("b",), one.at, "typo"), key="r")
    assert [await score(redis, one), await score(redis, other)] == [0, 20]
    late = answered("cy", options=("a",))
    await ledger.take_answer("T", late)
    assert await score(redis, late) == 0
    await ledger.append("T", Withdrawal("i1", one.at, "disputed"), key="w")
    assert [await score(redis, answer) for answer in (one, other, late)] == [0, 0, 0]


async def test_a_fact_from_a_newer_version_is_passed_over(ledger: RedisLedger, redis: Link, answered: Answered) -> None:
    """After a step back to this version the rest still folds."""
    await ledger.take_answer("T", answered())
    await redis.rpush("{t:T}:learner:ana:facts", '9 {"is":"Badge","colour":"green"}')
    assert await ledger.facts("T") == [answered()]
