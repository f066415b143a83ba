"""Days of pushing by processes that are killed, over a wire that loses answers, counted at the wall.

Time is the storm's: it goes from one thing that is due to the next, and all processes work in each of
its instants at once.  Each process's machine has a clock that is wrong, corrected as in service by that
of the server.  The wall is served by the parent over a socket, so that it outlives whom it kills.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from bot.groups.claims import Slot
from bot.groups.schedules import occurrences
from bot.memory.client import connect
from bot.memory.errands import RedisErrands
from bot.memory.pushes import RedisPushes
from bot.memory.schedules import RedisSchedules
from bot.platforms import NotThere
from bot.quizzing.courses import Course
from bot.records import Schedule
from bot.service.letters import nonce_of
from tests.rigs.clocks import SetClock
from tests.rigs.push_wall import Waits, Wall
from tests.rigs.push_weather import STEP, Weather, gusts, schedules

PRELOADED = ["tests.rigs.push_worker"]
GIVEN_UP = 60.0
MOST_PLANS = 20


@dataclass
class Outcome:
    """What was counted.  ``meant`` is how many dates were due."""

    weather: Weather
    meant: int
    once: int = 0
    doubled: int = 0
    missing: int = 0
    unknown: int = 0
    unknown_listed: bool = True
    kills: int = 0
    answers_lost: int = 0
    states: Counter[str] = field(default_factory=Counter)

    @property
    def present(self) -> float:
        """The share that hangs at the wall."""
        return (self.once + self.doubled) / self.meant


@dataclass
class Storm:
    """Serves the wall, and decides what goes wrong."""

    weather: Weather
    wall: Wall = field(default_factory=Wall)
    kills: int = 0
    answers_lost: int = 0

    def __post_init__(self) -> None:
        self._chance = random.Random(self.weather.seed)

    @asynccontextmanager
    async def serving(self, socket: Path) -> AsyncIterator[None]:
        # A full queue of a Unix socket refuses whoever comes, which asyncio's client takes for a connection.
        server = await asyncio.start_unix_server(self._answer, str(socket), backlog=4096)
        async with server:
            yield

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            if line := await reader.readline():  # nothing from one that was killed before it could ask
                asked = json.loads(line)
                said = {"find": self._find, "waits": self._waits, "back": self._back}.get(asked["op"], self._take)(
                    asked
                )
                if said is not None:
                    writer.write(json.dumps(said).encode() + b"\n")
                    await writer.drain()
        writer.close()

    def _find(self, asked: dict[str, Any]) -> dict[str, Any]:
        try:
            found = self.wall.find(self.weather.platform, asked["nonce"], history=self.weather.history)
        except NotThere:
            return {"absent": True}
        return {"message": found}

    def _waits(self, asked: dict[str, Any]) -> dict[str, Any]:
        found = self.wall.waits(asked["channel"], datetime.fromisoformat(asked["at"]))
        return {"message": found} if found else {"absent": True}

    def _back(self, asked: dict[str, Any]) -> dict[str, Any]:
        self.wall.waiting.pop(asked["name"], None)
        return {}

    def _hang(self, asked: dict[str, Any]) -> str:
        at = datetime.fromisoformat(asked["at"])
        if asked["op"] == "hand":
            return self.wall.hand(Waits(self.weather.platform, asked["channel"], asked["nonce"], at))
        return self.wall.take(self.weather.platform, asked["channel"], asked["nonce"], at)

    def _take(self, asked: dict[str, Any]) -> dict[str, Any] | None:
        """Take a post, or an edit; sometimes kill who sent it, before it is taken or after, or lose the answer."""
        if asked["edit"]:
            return {"message": asked["edit"]}
        fate = self._chance.random()
        killed = fate < self.weather.killed
        if killed and self._chance.random() < 0.5:
            return self._kill(asked)
        message = self._hang(asked)
        if killed:
            return self._kill(asked)
        if fate < self.weather.killed + self.weather.lost:
            self.answers_lost += 1
            return None
        return {"message": message}

    def _kill(self, asked: dict[str, Any]) -> None:
        with suppress(ProcessLookupError):
            os.kill(asked["pid"], signal.SIGKILL)
            self.kills += 1


@dataclass
class Crew:
    """The processes; one that was killed is replaced in the next instant."""

    arguments: tuple[Any, ...]
    count: int
    struck: float
    chance: random.Random
    strikes: int = 0
    hands: dict[int, tuple[Any, Connection]] = field(default_factory=dict)
    hired: int = 0

    def __post_init__(self) -> None:
        self._context = get_context("forkserver")
        self._context.set_forkserver_preload(PRELOADED)

    def fill(self) -> None:
        from tests.rigs.push_worker import labour

        while len(self.hands) < self.count:
            ours, theirs = self._context.Pipe()
            process = self._context.Process(target=labour, args=(theirs, self.hired, *self.arguments), daemon=True)
            process.start()
            theirs.close()
            self.hands[self.hired] = process, ours
            self.hired += 1

    async def work(self, at: datetime) -> None:
        """One instant of work for everybody; who does not come back from it is gone."""
        self.fill()
        struck = self.chance.choice(list(self.hands)) if self.chance.random() < self.struck else None
        after = self.chance.uniform(0, 0.03)
        self.strikes += struck is not None
        hands = list(self.hands)
        await asyncio.gather(
            *(asyncio.to_thread(self._one, name, at, after if name == struck else None) for name in hands)
        )

    def _one(self, name: int, at: datetime, struck: float | None) -> None:
        process, pipe = self.hands[name]
        try:
            pipe.send(at)
            if struck is not None:
                time.sleep(struck)
                process.kill()
            if pipe.poll(GIVEN_UP):
                pipe.recv()
                return
        except (EOFError, OSError):
            pass
        process.kill()
        process.join()
        pipe.close()
        del self.hands[name]

    def dismiss(self) -> None:
        for process, pipe in self.hands.values():
            pipe.close()
            process.kill()
            process.join()


async def blow(weather: Weather, url: str, course: Course, folder: Path) -> Outcome:
    """Let it rage, and count."""
    redis, storm = connect(url), Storm(weather)
    clock, socket = SetClock(weather.begins), folder / f"wall-{weather.platform}-{weather.seed}"
    await redis.flushall()
    errands = RedisErrands(redis)
    store, planned = RedisSchedules(redis, errands, clock, gusts, weather.ahead), schedules(weather)
    for schedule in planned:
        await store.save(schedule)
    crew = Crew((url, str(socket), weather, course), weather.workers, weather.struck, random.Random(weather.seed))
    try:
        async with storm.serving(socket):
            while clock.at < weather.ends:
                clock.at = min(weather.ends, await _next(redis, weather, clock.at))
                storm.wall.strike(clock.at)
                await crew.work(clock.at)
        storm.kills += crew.strikes
        return await _count(weather, storm, planned, RedisPushes(redis, clock))
    finally:
        crew.dismiss()
        await redis.aclose()


async def _next(redis: Any, weather: Weather, now: datetime) -> datetime:
    """The next instant at which something is due, or a little later while something still waits."""
    if weather.naive:  # nothing moves on by itself there: every instant at which something was planned
        return next((at for at in weather.instants if at > now), weather.ends)
    due = []
    for pattern in (f"{{s:*}}:errands:{weather.platform}", "{s:*}:posts"):
        async for key in redis.scan_iter(match=pattern, count=1000):
            due += [at for _, at in await redis.zrange(key, 0, 0, withscores=True)]
    soonest = datetime.fromtimestamp(min(due), UTC) if due else weather.ends
    return soonest if soonest > now else now + timedelta(seconds=STEP)


def _plans(key: str) -> list[str]:
    """What the plans of a date are handed over under."""
    return [f"{key}#{number}" for number in range(MOST_PLANS)]


async def _count(weather: Weather, storm: Storm, planned: Sequence[Schedule], pushes: RedisPushes) -> Outcome:
    times = storm.wall.times()
    outcome = Outcome(weather, 0, kills=storm.kills, answers_lost=storm.answers_lost)
    for schedule in planned:
        place = schedule.place
        history = await pushes.history(place.tenant, place.channel or "")
        # What comes due in the last minutes may still be on its way when time is up.
        settled = weather.ends - timedelta(hours=1)
        for one in occurrences(schedule, weather.begins + timedelta(seconds=1), settled, gusts):
            key = Slot(place.tenant, place.channel or "", one.day.isoformat()).name
            hangs = times[key] if weather.naive else sum(times[nonce_of(name)] for name in (key, *_plans(key)))
            push = history.get(one.day.isoformat())
            state = push.state if push else "NOTHING"
            outcome.meant += 1
            outcome.states[state] += 1
            outcome.once += hangs == 1
            outcome.doubled += hangs > 1
            outcome.missing += hangs == 0
            outcome.unknown += state == "UNKNOWN"
            outcome.unknown_listed &= state in ("SENT", "UNKNOWN") if hangs else state == "UNKNOWN"
    return outcome
