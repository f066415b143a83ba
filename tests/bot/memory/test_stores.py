"""Deliveries, sessions, profiles, groups, threads, limits, grants: each write may be sent again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from rigs.clocks import SetClock

from bot.conversation import Place
from bot.memory.client import Link, connect
from bot.memory.clock import RedisClock
from bot.memory.ledger import RedisLedger
from bot.memory.stores import RedisDeliveries, RedisGroups, RedisProfiles, RedisReviews, RedisSessions
from bot.memory.talk import RedisAnswerCache, RedisGrants, RedisLimits, RedisSpend, RedisThreads
from bot.ports import Unavailable
from bot.progress.facts import Answer
from bot.records import Delivery, Grant, Group, Profile, Session

PLACE = Place("slack", "T", "C1")


async def test_the_first_opening_of_a_delivery_wins(redis: Link, ledger: RedisLedger, clock: SetClock) -> None:
    """A redelivered turn cannot change what people see; the close has its instant."""
    deliveries = RedisDeliveries(redis)
    shown = Delivery("d1", "i1", 2, ("b", "a"), PLACE, clock.now())
    await deliveries.open(shown)
    await deliveries.open(replace(shown, order=("a", "b")))
    assert await deliveries.get("T", "d1") == shown
    assert await deliveries.get("U", "d1") is None
    assert await redis.ttl("{t:T}:delivery:d1") > 180 * 24 * 3600
    assert await deliveries.closed_at("T", "d1") is None
    await ledger.close_delivery("T", "d1", clock.now())
    await ledger.close_delivery("T", "d1", clock.now() + timedelta(hours=1))
    assert await deliveries.closed_at("T", "d1") == clock.now()


async def test_a_stale_session_is_refused(redis: Link) -> None:
    """Of two saves from one revision the first wins, and sending it again says so again."""
    sessions = RedisSessions(redis)
    first = Session("s1", PLACE, "ana", {"n": 0})
    assert await sessions.save(first)
    assert await sessions.save(first), "its reply may have been lost"
    read = await sessions.get("T", "s1")
    assert read == replace(first, revision=1)
    assert await sessions.save(replace(read, state={"n": 1}))
    assert not await sessions.save(replace(read, state={"n": 2}))
    assert (await sessions.current(PLACE, "ana")) == Session("s1", PLACE, "ana", {"n": 1}, 2)


async def test_one_of_many_concurrent_saves_wins(redis: Link) -> None:
    """Ten presses read the same session; nobody undoes another."""
    sessions = RedisSessions(redis)
    await sessions.save(Session("s1", PLACE, None, {}))
    read = await sessions.get("T", "s1")
    assert read is not None
    done = await asyncio.gather(*(sessions.save(replace(read, state={"by": n})) for n in range(10)))
    assert sum(done) == 1


async def test_sessions_in_one_channel_do_not_mix(redis: Link) -> None:
    """Each learner has their own current one, whatever the thread; an older one ending leaves the newer."""
    sessions = RedisSessions(redis)
    for session, learner in (("s1", "ana"), ("s2", "bo"), ("s3", None), ("s4", "ana")):
        await sessions.save(Session(session, PLACE, learner, {}))
    await sessions.end(Session("s1", PLACE, "ana", {}))
    thread = replace(PLACE, thread="7")
    current = [await sessions.current(thread, learner) for learner in ("ana", "bo", None)]
    assert [session and session.id for session in current] == ["s4", "s2", "s3"]
    await sessions.end(Session("s4", PLACE, "ana", {}))
    assert await sessions.current(PLACE, "ana") is None
    assert await sessions.get("T", "s4") is not None


async def test_two_settings_at_once_do_not_undo_each_other(profiles: RedisProfiles) -> None:
    """Settings are fields of their own."""
    assert await profiles.get("T", "ana") == Profile("ana")
    await asyncio.gather(
        profiles.change("T", "ana", exam_date=date(2026, 12, 10)),
        profiles.change("T", "ana", day_start=time(5)),
        profiles.change("T", "ana", tz="Asia/Tokyo", reminders=True),
    )
    ought = Profile("ana", tz="Asia/Tokyo", day_start=time(5), exam_date=date(2026, 12, 10), reminders=True)
    assert await profiles.get("T", "ana") == ought
    assert (await profiles.change("T", "ana", exam_date=None)).exam_date is None


async def test_groups_and_members(redis: Link, clock: SetClock) -> None:
    """Joining again keeps the first date."""
    groups = RedisGroups(redis)
    group = Group("g1", "Morning", ("C1", "C2"))
    await groups.save("T", group)
    assert (await groups.of_channel("T", "C2"), await groups.of_channel("T", "C3")) == (group, None)
    assert await groups.all("T") == (group,)
    await groups.join("T", "g1", "ana", clock.now())
    await groups.join("T", "g1", "ana", clock.now() + timedelta(days=1))
    assert await groups.members("T", "g1") == {"ana": clock.now()}
    await groups.leave("T", "g1", "ana")
    assert await groups.members("T", "g1") == {}


async def test_reviews_and_answers_are_kept(redis: Link, answered: Callable[..., Answer]) -> None:
    """Plain JSON in, plain JSON out."""
    await RedisLedger(redis).take_answer("T", answered(), card={"due": "monday", "lapses": 2})
    assert await RedisReviews(redis).cards("T", "ana") == {"i1": {"due": "monday", "lapses": 2}}
    cache = RedisAnswerCache(redis)
    await cache.put("k", "an answer", 60)
    assert (await cache.get("k"), await cache.get("other")) == ("an answer", None)


async def test_a_thread_remembers_the_last_turns(redis: Link, clock: SetClock) -> None:
    """Twelve of them, in order, the same one once, whatever the text is made of."""
    threads = RedisThreads(redis)
    for n in range(10):
        await threads.add(PLACE, "user ana", f"question {n}", clock.now())
        await threads.add(PLACE, "user ana", f"question {n}", clock.now())
        await threads.add(PLACE, "assistant", f"answer {n} \ud800", clock.now())
        clock.pass_(seconds=1)
    recent = await threads.recent(PLACE)
    assert len(recent) == 12
    assert recent[-2:] == [("user ana", "question 9"), ("assistant", "answer 9 \ud800")]
    assert await threads.recent(replace(PLACE, thread="1")) == []
    assert await threads.policy(PLACE) is None
    await threads.set_policy(PLACE, "never")
    assert (await threads.policy(PLACE), await threads.policy(replace(PLACE, thread="1"))) == ("never", None)


async def test_limits_use_one_up_per_turn(redis: Link, clock: SetClock) -> None:
    """The same turn again is free; a refused one uses nothing; the wait is until the oldest leaves."""
    limits = RedisLimits(redis, clock, "user=2/min,3/h tenant=4/day")
    assert await limits.take("T", "ana", turn="1") is None
    clock.pass_(seconds=20)
    assert await limits.take("T", "ana", turn="2") is None
    assert await limits.take("T", "ana", turn="2") is None
    for _ in range(3):
        wait = await limits.take("T", "ana", turn="3")
        assert wait is not None and (wait.limit, wait.seconds) == ("2 a minute each", 40)
    clock.pass_(seconds=40)
    assert await limits.take("T", "ana", turn="3") is None
    clock.pass_(minutes=2)
    wait = await limits.take("T", "ana", turn="4")
    assert wait is not None and wait.limit == "3 an hour each"
    assert await limits.take("T", "bo", turn="5") is None
    wait = await limits.take("T", "bo", turn="6")
    assert wait is not None and wait.limit == "4 a day for everyone here"
    assert await limits.take("T", "bo", turn="5") is None, "it was let through before"
    assert await limits.take("U", "bo", turn="6") is None


async def test_a_tenants_limit_alone(redis: Link, clock: SetClock) -> None:
    """A turn that was let through stays so, without a limit per person too."""
    limits = RedisLimits(redis, clock, "tenant=1/min")
    assert await limits.take("T", "ana", turn="1") is None
    assert await limits.take("T", "ana", turn="1") is None
    assert await limits.take("T", "bo", turn="2") is not None
    assert await RedisLimits(redis, clock, "").take("T", "bo", turn="2") is None


@pytest.mark.parametrize("rules", ["10/min", "user=ten/min", "user=10/fortnight", "group=1/s"])
def test_rules_that_cannot_be_read_stop_the_start(rules: str, clock: SetClock) -> None:
    """The variable is named."""
    with pytest.raises(ValueError, match="STUDYHALL_LIMITS"):
        RedisLimits(None, clock, rules)


async def test_spend_is_of_one_day(redis: Link, clock: SetClock) -> None:
    """Free calls are not written down."""
    spend = RedisSpend(redis, clock)
    for usd in (0.25, 0.5, 0.0):
        await spend.add("T", usd)
    assert (await spend.spent_today("T"), await spend.spent_today("U")) == (0.75, 0)
    clock.pass_(days=1)
    assert await spend.spent_today("T") == 0


async def test_grants_add_up(redis: Link) -> None:
    """Ten channels granted at once are ten channels; taking back is per channel or whole."""
    grants = RedisGrants(redis)
    channels = [f"C{n}" for n in range(10)]
    await asyncio.gather(*(grants.grant(Grant("home", "T", (channel,))) for channel in channels))
    (granted,) = await grants.granted("T")
    assert sorted(granted.channels) == channels
    await grants.grant(Grant("course", "T", external=True))
    assert await grants.readable("T") == ("course",)
    assert await grants.readable("T", channels=["C3", "X"]) == ("course", "home")
    assert await grants.readable("T", channels=["C3"], external=True) == ("course",)
    assert await grants.readable("U", channels=["C3"]) == ()
    assert await grants.revoke("home", "T", ["C3"])
    assert not await grants.revoke("home", "T", ["C3"])
    assert not await grants.revoke("course", "T", ["C3"])  # granted everywhere, and so it stays
    assert await grants.readable("T", channels=["C3"]) == ("course",)
    assert await grants.revoke("home", "T")
    assert not await grants.revoke("home", "T")
    assert [grant.library for grant in await grants.granted("T")] == ["course"]
    await grants.grant(Grant("home", "U"))
    assert [(grant.tenant, grant.library) for grant in await grants.everywhere()] == [("T", "course"), ("U", "home")]


async def test_the_clock_follows_the_servers(redis: Link) -> None:
    """Two processes with different clocks decide by one."""
    clock = RedisClock(redis)
    await clock.sample()
    seconds, _ = await redis.time()
    assert abs(clock.now().timestamp() - seconds) < 2
    keeping = asyncio.create_task(clock.keep_time())
    await asyncio.sleep(0)
    keeping.cancel()


async def test_a_server_that_is_away_is_said_plainly(tmp_path: object) -> None:
    """One exception, whatever the socket says; a revival is tried once."""
    asked: list[int] = []

    async def revive() -> None:
        asked.append(1)

    link = connect(f"unix://{tmp_path}/nobody.sock", revive=revive)
    with pytest.raises(Unavailable, match="the memory cannot be reached"):
        await link.get("x")
    assert asked == [1]
    await link.aclose()


async def test_a_full_server_is_away_too(redis: Link, ledger: RedisLedger, profiles: RedisProfiles) -> None:
    """It refuses writes, in commands and in scripts; nobody is told a database's words."""
    await redis.config_set("maxmemory", 1)
    try:
        with pytest.raises(Unavailable):
            await redis.set("x", 1)
        with pytest.raises(Unavailable):
            await RedisSessions(redis).save(Session("s1", PLACE, "ana", {}))
    finally:
        await redis.config_set("maxmemory", 0)


async def test_more_callers_than_connections_wait(redis: Link) -> None:
    """Five hundred at once is no error."""
    assert set(await asyncio.gather(*(redis.ping() for _ in range(500)))) == {True}


async def test_a_thread_keeps_the_order_while_a_clock_stands_still(redis: Link, clock: SetClock) -> None:
    """In a story everything may be said in one instant, and a follow-up still leans on what was said last."""
    threads = RedisThreads(redis)
    words = ["zebras", "drift", "monitoring", "skew", "and aardvarks", "pipelines", "bias", "caches"]
    for word in words:
        await threads.add(PLACE, "user ana", word, clock.now())
        await threads.add(PLACE, "assistant", f"about {word}", clock.now())
    await threads.add(PLACE, "assistant", "about caches", clock.now())
    recent = [text for _, text in await threads.recent(PLACE)]
    assert recent == [text for word in words[-6:] for text in (word, f"about {word}")]
