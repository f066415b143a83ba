"""The durable way in: a turn is stored before its platform acknowledges it, and served until it is done.

The rule that holds here: nothing is owed by a process.  ``enqueue`` returns when the turn is stored;
``serve`` may die at any moment and another worker goes on, so whatever ``handle`` does it does under
the turn's own business keys.  One turn of a learner runs at a time, over all workers.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from uuid import uuid4

import structlog

from bot import codec, metrics
from bot.conversation import Turn
from bot.memory.streams import Entry, Permit, Streams
from bot.ports import Busy, Clock, Unavailable
from bot.service.aside import SteppingAside
from bot.service.desk import Desk, Handle

OF_A_TENANT, OF_EVERYBODY = 100, 2000
"""Turns that may wait, of one tenant and in all; whoever comes then is told that the tutor is busy."""

DRAINED_WITHIN = 10.0
"""Seconds that running turns have to end when the worker stops."""

READ_FOR = 0.5
"""Seconds that one read of a stream waits for a new turn."""

AT_ONCE = 16
"""Turns a worker runs at once: most of them wait, for a model or for their chat's next second."""

Forgotten = Callable[[str, str, datetime], Awaitable[bool]]

log = structlog.get_logger(__name__)


async def nobody(tenant: str, learner: str, at: datetime) -> bool:
    """The ``forgotten`` of an intake without deletion."""
    return False


async def in_silence(turn: Turn) -> None:
    """The ``excuse`` of an intake that has nobody to tell."""


