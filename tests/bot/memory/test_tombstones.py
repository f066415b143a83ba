"""Who deleted themselves stays deleted: whatever becomes of the secret, of Redis, or of the backups."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from rigs.clocks import SetClock

from bot.memory import keys
from bot.memory.archive import Archive
from bot.memory.client import Link
from bot.memory.ledger import RedisLedger
from bot.memory.opening import open_memory
from bot.memory.people import RedisPeople
from bot.memory.tombstones import SALTS, Tombstones, mark
from bot.progress.facts import Answer
from bot.settings import Settings
from bot.tokens import derive

Answered = Callable[..., Answer]
ANA, BO = "U1", "U2"
FORGOTTEN = keys.of_tenant("T", "forgotten")


class Installation:
    """What a process under one secret has of the memory; Redis is the one of all of them."""

    def __init__(self, redis: Link, clock: SetClock, secret: str) -> None:
        self.ledger = RedisLedger(redis)
        self.tombstones = Tombstones(redis, derive(secret, "tombstones"))
        self.people = RedisPeople(redis, self.ledger, clock, self.tombstones)
        self.archive = Archive(redis, self.ledger, self.tombstones)

    async def backup(self) -> list[str]:
        return [line async for line in self.archive.lines()]


@pytest.fixture
def under(redis: Link, clock: SetClock) -> Callable[[str], Installation]:
    return lambda secret: Installation(redis, clock, secret)


async def test_a_new_secret_brings_nobody_back(
    under: Callable[[str], Installation], clock: SetClock, answered: Answered
) -> None:
    """Delete, replace the secret at once, restore a backup from before: who was deleted is not in it."""
    before = under("old")
    for who in (ANA, BO):
        await before.ledger.take_answer("T", answered(who))
    lines = await before.backup()
    asked = clock.now()
    clock.pass_(seconds=5)
    await before.people.forget("T", ANA)

    after = under("new")
    assert await after.people.forgotten("T", ANA, asked), "a turn of theirs that waited is still dropped"
    await after.archive.restore(lines)
    assert await after.ledger.learners("T") == (BO,)


async def test_an_empty_redis_learns_it_from_the_newest_backup(
    redis: Link, under: Callable[[str], Installation], answered: Answered
) -> None:
    """Redis and the secret are lost; the newer backup carries what an older one has to obey."""
    before = under("old")
    for who in (ANA, BO):
        await before.ledger.take_answer("T", answered(who))
    older = await before.backup()
    await before.people.forget("T", ANA)
    newer = await before.backup()
    await redis.flushall()

    after = under("new")
    await after.tombstones.salts()  # as its start does
    for lines in (newer, older, newer):
        await after.archive.restore(lines)
        assert await after.ledger.learners("T") == (BO,)
    await after.people.forget("T", BO)
    await after.archive.restore(older)
    assert await after.ledger.learners("T") == ()


async def test_marks_from_before_salts_were_kept_go_on(
    redis: Link, under: Callable[[str], Installation], clock: SetClock, answered: Answered
) -> None:
    """An older version salted with what its last secret gave; the first start under it writes that down."""
    await redis.hset(FORGOTTEN, mark(derive("old", "tombstones"), "T", ANA), clock.now().timestamp())
    await under("old").tombstones.salts()
    after = under("new")
    assert await after.people.forgotten("T", ANA, clock.now() - timedelta(seconds=1))
    await after.people.forget("T", BO)
    assert mark(derive("old", "tombstones"), "T", BO) in await redis.hgetall(FORGOTTEN), (
        "one salt, so one mark a person"
    )


async def test_a_start_writes_the_salt_down_and_a_look_does_not(redis: Link, redis_url: str, tmp_path: Path) -> None:
    """The doctor may come first; a process that has the secret decides, and the next one finds it decided."""
    settings = Settings(data=tmp_path, redis_url=SecretStr(redis_url))
    for secret in (None, "old", "new"):
        async with open_memory(settings, secret):
            pass
        kept = {derive("old", "tombstones").hex()} if secret else set()
        assert set(await redis.smembers(SALTS)) == kept


async def test_a_mark_keeps_its_later_instant(redis: Link, under: Callable[[str], Installation]) -> None:
    """Whichever comes first, the backup or the deletion."""
    tombstones = under("old").tombstones
    await tombstones.merge(FORGOTTEN, {"a": "5.5", "b": 7})
    await tombstones.merge(FORGOTTEN, {"a": "4", "b": "8"})
    assert await redis.hgetall(FORGOTTEN) == {"a": "5.5", "b": "8"}


async def test_many_marks_are_merged_in_parts(redis: Link, under: Callable[[str], Installation]) -> None:
    """More than one script call takes."""
    await under("old").tombstones.merge(FORGOTTEN, {f"{n:024x}": n + 1 for n in range(9000)})
    assert await redis.hlen(FORGOTTEN) == 9000


@pytest.mark.parametrize("value", ['["no hexadecimal"]', "[1]", '{"a":"b"}'])
async def test_a_salt_that_is_none_is_named(redis: Link, under: Callable[[str], Installation], value: str) -> None:
    """And nothing is written."""
    kind = "hash" if value.startswith("{") else "set"
    with pytest.raises(ValueError, match="line 1 is not"):
        await under("old").archive.restore([f'{{"kind":"{kind}","key":"{SALTS}","value":{value}}}'])
    assert await redis.dbsize() == 0
