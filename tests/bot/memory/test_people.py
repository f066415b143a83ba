"""A person's data: handed over whole, removed whole, and not written back."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from rigs.clocks import SetClock

from bot.conversation import Place
from bot.memory import keys
from bot.memory.archive import Archive
from bot.memory.client import Link
from bot.memory.ledger import RedisLedger
from bot.memory.people import RedisPeople
from bot.memory.stores import RedisDeliveries, RedisGroups, RedisProfiles, RedisSessions
from bot.memory.talk import RedisLimits, RedisThreads
from bot.progress.facts import Answer, Choice, Outage
from bot.records import Delivery, Session

Answered = Callable[..., Answer]
Chosen = Callable[..., Choice]
CHANNEL = Place("slack", "T", "C1")
ANA = "U1"
BO = "U12"  # begins like the other, on purpose


async def live(redis: Link, learner: str, answered: Answered, chosen: Chosen, clock: SetClock) -> None:
    """Leave a trace in everything that is kept."""
    ledger, now, alone = RedisLedger(redis), clock.now(), Place("slack", "T")
    await ledger.take_answer("T", answered(learner, at=now, group="g1"), card={"due": "monday"})
    await ledger.choose("T", chosen(learner, at=now), turn=f"turn of {learner[::-1]}", closes=None)
    await RedisProfiles(redis, ledger).change("T", learner, name=f"Name of {learner}", board="show")
    await redis.hset(keys.of_learner("T", learner, "cards"), "i9", json.dumps({"due": "friday"}))
    await RedisGroups(redis).join("T", "g1", learner, now)
    await RedisDeliveries(redis).open(Delivery(f"for-{learner[::-1]}", "i1", 1, ("a",), alone, now, learner=learner))
    sessions, threads = RedisSessions(redis), RedisThreads(redis)
    await sessions.save(Session(f"own-{learner[::-1]}", alone, learner, {"n": 1}))
    await sessions.save(Session(f"live-{learner[::-1]}", CHANNEL, None, {"host": learner}))
    for thread in (CHANNEL, Place("slack", "T", None, f"{learner} 17.3")):
        await threads.add(thread, f"user {learner}", f"a question by {learner}", now)
        await threads.add(thread, "assistant", f"an answer to {learner}", now)
        clock.pass_(seconds=1)
    limits = RedisLimits(redis, clock, "user=5/min")
    await limits.take("T", learner, turn=f"turn of {learner[::-1]}")


async def everything(redis: Link) -> str:
    """All keys and values of the server as one text."""
    read = {"hash": "HGETALL", "list": "LRANGE", "set": "SMEMBERS", "zset": "ZRANGE", "string": "GET"}
    told: list[str] = []
    async for key in redis.scan_iter(match="*", count=1000):
        kind = await redis.type(key)
        value = await redis.execute_command(read[kind], key, *((0, -1) if kind in ("list", "zset") else ()))
        # Servers differ in the order of a hash's fields, which means nothing.
        told += [key, str(dict(sorted(value.items())) if isinstance(value, dict) else value)]
    return "\n".join(told)


async def test_forgetting_leaves_no_trace_but_a_salted_mark(
    redis: Link, people: RedisPeople, archive: Archive, clock: SetClock, answered: Answered, chosen: Chosen
) -> None:
    """No key and no value names the person; who stays keeps everything."""
    await live(redis, BO, answered, chosen, clock)
    alone = await everything(redis)
    await live(redis, ANA, answered, chosen, clock)
    receipt = await people.forget("T", ANA)
    left = (await everything(redis)).replace(BO, "")
    assert ANA not in left
    assert ANA not in str(receipt)
    assert receipt.removed == {"answers and facts": 2, "review dates": 2, "settings": 2, "presses": 1}
    for key in ("{t:T}:learner:U12:facts", "{t:T}:session:live-21U", "{t:T}:delivery:for-21U", "a question by U12"):
        assert key in alone and key in await everything(redis)
    assert await archive.audit("T") == []
    assert await people.export("T", ANA) == {
        "learner": ANA, "facts": [], "settings": {}, "reviews": {}, "groups": [], "said": [], "shown": [], "sessions": [],
    }  # fmt: skip


async def test_a_late_turn_is_known_and_a_return_is_welcome(people: RedisPeople, clock: SetClock) -> None:
    """What was asked before the deletion is dropped; what comes later is a new beginning."""
    asked = clock.now()
    clock.pass_(seconds=5)
    await people.forget("T", ANA)
    assert await people.forgotten("T", ANA, asked)
    assert not await people.forgotten("T", ANA, asked + timedelta(seconds=6))
    assert not await people.forgotten("T", BO, asked)
    assert not await people.forgotten("U", ANA, asked), "another tenant's person of the same id is another person"


async def test_an_export_is_complete(
    redis: Link, people: RedisPeople, clock: SetClock, answered: Answered, chosen: Chosen
) -> None:
    """What was left in every store is in it, and nothing of anybody else."""
    await live(redis, ANA, answered, chosen, clock)
    await live(redis, BO, answered, chosen, clock)
    found = await people.export("T", ANA)
    assert [fact["is"] for fact in found["facts"]] == ["Answer", "Choice"]
    assert found["settings"] == {"name": "Name of U1", "board": "show"}
    assert found["reviews"] == {"i1": {"due": "monday"}, "i9": {"due": "friday"}}
    assert found["groups"] == ["g1"]
    assert sorted({said for _, _, said in found["said"]}) == ["a question by U1", "an answer to U1"]
    assert [shown["id"] for shown in found["shown"]] == ["for-1U"]
    assert sorted(session["id"] for session in found["sessions"]) == ["live-1U", "own-1U"]
    assert BO not in json.dumps(found)


async def backup(archive: Archive, tenant: str = "") -> list[str]:
    return [line async for line in archive.lines(tenant)]


async def test_a_backup_restores_to_the_same(
    redis: Link, archive: Archive, clock: SetClock, answered: Answered, chosen: Chosen, ledger: RedisLedger
) -> None:
    """Facts, boards, settings, sessions, expiries; again it writes nothing."""
    await live(redis, ANA, answered, chosen, clock)
    await live(redis, BO, answered, chosen, clock)
    await ledger.append("T", Outage(clock.now(), clock.now().date(), "moved"), key="o")
    await redis.delete("{t:T}:limit", *(f"{{t:T}}:learner:{who}:limit" for who in (ANA, BO)))
    before, lines = sorted((await everything(redis)).split("\n")), await backup(archive)
    expiry = await redis.pexpiretime("{t:T}:delivery:for-1U")
    await redis.flushall()
    assert await archive.restore(lines) == len(lines)
    assert sorted((await everything(redis)).split("\n")) == before
    assert await redis.pexpiretime("{t:T}:delivery:for-1U") == expiry
    assert await archive.audit("T") == []
    assert await archive.tenants() == ["T"]
    again = await everything(redis)
    assert await archive.restore(lines) <= 1, "only the set of learners is merged"
    assert await everything(redis) == again
    await archive.purge("T")
    assert await everything(redis) == ""


async def test_a_backup_is_a_file_whatever_people_write(redis: Link, archive: Archive) -> None:
    """Half a character and the line breaks of other alphabets included."""
    odd = "half \ud83d, then\u2028a line\u0085and another\r\n"
    await redis.zadd("{t:T}:gaps", {odd: 5})
    file = "\n".join(await backup(archive)).encode("utf-8").decode("utf-8")
    await redis.flushall()
    assert await archive.restore(file.split("\n")) == 1
    assert await redis.zrange("{t:T}:gaps", 0, -1) == [odd]


async def test_a_restore_adds_what_is_missing_and_keeps_what_is_newer(
    archive: Archive, ledger: RedisLedger, answered: Answered
) -> None:
    """Facts written since the backup stay."""
    await ledger.take_answer("T", answered(ANA))
    lines = await backup(archive)
    await ledger.take_answer("T", answered(ANA, delivery="d2", item="i2"))
    await archive.restore(lines)
    assert len(await ledger.facts("T")) == 2
    assert await archive.audit("T") == []


async def test_a_restore_obeys_tombstones(
    redis: Link, archive: Archive, people: RedisPeople, clock: SetClock, answered: Answered, chosen: Chosen
) -> None:
    """Whoever was forgotten since the backup stays forgotten in every key of it."""
    await live(redis, ANA, answered, chosen, clock)
    await live(redis, BO, answered, chosen, clock)
    lines = await backup(archive)
    await people.forget("T", ANA)
    await archive.restore(lines)
    assert ANA not in (await everything(redis)).replace(BO, "")
    tombstones = await redis.hgetall("{t:T}:forgotten")
    await redis.flushall()
    await redis.hset("{t:T}:forgotten", mapping=tombstones)
    await archive.restore(lines)
    left = await everything(redis)
    assert ANA not in left.replace(BO, "")
    assert "{t:T}:learner:U12:facts" in left
    assert await archive.audit("T") == []


async def test_who_came_back_before_the_backup_is_restored(
    redis: Link, archive: Archive, people: RedisPeople, ledger: RedisLedger, answered: Answered
) -> None:
    """Their tombstone is in the file, so what the file has of them is newer."""
    await people.forget("T", ANA)
    await ledger.take_answer("T", answered(ANA))
    lines = await backup(archive)
    for wipe in (True, False):
        if wipe:
            await redis.flushall()
        await archive.restore(lines)
        assert await ledger.learners("T") == (ANA,)
        assert await people.forgotten("T", ANA, answered().at - timedelta(days=1))


async def test_large_keys_are_restored_in_parts(redis: Link, archive: Archive, ledger: RedisLedger) -> None:
    """More entries than one request or one script call takes."""
    members = {f"u{n:05}": n for n in range(23_000)}
    await redis.zadd("{t:T}:members:g1", members)
    await redis.hset("{t:T}:policy", mapping=members)
    outage = '{"is":"Outage","at":"2026-11-17T12:00:00+00:00","day":"2026-11-17","reason":"x"}'
    await redis.rpush("{t:T}:facts", *(f"{n} {outage}" for n in range(12_000)))
    lines = await backup(archive)
    await redis.flushall()
    await archive.restore(lines)
    assert await redis.zcard("{t:T}:members:g1") == await redis.hlen("{t:T}:policy") == 23_000
    assert [line.split(" ")[0] for line in await redis.lrange("{t:T}:facts", 0, -1)] == [str(n) for n in range(12_000)]
    assert [key async for key in redis.scan_iter(match="*restoring*")] == []


@pytest.mark.parametrize("bad", ["", "no json", "[]", '{"kind":"hash"}', '{"kind":"hash","key":"x","value":{}}', '{"kind":"hash","key":"{t:T}:acts","value":[1]}'])  # fmt: skip
async def test_a_bad_line_is_named_and_nothing_is_written(
    redis: Link, archive: Archive, ledger: RedisLedger, answered: Answered, bad: str
) -> None:
    """A backup is restored whole or not at all."""
    await ledger.take_answer("T", answered())
    lines = await backup(archive)
    await redis.flushall()
    with pytest.raises(ValueError, match=f"line {len(lines) + 1} is not"):
        await archive.restore([*lines, bad])
    assert await redis.dbsize() == 0


async def test_a_backup_of_one_tenant_has_no_other(archive: Archive, ledger: RedisLedger, answered: Answered) -> None:
    """Not even one whose name begins alike."""
    for tenant in ("T", "T2", "T}:x"):
        await ledger.take_answer(tenant, answered())
    assert {json.loads(line)["key"].partition("}")[0] for line in await backup(archive, "T")} == {"{t:T"}
    assert await archive.tenants() == ["T", "T2", "T}:x"]