class Intake:
    """Stores turns and serves them.  ``forgotten`` says whether a person was deleted after an instant."""

    def __init__(self, streams: Streams, clock: Clock, forgotten: Forgotten = nobody) -> None:
        self._streams = streams
        self._clock = clock
        self._forgotten = forgotten
        self._backlog = 0
        self._sampled: datetime | None = None

    async def enqueue(self, turn: Turn, *dedupe: str) -> bool:
        """Store a turn once for all of its keys (its id by itself); ``False`` if it was there.

        Raises :class:`Unavailable` if it cannot be stored, and :class:`Busy` if too much waits.
        """
        now = self._clock.now()
        if (waiting := await self._waiting(now)) >= OF_EVERYBODY:
            metrics.BUSY.inc()
            raise Busy(waiting + 1)
        added = await self._streams.add(
            turn.learner.tenant,
            turn.learner.id,
            now,
            codec.dumps(turn, tagged=True),
            dedupe=dedupe or (turn.id,),
            most=OF_A_TENANT,
        )
        if added < 0:
            metrics.BUSY.inc()
            raise Busy(-added)
        (metrics.ACKS if added else metrics.DEDUPED).labels(turn.place.platform).inc()
        self._backlog += added
        return bool(added)

    async def waiting(self) -> tuple[int, float]:
        """How many turns wait or run, and for how many seconds the oldest of them."""
        count, oldest = await self._streams.backlog(), await self._streams.oldest()
        age = (self._clock.now() - oldest).total_seconds() if oldest else 0.0
        return count, max(0.0, age)

    async def serve(
        self,
        handle: Handle,
        stop: asyncio.Event,
        concurrency: int = AT_ONCE,
        name: str = "worker",
        excuse: Handle = in_silence,
    ) -> None:
        """Take turns and handle them until ``stop``; what runs then has ten seconds to end.

        A turn whose ``handle`` raises is tried again when its lease has run out; one that is given up after too
        many tries is handed to ``excuse``, once.
        """
        desk = Desk(f"{name}-{uuid4().hex[:8]}", handle, excuse, concurrency)
        await self._streams.open()
        starting = asyncio.create_task(self._start(desk))
        chores = [starting, asyncio.create_task(self._keep(desk)), asyncio.create_task(self._reclaim(desk))]
        try:
            await asyncio.gather(*(self._read(shard, desk, stop) for shard in self._streams.shards))
            desk.leaving = True
            desk.changed.set()
            await starting
            await self._drain(desk)
        finally:
            # A cancellation that meets a reply of the server can be lost in the client: the chores look for themselves.
            desk.closed = True
            desk.changed.set()
            for task in (*chores, *desk.running.values(), *desk.excusing):
                task.cancel()
            await asyncio.gather(*chores, return_exceptions=True)

    async def _waiting(self, now: datetime) -> int:
        """How many turns there are over all shards, looked up once a second."""
        if self._sampled is None or abs((now - self._sampled).total_seconds()) >= 1 or self._backlog >= OF_EVERYBODY:
            self._backlog, self._sampled = await self._streams.backlog(), now
        return self._backlog

    async def _read(self, shard: int, desk: Desk, stop: asyncio.Event) -> None:
        """Take what comes on one shard until ``stop``; a busy tenant delays only its own shard."""
        while not stop.is_set():
            if not desk.room(shard):
                await self._somebody_done(desk, stop)
                continue
            try:
                desk.take(await self._streams.read(shard, desk.worker, READ_FOR))
                desk.changed.set()
            except Unavailable:
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), READ_FOR)

    async def _somebody_done(self, desk: Desk, stop: asyncio.Event) -> None:
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({stopped, *desk.running.values()}, timeout=READ_FOR, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        desk.changed.set()

    async def _start(self, desk: Desk) -> None:
        """Begin turns whenever something changed; one pass at a time, because each asks the server about every turn."""
        while not desk.leaving:
            await desk.changed.wait()
            desk.changed.clear()
            try:
                await self._begin(desk)
            except Unavailable:
                pass  # the next read, half a second later at most, asks again
            except Exception:
                log.exception("turns could not be begun")

    async def _begin(self, desk: Desk) -> None:
        """Start what may begin, fairly: no learner has two running, no tenant stands in another's way."""
        for entry in desk.fairness.order(desk.waiting, desk.begun):
            if desk.leaving or len(desk.running) >= desk.concurrency:
                return
            if desk.fairness.full(entry.tenant, desk.begun):
                continue
            held = await self._streams.begin(entry, desk.worker, self._clock.now())
            if held is not Permit.LATER and entry in desk.waiting:
                desk.waiting.remove(entry)
                if held is Permit.RUN:
                    desk.running[entry] = asyncio.create_task(self._run(desk, entry, desk.fairness.begins(entry)))

    async def _run(self, desk: Desk, entry: Entry, flood: bool) -> None:
        try:
            turn: Turn = codec.loads(Turn, entry.turn)
            if await self._forgotten(entry.tenant, entry.learner, entry.at):
                log.info("dropped", turn=turn.id, reason="the person was forgotten")
            else:
                handled = desk.handle(turn)
                await (SteppingAside(handled, partial(desk.others, entry)) if flood else handled)
                metrics.TURNS.observe(max(0.0, (self._clock.now() - entry.at).total_seconds()))
            await self._streams.finish(entry, desk.worker)
        except Exception:
            log.exception("turn failed; it is tried again", entry=entry.id)
        finally:
            desk.running.pop(entry, None)
            desk.changed.set()

    async def _keep(self, desk: Desk) -> None:
        """Renew every lease ten times a lease; a turn that another worker took over is let go."""
        while not desk.closed:
            await asyncio.sleep(self._streams.lease / 10)
            with suppress(Unavailable):
                running = dict(desk.running)
                in_hand = [*desk.waiting, *running]
                for entry in await self._streams.renew(in_hand, desk.worker, self._clock.now()):
                    # What was finished meanwhile is gone too; cancelling a task that ended changes nothing.
                    if entry in running:
                        running[entry].cancel()
                    elif entry in desk.waiting:
                        desk.waiting.remove(entry)

    async def _reclaim(self, desk: Desk) -> None:
        """Take over turns of dead workers, on a timer: a quiet stream has no traffic to wake it.

        While the server hangs no worker can renew its leases, so after that everybody has one lease to do so.
        """
        lease = self._streams.lease
        hung = -math.inf
        while not desk.closed:
            try:
                if not await self._streams.prompt():
                    hung = time.monotonic()
                if desk.inherits > 0 and time.monotonic() - hung >= lease:
                    in_hand = [*desk.waiting, *desk.begun]
                    found = await self._streams.reclaim(desk.worker, desk.inherits, in_hand)
                    desk.take([entry for entry in found if not entry.why])
                    desk.excusing |= {asyncio.create_task(self._let_go(desk, entry)) for entry in found if entry.why}
                desk.changed.set()
            except Unavailable:
                hung = time.monotonic()
            await asyncio.sleep(lease / 5)

    async def _let_go(self, desk: Desk, entry: Entry) -> None:
        """Say to whom it concerns that a turn was given up; it is in no worker's hands any more, and costs none its life."""
        try:
            if not await self._forgotten(entry.tenant, entry.learner, entry.at):
                await desk.excuse(codec.loads(Turn, entry.turn))
        except Exception:
            log.exception("nobody could be told", entry=entry.id)
        finally:
            desk.excusing.discard(asyncio.current_task())

    async def _drain(self, desk: Desk) -> None:
        if desk.running:
            await asyncio.wait(set(desk.running.values()), timeout=DRAINED_WITHIN)
        left = list(desk.running)
        for task in list(desk.running.values()):
            task.cancel()
        with suppress(Unavailable):
            for entry in (*desk.waiting, *left):
                await self._streams.surrender(entry, desk.worker)
