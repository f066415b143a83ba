"""After "Delete everything", and after a team was purged: no key and no value anywhere names who is gone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from rigs.evening import ALONE, ANA, BO, SECRET, TEAM, Evening, everything, person

from bot.conversation import Command, Learner, Message, Open, Place, Press, Reply
from bot.memory.client import Link
from bot.memory.streams import Streams
from bot.progress.facts import ExamTaken
from bot.records import Schedule
from bot.service.intake import Intake


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


async def test_who_was_alone_with_the_tutor_is_named_nowhere(evening: Evening, redis: Link) -> None:
    """A private chat outside of every team is a tenant with the person's own name: it goes as a whole, for good."""
    who, memory = "900044470009", evening.hall.memory
    ada, alone = Learner("slack", f"dm:{who}", who, "Ada"), Place("slack", f"dm:{who}")
    await evening.does(lambda turn: Message(turn, ada, alone, "what is kept here?"))
    (question,) = await evening.does(lambda turn: Command(turn, ada, alone, "quiz", "1"))
    await evening.does(lambda turn: Press(turn, ada, alone, question.buttons[0].token))
    await evening.does(lambda turn: Command(turn, ada, alone, "settings", "zone Europe/Berlin"))
    streams = Streams(memory.redis)
    await streams.open()
    await Intake(streams, evening.clock).enqueue(Message("waits", ada, alone, "and this?"))
    backup = [line async for line in memory.archive.lines()]
    assert len(naming(await everything(redis), who)) > 10
    before = evening.clock.now()
    (asked,) = await evening.does(lambda turn: Command(turn, ada, alone, "privacy", "delete me"))
    await evening.does(lambda turn: Press(turn, ada, alone, asked.buttons[0].token))
    await redis.delete(*[key async for key in redis.scan_iter(match="*:pace:*")])  # the receipt's own, for a minute
    assert naming(await everything(redis), who) == []
    await memory.archive.restore(backup)
    assert naming(await everything(redis), who) == []
    assert await memory.people.forgotten(ada.tenant, who, before)
