"""Streams: stored once, held by one worker, parked after five tries and some time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.memory.client import Link
from bot.memory.streams import Entry, Permit, Streams

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)


@pytest.fixture
async def streams(redis: Link) -> Streams:
    """Streams whose leases have always run out, so that no test waits."""
    opened = Streams(redis, lease=0)
    await opened.open()
    return opened


async def add(streams: Streams, turn: str, *dedupe: str, learner: str = "ana", most: int = 100) -> int:
    return await streams.add("T1", learner, NOON, turn, dedupe=dedupe or (turn,), most=most)


async def taken(streams: Streams, worker: str) -> list[Entry]:
    """What a worker that looks at every shard gets."""
    return [entry for shard in streams.shards for entry in await streams.read(shard, worker, 0)]


async def read(streams: Streams, worker: str = "w") -> Entry:
    (entry,) = await taken(streams, worker)
    return entry


async def test_any_known_key_makes_a_turn_a_twin(streams: Streams) -> None:
    """An event and its twin share one key of two; a third shares the other."""
    assert await add(streams, "a", "event-1", "ts-1") == 1
    assert await add(streams, "a", "event-2", "ts-1") == 0
    assert await add(streams, "a", "event-2") == 0
    assert await streams.backlog() == 1


async def test_a_full_tenant_is_told_its_place_and_keeps_its_keys(streams: Streams) -> None:
    """A refused turn is not taken for a known one when it comes again."""
    assert [await add(streams, turn, most=2) for turn in "abc"] == [1, 1, -3]
    await streams.finish(await read(streams), "w")
    assert await add(streams, "c", most=2) == 1


async def test_one_turn_of_a_learner_runs_over_all_workers(streams: Streams) -> None:
    """The second waits for the first, whoever holds it; another learner's does not."""
    held = Streams(streams._redis, lease=10)
    await add(streams, "a")
    await add(streams, "b")
    await add(streams, "c", learner="bo")
    first, second, other = await read(streams, "w1"), await read(streams, "w2"), await read(streams, "w2")
    assert await held.begin(first, "w1", NOON) is Permit.RUN
    assert await held.begin(second, "w2", NOON) is Permit.LATER
    assert await held.begin(other, "w2", NOON) is Permit.RUN
    assert await held.finish(first, "w1")
    assert await held.begin(second, "w2", NOON) is Permit.RUN


async def test_what_a_worker_has_in_hand_is_not_a_try(streams: Streams) -> None:
    """It was late to renew it; having it counted as tried again would park it in the end."""
    await add(streams, "a")
    entry = await read(streams)
    assert [await streams.reclaim("w", 8, [entry]) for _ in range(6)] == [[]] * 6
    assert await streams.parked() == []
    assert await streams.reclaim("w", 8) == [entry]


async def test_whoever_lost_an_entry_can_neither_renew_nor_finish_it(streams: Streams) -> None:
    """A worker that slept through its lease comes back to nothing."""
    await add(streams, "a")
    entry = await read(streams, "slow")
    (taken,) = await streams.reclaim("quick", 8)
    assert taken == entry
    assert await streams.begin(entry, "slow", NOON) is Permit.LOST
    assert await streams.renew([entry], "slow", NOON) == {entry}
    assert await streams.renew([entry], "quick", NOON) == set()
    assert not await streams.finish(entry, "slow")
    assert await streams.finish(entry, "quick")
    assert not await streams.finish(entry, "quick")
    assert await streams.backlog() == 0


async def test_the_sixth_try_is_parked_and_listed(redis: Link) -> None:
    """A turn that kills its workers stops doing so, and is not lost."""
    streams = Streams(redis, lease=0, patience=0)
    await streams.open()
    await add(streams, "poison")
    await read(streams)
    assert [[one.why for one in await streams.reclaim("w", 8)] for _ in range(6)] == [[""]] * 4 + [
        ["tried 5 times"],
        [],
    ]
    (parked,) = await streams.parked()
    assert (parked.turn, parked.learner, parked.at, parked.why) == ("poison", "ana", NOON, "tried 5 times")
    assert await streams.backlog() == 0


async def test_a_service_that_is_restarted_again_and_again_gives_nothing_up(streams: Streams) -> None:
    """Five deaths within seconds say nothing about the turn that waited through all of them."""
    await add(streams, "patient")
    entry = await read(streams)
    for restart in range(12):
        assert await streams.reclaim(f"w{restart}", 8) == [entry]
    assert await streams.parked() == []


async def test_what_a_worker_gives_back_can_be_taken_at_once(redis: Link) -> None:
    """A clean stop costs nobody a lease."""
    streams = Streams(redis, lease=3600)
    await streams.open()
    await add(streams, "a")
    entry = await read(streams, "leaving")
    assert await streams.reclaim("staying", 8) == []
    await streams.surrender(entry, "leaving")
    assert await streams.reclaim("staying", 8) == [entry]
