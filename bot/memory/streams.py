"""The streams turns wait on: stored once, taken by one worker, kept until they are done.

The rule that holds here: a turn leaves its stream only by being finished or parked, each one script.
A worker renews the lease of what it holds ten times in its length, so idle time means a dead worker and never
a slow one; whatever is idle is claimed on a timer, because a quiet stream has no traffic to wake it.
Finished entries are deleted: the stream is as long as its backlog, and nothing needs trimming.

taskiq-redis was tried: it reclaims only when new work arrives and restarts slow turns of live workers.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum
from hashlib import blake2b
from typing import Any
from uuid import uuid4

from redis.exceptions import ResponseError

from bot.memory import keys
from bot.memory.client import Client
from bot.memory.clock import instant
from bot.memory.scripts import Store

GROUP = "workers"
SHARED = "shared"
DEDUPED_SECONDS = 2 * 24 * 3600
PARKED_SECONDS = 30 * 24 * 3600
TRIES = 5
PATIENCE = 120.0
"""Seconds: what was tried five times in less than that met a service that was restarted again and again."""


class Permit(IntEnum):
    """What a worker may do with an entry it took."""

    LOST = -1
    LATER = 0
    RUN = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One stored turn: whose, since when, and its text; ``why`` says what a parked one died of."""

    id: str
    shard: int
    tenant: str
    learner: str
    at: datetime
    turn: str
    why: str = ""


