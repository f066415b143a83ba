"""How soon a killed worker's people are answered, as somebody sees it who looks from outside.

A clock starts at the kill for everybody who waits for a turn that the victim held, and stops when the
reply stands in the chat.  A person's turns are answered one after the other, killed or not, so only the
first of them that waits is looked at.  The clock starts anew where the worker that took the turn over is
killed too, and stands at nought while no worker is up: a process that starts is no recovery.  The list
``from_the_first`` knows no such mercy.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from chaos.load import SETTLED, Heard, post_of, state_of

from bot import codec
from bot.conversation import Turn
from bot.memory import keys
from bot.memory.client import Client
from bot.memory.streams import GROUP, SHARED
from bot.service.letters import nonce_of

LOOKED_EVERY = 0.1
MOST = 500


@dataclass
class _Clock:
    tenant: str
    turn: str
    first: float
    since: float
    taken: bool = False
    said_before: bool = False


@dataclass
class Watch:
    """Looks ten times a second which worker has what in hand."""

    redis: Client
    heard: Heard
    took_over: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    from_the_first: list[float] = field(default_factory=list)
    unknown: int = 0
    nobody_up: float = 0.0
    _open: dict[str, _Clock] = field(default_factory=dict)
    _dead: set[int] = field(default_factory=set)

    @classmethod
    @asynccontextmanager
    async def over(cls, redis: Client, heard: Heard) -> AsyncIterator[Watch]:
        """Looking while the block runs."""
        watch = cls(redis, heard)
        looking = asyncio.create_task(watch._keep_looking())
        try:
            yield watch
        finally:
            looking.cancel()

    async def killed(self, pid: int) -> None:
        """This process was just killed."""
        self._dead.add(pid)
        now, held = time.monotonic(), await self._held()
        seen: set[str] = set()
        for entry, holder in sorted(held.items(), key=lambda one: _age(one[0])):
            rows = await self.redis.xrange(*_name(entry), _name(entry)[1])
            if not rows:
                continue  # done meanwhile
            turn: Turn = codec.loads(Turn, rows[0][1]["turn"])
            if holder == pid and turn.learner.id not in seen:
                await self._start(entry, turn, now)
            seen.add(turn.learner.id)

    async def settled(self) -> None:
        """Until every clock has stopped."""
        while self._open:
            await asyncio.sleep(LOOKED_EVERY)

    async def _start(self, entry: str, turn: Turn, now: float) -> None:
        self.heard.read()
        said = self._stands(turn.id) or await state_of(self.redis, turn.learner.tenant, turn.id) in SETTLED
        first = self._open[entry].first if entry in self._open else now
        self._open[entry] = _Clock(turn.learner.tenant, turn.id, first, now, said_before=said)

    async def _keep_looking(self) -> None:
        before = time.monotonic()
        while True:
            await self._look(before)
            before = time.monotonic()
            await asyncio.sleep(LOOKED_EVERY)

    async def _look(self, before: float) -> None:
        held, up = await self._held(), await self._begun() - self._dead
        self.heard.read()
        now = time.monotonic()
        self.nobody_up += 0.0 if up else now - before
        for entry, clock in list(self._open.items()):
            state = await state_of(self.redis, clock.tenant, clock.turn)
            if state == "UNKNOWN":
                self.unknown += 1
                del self._open[entry]
            elif entry not in held if clock.said_before else state in SETTLED or self._stands(clock.turn):
                self.answered.append(now - clock.since)
                self.from_the_first.append(now - clock.first)
                del self._open[entry]
            elif not up:
                clock.since = now
            elif held.get(entry) not in self._dead and not clock.taken:
                clock.taken = True
                self.took_over.append(now - clock.since)

    def _stands(self, turn: str) -> bool:
        return nonce_of(post_of(turn)) in self.heard.nonces

    async def _held(self) -> dict[str, int]:
        """Each turn in somebody's hands, and the process."""
        streams = [keys.of_shard(shard, "turns", SHARED) for shard in range(keys.SHARDS)]
        found = await asyncio.gather(*(self.redis.xpending_range(name, GROUP, "-", "+", MOST) for name in streams))
        return {
            f"{name} {row['message_id']}": _process(row["consumer"])
            for name, rows in zip(streams, found, strict=True)
            for row in rows
        }

    async def _begun(self) -> set[int]:
        """The processes that have begun to read."""
        rows = await self.redis.xinfo_consumers(keys.of_shard(0, "turns", SHARED), GROUP)
        return {_process(row["name"]) for row in rows}


def _name(entry: str) -> tuple[str, str]:
    stream, _, number = entry.rpartition(" ")
    return stream, number


def _age(entry: str) -> tuple[int, ...]:
    return tuple(map(int, _name(entry)[1].split("-")))


def _process(worker: str) -> int:
    """A worker's name ends in its process and a mark of its own."""
    return int(worker.split("-")[-2])
