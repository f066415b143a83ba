"""Claims with a fence, and the index of what is due."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rigs.clocks import SetClock

from bot.conversation import Place
from bot.groups.schedules import punctual
from bot.memory.client import Link
from bot.memory.errands import RedisErrands
from bot.memory.people import RedisPeople
from bot.memory.pushes import RedisPushes
from bot.memory.schedules import RedisSchedules
from bot.records import Errand, Push, Schedule

DUE = datetime(2026, 11, 17, 9, tzinfo=UTC)
WHERE = ("T1", "C1", "2026-11-17")


@pytest.fixture
def pushes(redis: Link, clock: SetClock) -> RedisPushes:
    return RedisPushes(redis, clock)


async def claim(pushes: RedisPushes, holder: str, lease: float = 60) -> tuple[bool, Push]:
    return await pushes.claim(*WHERE, due=DUE, holder=holder, lease=lease)


async def test_one_of_many_holds_it(pushes: RedisPushes) -> None:
    """Twenty at once: one may work on it; asked again, its reply lost, it still may."""
    claims = await asyncio.gather(*(claim(pushes, f"w{n}") for n in range(20)))
    assert sum(taken for taken, _ in claims) == 1
    holder = next(push.holder for taken, push in claims if taken)
    again, push = await claim(pushes, holder)
    assert (again, push.fence, push.state, push.due) == (True, 1, "CLAIMED", DUE)


async def test_a_lease_that_is_over_is_taken_over_and_the_fence_shuts_out_the_slow(
    pushes: RedisPushes, clock: SetClock
) -> None:
    """What the first one still does changes nothing any more."""
    _, first = await claim(pushes, "slow")
    assert not (await claim(pushes, "next"))[0]
    clock.pass_(seconds=61)
    taken, second = await claim(pushes, "next")
    assert (taken, second.fence) == (True, 2)
    assert not await pushes.move(*WHERE, replace(first, state="SENT"), fence=first.fence)
    assert await pushes.move(*WHERE, replace(second, state="SENDING"), fence=second.fence)
    clock.pass_(seconds=61)
    _, third = await claim(pushes, "third")
    assert third.state == "SENDING", "what the one before had begun is known"


async def test_what_is_settled_stays(pushes: RedisPushes) -> None:
    """But for a post of unknown fate that somebody was seen to press."""
    _, push = await claim(pushes, "w")
    sent = replace(push, state="SENT", messages=("17.1",), items=("i1", "i2"), at=DUE + timedelta(seconds=7))
    assert await pushes.move(*WHERE, sent, fence=push.fence)
    assert await pushes.move(*WHERE, sent, fence=push.fence), "its reply was lost"
    assert not await pushes.move(*WHERE, replace(sent, state="UNKNOWN"), fence=push.fence)
    assert not (await claim(pushes, "late"))[0]
    assert await pushes.get(*WHERE) == sent
    assert await pushes.history("T1", "C1") == {"2026-11-17": sent}
    _, other = await pushes.claim("T1", "C2", "2026-11-17", due=DUE, holder="w", lease=60)
    await pushes.move("T1", "C2", "2026-11-17", replace(other, state="UNKNOWN"), fence=other.fence)
    assert await pushes.move("T1", "C2", "2026-11-17", replace(other, state="SENT", messages=("17.2",)))


async def test_errands_come_in_order_and_some_at_a_time(redis: Link) -> None:
    """Of one platform, of all tenants or of one, until an instant."""
    errands = RedisErrands(redis)
    names = ["T1", "T 2/:{t:x}", "T3"]
    planned = [
        Errand("push", "slack", tenant, "C 1", DUE + timedelta(minutes=n), "k:1") for n, tenant in enumerate(names)
    ]
    for errand in reversed(planned):
        await errands.plan(errand)
    await errands.plan(Errand("push", "discord", "T1", "C1", DUE))
    assert await errands.due("slack", DUE + timedelta(minutes=1)) == planned[:2]
    assert await errands.due("slack", DUE + timedelta(hours=1), "T3") == [planned[2]]


async def test_an_errand_planned_anew_meanwhile_is_not_taken_off(redis: Link) -> None:
    """Whoever finishes the old one does not undo the new one."""
    errands = RedisErrands(redis)
    old = Errand("push", "slack", "T1", "C1", DUE)
    await errands.plan(old)
    await errands.plan(replace(old, at=DUE + timedelta(hours=1)))
    await errands.again(old, None)
    await errands.plan(old, once=True)
    (left,) = await errands.due("slack", DUE + timedelta(days=1))
    assert left.at == DUE + timedelta(hours=1)
    await errands.again(left, DUE + timedelta(days=2))
    await errands.again(left, DUE + timedelta(days=2))
    assert await errands.due("slack", DUE + timedelta(days=1)) == []
    await errands.drop(left)
    assert await errands.due("slack", DUE + timedelta(days=9)) == []


async def test_who_is_forgotten_is_not_reminded(redis: Link, clock: SetClock, people: RedisPeople) -> None:
    """Nothing planned for them is left, nor that they lead; the channel's schedule stays."""
    errands = RedisErrands(redis)
    schedules = RedisSchedules(redis, errands, clock, punctual)
    place = Place("slack", "T1", "C1")
    await schedules.save(Schedule(place, frozenset(range(7)), DUE.time(), "UTC"))
    await schedules.set_lead("T1", "C1", "ana")
    await errands.plan(Errand("nudge", "slack", "T1", "ana", DUE))
    pushes = RedisPushes(redis, clock)
    await pushes.claim("T1", "ana", "2026-11-17", due=DUE, holder="w", lease=60, own=True)
    await people.forget("T1", "ana")
    assert [errand.kind for errand in await errands.due("slack", DUE + timedelta(days=9))] == ["push"]
    assert await schedules.lead("T1", "C1") is None
    assert await pushes.get("T1", "ana", "2026-11-17", own=True) is None
    assert len(await schedules.everywhere()) == 1