class Streams(Store):
    """Sixteen streams.  A worker that gave no sign of life for ``lease`` seconds is dead.

    A turn that outlived five of them and ``patience`` seconds is what they die of.
    """

    def __init__(self, redis: Client, *, lease: float = 10.0, patience: float = PATIENCE) -> None:
        super().__init__(redis)
        self.lease = lease
        self._patience = patience
        self._streams = {_stream(shard): shard for shard in range(keys.SHARDS)}

    @property
    def shards(self) -> Sequence[int]:
        """Every shard that is read."""
        return range(keys.SHARDS)

    async def open(self) -> None:
        """Make the groups workers read in; from the first entry on, so none is passed over."""
        for stream in self._streams:
            with suppress(ResponseError):  # BUSYGROUP: it is there
                await self._redis.xgroup_create(stream, GROUP, id="0", mkstream=True)

    async def add(self, tenant: str, learner: str, at: datetime, turn: str, *, dedupe: Sequence[str], most: int) -> int:
        """Store a turn once for all of its keys: 1 stored, 0 known; below 0, minus the place it would have had."""
        shard = keys.shard(tenant)
        twins = (keys.of_shard(shard, "turn", SHARED, tenant, _digest(key)) for key in dedupe)
        return int(
            await self._scripts.run(
                "enqueue_turn",
                [_stream(shard), _queued(shard), *twins],
                *(uuid4().hex, tenant, most, DEDUPED_SECONDS, learner, at.timestamp(), turn),
            )
        )

    async def backlog(self) -> int:
        """How many turns wait or run."""
        return sum(await asyncio.gather(*(self._redis.xlen(stream) for stream in self._streams)))

    async def oldest(self) -> datetime | None:
        """When the turn was stored that waits or runs longest."""
        firsts = await asyncio.gather(*(self._redis.xrange(stream, count=1) for stream in self._streams))
        return min((instant(rows[0][1]["at"]) for rows in firsts if rows), default=None)

    async def attended(self) -> bool:
        """Whether any worker gives signs of life."""
        rows = await self._redis.xinfo_consumers(_stream(0), GROUP)
        return any(int(row["idle"]) < 1000 * self.lease for row in rows)

    async def read(self, shard: int, worker: str, wait: float) -> list[Entry]:
        """The next new entry of a shard, waiting up to ``wait`` seconds (0: not at all) for one.

        One shard a call: the streams of several lie in different slots of a cluster.
        """
        streams = {_stream(shard): ">"}
        try:
            found = await self._redis.xreadgroup(GROUP, worker, streams, count=1, block=int(wait * 1000) or None)
        except ResponseError as trouble:
            if "NOGROUP" not in str(trouble):
                raise
            await self.open()
            return []
        pairs = found.items() if isinstance(found, dict) else found or ()
        return [_entry(shard, number, fields) for _, entries in pairs for number, fields in _flat(entries)]

    async def reclaim(self, worker: str, most: int, in_hand: Sequence[Entry] = ()) -> list[Entry]:
        """Take over up to ``most`` entries of workers that died; park what was tried too often for too long.

        What was parked is among what is returned, and says ``why``.
        ``in_hand``: what this worker has and was late to renew is nobody's to take, nor to count as a try.
        """
        taken: list[Entry] = []
        idle = int(self.lease * 1000)
        for stream, shard in self._streams.items():
            if len(taken) >= most:
                break
            mine = (entry.id for entry in in_hand if entry.shard == shard)
            claimed = await self._scripts.run("reclaim_turns", [stream], GROUP, worker, idle, most - len(taken), *mine)
            for number, tries, age, fields in claimed:
                entry = _entry(shard, number, dict(zip(fields[::2], fields[1::2], strict=True)))
                if tries > TRIES and age >= self._patience:
                    entry = replace(entry, why=f"tried {tries - 1} times")
                    if not await self.finish(entry, worker, parked=entry.why):
                        continue
                taken.append(entry)
        return taken

    async def prompt(self) -> bool:
        """Whether the server answers soon enough for leases to be renewed in time."""
        asked = time.monotonic()
        await self._redis.ping()
        return time.monotonic() - asked < self.lease / 5

    async def begin(self, entry: Entry, worker: str, now: datetime) -> Permit:
        """Ask to begin a turn; one turn of a learner runs at a time."""
        return Permit(
            await self._scripts.run(
                "begin_turn",
                [_stream(entry.shard), _running(entry.shard)],
                *(GROUP, worker, entry.id, _person(entry), now.timestamp(), now.timestamp() + self.lease),
            )
        )

    async def renew(self, entries: Sequence[Entry], worker: str, now: datetime) -> set[Entry]:
        """Renew the leases of what a worker has in hand; returns what it has no longer."""
        lost: set[Entry] = set()
        for shard in {entry.shard for entry in entries}:
            mine = {entry.id: entry for entry in entries if entry.shard == shard}
            pairs = [word for entry in mine.values() for word in (entry.id, _person(entry))]
            names = [_stream(shard), _running(shard)]
            gone = await self._scripts.run("renew_turns", names, GROUP, worker, now.timestamp() + self.lease, *pairs)
            lost |= {mine[number] for number in gone}
        return lost

    async def finish(self, entry: Entry, worker: str, *, parked: str = "") -> bool:
        """The turn is done, or ``parked`` with the reason; ``False`` when another worker holds it."""
        shard = entry.shard
        names = [_stream(shard), _running(shard), _queued(shard), _parked(shard)]
        done = await self._scripts.run(
            "finish_turn", names, GROUP, worker, entry.id, _person(entry), entry.tenant, parked, PARKED_SECONDS
        )
        return bool(done)

    async def surrender(self, entry: Entry, worker: str) -> None:
        """Give an entry back, so that another worker may take it at once."""
        names = [_stream(entry.shard), _running(entry.shard)]
        await self._scripts.run(
            "surrender_turn", names, GROUP, worker, entry.id, _person(entry), int(self.lease * 1000) + 1
        )

    async def parked(self) -> list[Entry]:
        """What was given up, oldest first."""
        found: list[Entry] = []
        for shard in self._streams.values():
            found += [_entry(shard, *row) for row in await self._redis.xrange(_parked(shard))]
        return sorted(found, key=lambda entry: entry.at)


def _entry(shard: int, number: str, fields: dict[str, str]) -> Entry:
    at, why = instant(fields["at"]), fields.get("why", "")
    return Entry(number, shard, fields["tenant"], fields["learner"], at, fields["turn"], why)


def _stream(shard: int) -> str:
    return keys.of_shard(shard, "turns", SHARED)


def _running(shard: int) -> str:
    return keys.of_shard(shard, "running", SHARED)


def _queued(shard: int) -> str:
    return keys.of_shard(shard, "queued", SHARED)


def _parked(shard: int) -> str:
    return keys.of_shard(shard, "parked", SHARED)


def _digest(key: str) -> str:
    """A key by which nobody can be found: it may name the person who pressed."""
    return blake2b(key.encode(), digest_size=16).hexdigest()


def _person(entry: Entry) -> str:
    return f"{entry.tenant}\n{entry.learner}"


def _flat(entries: Sequence[Any]) -> list[tuple[str, dict[str, str]]]:
    """The rows of one stream; RESP3 wraps them in one list more."""
    rows = entries[0] if entries and isinstance(entries[0], list) else entries
    return list(rows)
