"""Work that must not be lost: one stream a shard, read by a consumer group.

The rules that hold here:

- an entry is added once for all of its business keys, in one script with the check;
- whoever works on an entry renews its lease every second, so an idle entry means a dead worker,
  never a slow one, and a worker that lost its lease learns it at the next renewal;
- abandoned entries are looked for on a timer, not on traffic: a quiet stream recovers as well;
- an entry that was tried five times is parked where people can see it.

The kind of work (``turns``, ``posts``) and a lane name a stream.  The default lane is everybody's;
a lane of its own is for work that only one process can do, such as answering in its terminal.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from redis.exceptions import ResponseError

from bot.memory import keys
from bot.memory.client import Client
from bot.memory.scripts import Scripts

GROUP = "workers"
LEASE_MS = 3_000
BLOCK_MS = 1_000
TRIES = 5
ONCE_SECONDS = 48 * 3600  # twice as long as anybody sends something again
RETIRED_AFTER_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A piece of work in hand; ``tries`` counts this one."""

    stream: str
    id: str
    body: str
    tries: int = 1


@dataclass(frozen=True, slots=True)
class Parked:
    """Work that was given up: what it was, why, and when."""

    body: str
    reason: str
    at: datetime


class Streams:
    """All shards of one kind of work."""

    def __init__(self, redis: Client, kind: str, lane: str = "") -> None:
        self._redis = redis
        self._scripts = Scripts(redis)
        self._kind = kind
        self._lane = lane
        self._names = [self._stream(shard) for shard in range(keys.SHARDS)]

    def _stream(self, shard: int) -> str:
        return keys.of_shard(shard, self._kind, *filter(None, (self._lane,)))

    async def prepare(self) -> None:
        """Make the streams and their group where they are missing; what waits already is read first."""
        for name in self._names:
            with suppress(ResponseError):  # BUSYGROUP: it is there
                await self._redis.xgroup_create(name, GROUP, id="0", mkstream=True)

    async def add(self, owner: str, body: str, *once: str) -> bool:
        """Put work on the owner's shard, unless any of its keys was seen before."""
        shard = keys.shard(owner)
        seen = [keys.of_shard(shard, "seen", self._kind, key) for key in once]
        return bool(await self._scripts.run("add_work", [self._stream(shard), *seen], body, ONCE_SECONDS))

    async def take(self, worker: str, count: int) -> list[Entry]:
        """New entries, waiting up to a second for the first."""
        try:
            found = await self._redis.xreadgroup(
                GROUP, worker, dict.fromkeys(self._names, ">"), count=count, block=BLOCK_MS
            )
        except ResponseError as trouble:
            if not str(trouble).startswith("NOGROUP"):
                raise
            await self.prepare()
            return []
        return [Entry(name, id_, fields["body"]) for name, entries in _by_stream(found) for id_, fields in entries]

    async def renew(self, worker: str, entries: Iterable[Entry]) -> set[Entry]:
        """Keep the leases; returns the entries that somebody else has taken over meanwhile."""
        lost: set[Entry] = set()
        for stream, mine in _grouped(entries):
            kept = await self._scripts.run("renew_lease", [stream], GROUP, worker, *(entry.id for entry in mine))
            lost |= {entry for entry in mine if entry.id not in kept}
        return lost

    async def reclaim(self, worker: str, count: int) -> list[Entry]:
        """Take over entries whose worker is dead."""
        taken: list[Entry] = []
        for name in self._names:
            if len(taken) >= count:
                break
            found = await self._scripts.run("reclaim_work", [name], GROUP, worker, LEASE_MS, count - len(taken))
            taken += [Entry(name, id_, body, int(tries)) for id_, body, tries in found]
        return taken

    async def finish(self, entry: Entry) -> None:
        """Done: it leaves the stream."""
        await self._scripts.run("finish_work", [entry.stream], GROUP, entry.id)

    async def park(self, entry: Entry, reason: str, at: datetime) -> None:
        """Give it up, visibly."""
        note = json.dumps({"body": entry.body, "reason": reason, "at": at.isoformat()}, ensure_ascii=False)
        await self._scripts.run("park_work", [entry.stream, self._parked(entry.stream)], GROUP, entry.id, note)

    async def parked(self) -> list[Parked]:
        """Everything given up and not yet cleared."""
        notes = [note for name in self._names for note in await self._redis.hvals(self._parked(name))]
        found = [json.loads(note) for note in notes]
        return [Parked(note["body"], note["reason"], datetime.fromisoformat(note["at"])) for note in found]

    async def waiting(self) -> int:
        """How many entries are on the streams, in hand or not."""
        return sum([await self._redis.xlen(name) for name in self._names])

    async def retire(self, worker: str = "") -> None:
        """Forget a worker that leaves, and workers long gone; whoever still holds entries stays."""
        for name in self._names:
            with suppress(ResponseError):  # NOGROUP: nothing to forget
                await self._scripts.run("retire_workers", [name], GROUP, worker, RETIRED_AFTER_MS)

    @staticmethod
    def _parked(stream: str) -> str:
        return f"{stream}:parked"


def _by_stream(found: Any) -> Iterator[tuple[str, list[tuple[str, dict[str, str]]]]]:
    pairs = found.items() if isinstance(found, dict) else found or ()
    for name, entries in pairs:
        # The SDK nests the entries once more under the newer protocol.
        yield name, entries[0] if isinstance(found, dict) and entries and isinstance(entries[0], list) else entries


def _grouped(entries: Iterable[Entry]) -> Iterator[tuple[str, Sequence[Entry]]]:
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.stream, []).append(entry)
    yield from groups.items()
