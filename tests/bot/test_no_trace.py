"""After "Delete everything", and after a team was purged: no key and no value anywhere names who is gone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from rigs.evening import ALONE, ANA, BO, SECRET, TEAM, Evening, everything, person

from bot.conversation import Open, Place, Press, Reply
from bot.memory.client import Link
from bot.progress.facts import ExamTaken
from bot.records import Schedule


def taken() -> ExamTaken:
    return ExamTaken("U9", date(2026, 11, 17), "passed", datetime(2026, 11, 17, tzinfo=UTC))


def naming(kept: dict[str, str], name: str) -> list[str]:
    return [key for key, value in kept.items() if name in key or name in value]


async def test_who_is_deleted_is_named_nowhere(evening: Evening, redis: Link) -> None:
    """Not in a board, a thread, a planned letter, nor in the key of a reminder sent weeks ago; who stays, stays."""
    await evening.studies(BO)
    await evening.studies(ANA)
    before = await everything(redis)
    assert len(naming(before, ANA)) > 20
    (asked,) = await evening.types(ANA, "privacy", "delete me")
    (receipt,) = await evening.does(lambda turn: Press(turn, person(ANA), ALONE, asked.buttons[0].token))
    assert "Deleted: " in receipt.text
    await redis.delete(*[key async for key in redis.scan_iter(match="*:pace:*")])  # the receipt's own, for a minute
    left = await everything(redis)
    assert naming(left, ANA) == []
    assert len(naming(left, BO)) >= len(naming(before, BO)) - 6


async def test_a_team_that_was_purged_is_named_nowhere(evening: Evening, redis: Link) -> None:
    """Thirty days after it removed the tutor; a team beside it keeps everything."""
    memory, other = evening.hall.memory, "T0OTHER"
    await evening.studies(ANA)
    await evening.hears("a question that waits")
    for tenant in (TEAM, other):
        place = Place("slack", tenant, "C1")
        await memory.schedules.save(Schedule(place, frozenset(range(7)), time(9), "UTC", pin=True))
        await evening.outbox.send(f"push:{tenant}:C1:2026-11-20", evening.platform, place, {}, Reply("x", key="board"))
        await memory.ledger.append(tenant, taken(), key="taken")
    await evening.does(lambda turn: Open(turn, person(ANA), Place("slack", TEAM), "left"))
    await memory.archive.purge(TEAM)
    left = await everything(redis)
    assert naming(left, TEAM) == []
    assert naming(left, ANA) == []
    assert len(naming(left, other)) >= 6


async def test_no_secret_is_kept(evening: Evening, redis: Link) -> None:
    """Nor handed over: not in Redis, not in a backup, not in what a person exports, not in a reply."""
    await evening.studies(ANA)
    (export,) = await evening.types(ANA, "privacy", "export")
    backup = [line async for line in evening.hall.memory.archive.lines()]
    kept = await everything(redis)
    for secret in (SECRET, *(key.hex() for key in evening.tokens.keys)):
        assert naming(kept, secret) == []
        assert not any(secret in line for line in backup)
        assert secret not in repr((export.data, export.files, evening.platform.said))
    assert SECRET not in repr(evening.hall)
