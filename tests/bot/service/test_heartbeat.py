"""A silence of an hour excuses the days it touched, for everyone, once."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from rigs.clocks import SetClock

from bot.memory.archive import Archive
from bot.memory.client import Link
from bot.memory.clock import RedisHeartbeat
from bot.memory.ledger import RedisLedger
from bot.memory.stores import RedisProfiles
from bot.progress.facts import Answer, Outage
from bot.progress.streak import streak
from bot.service.heartbeat import Heartbeat

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)


def answer(learner: str, at: datetime, tz: str = "UTC") -> Answer:
    return Answer(learner, f"d{at:%d}", f"i{at:%d}", 1, ("a",), True, at, at.date(), tz, first=True, points=10)


async def excused(ledger: RedisLedger) -> list[date]:
    return sorted(fact.day for fact in await ledger.facts("T") if isinstance(fact, Outage))


async def test_an_outage_is_noticed_and_nobody_loses_a_day(
    redis: Link, ledger: RedisLedger, profiles: RedisProfiles, archive: Archive, clock: SetClock
) -> None:
    """Two processes find the same silence; the dates of both zones are excused, each once."""
    hearts = [Heartbeat(RedisHeartbeat(redis), archive.tenants, ledger, profiles, clock) for _ in range(2)]
    await ledger.take_answer("T", answer("ana", NOON))
    await ledger.take_answer("T", answer("bo", NOON, "Pacific/Kiritimati"))
    await profiles.change("T", "bo", tz="Pacific/Kiritimati")
    await hearts[0].once()
    clock.pass_(minutes=59)
    await hearts[0].once()
    assert await excused(ledger) == []
    clock.pass_(hours=30)
    for heart in hearts:
        await heart.once()
    assert await excused(ledger) == [date(2026, 11, day) for day in (17, 18, 19)]
    clock.pass_(hours=16)
    facts = await ledger.facts("T", "ana")
    assert streak(facts, date(2026, 11, 19), clock.now()).days == 1, "the 18th neither breaks nor lengthens it"


async def test_a_process_that_dies_leaves_the_silence_to_the_next(
    redis: Link, ledger: RedisLedger, profiles: RedisProfiles, archive: Archive, clock: SetClock
) -> None:
    """The beat is written after what it excuses."""
    beats = RedisHeartbeat(redis)
    await ledger.take_answer("T", answer("ana", NOON))
    await beats.beat(NOON)
    clock.pass_(hours=3)

    class Dies(RedisHeartbeat):
        async def beat(self, at: datetime) -> None:
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        await Heartbeat(Dies(redis), archive.tenants, ledger, profiles, clock).once()
    assert await beats.last() == NOON
    await Heartbeat(beats, archive.tenants, ledger, profiles, clock).once()
    assert await excused(ledger) == [date(2026, 11, 17)]
    await beats.beat(NOON)
    assert await beats.last() == clock.now(), "it never goes back"
