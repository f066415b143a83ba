"""One process of a storm: in each instant it is told, it does what is due."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from bot.conversation import Reply
from bot.groups.claims import Slot
from bot.groups.planning import Planning
from bot.groups.schedules import occurrences
from bot.logs import configure
from bot.memory.client import connect
from bot.memory.clock import RedisClock
from bot.memory.errands import RedisErrands
from bot.memory.schedules import RedisSchedules
from bot.platforms import OutcomeUnknown
from bot.quizzing.courses import Course
from bot.records import Schedule
from bot.service.outbox import Outbox
from bot.service.posting import OutboxPosting
from tests.rigs.clocks import SetClock
from tests.rigs.push_hall import PushHall
from tests.rigs.push_weather import Weather, gusts
from tests.rigs.wall_away import WallAway


class ServersTime:
    """The one thing a clock asks of its server: what time it is there."""

    def __init__(self, clock: SetClock) -> None:
        self._clock = clock

    async def time(self) -> tuple[int, int]:
        at = self._clock.at.timestamp()
        return int(at), round(at % 1 * 1e6)


def labour(pipe: Connection, name: int, url: str, socket: str, weather: Weather, course: Course) -> None:
    """Work until nobody says what time it is."""
    configure("error")
    asyncio.run(_labour(pipe, name, url, Path(socket), weather, course))


async def _labour(pipe: Connection, name: int, url: str, socket: Path, weather: Weather, course: Course) -> None:
    chance = random.Random(f"{weather.seed}/{name}")
    true, wrong = SetClock(weather.begins), timedelta(seconds=chance.uniform(-weather.skew, weather.skew))
    clock = RedisClock(ServersTime(true), machine=lambda: true.at + wrong)
    redis = connect(url)

    async def sleep(seconds: float) -> None:
        wakes = true.at + timedelta(seconds=seconds)
        await asyncio.sleep(0)
        true.at = max(true.at, wakes)  # who sleeps side by side sleeps through the same seconds

    if weather.naive:
        await _naively(pipe, redis, WallAway(weather.platform, socket, true), true, clock)
        return
    hall = PushHall(redis, course, clock, weather.platform, jitter=gusts, ahead=weather.ahead)
    wall: Any = WallAway(weather.platform, socket, true)
    outbox = Outbox(redis, clock, sleep)
    posting = OutboxPosting(outbox, {wall.name: wall}, redis, clock, sleep)
    process = hall.process()
    pushes = replace(process.pushes, posting=posting, clock=clock)
    process.ticker.posting, process.ticker.clock = posting, clock
    process.ticker.handlers = {"push": pushes.push, "ahead": Planning(pushes).look, "close": pushes.close}
    process.ticker.order = chance.shuffle
    async for _ in _instants(pipe, true, clock):
        await process.ticker.tick(wait=True)
        await outbox.attempt_due({wall.name: wall})


async def _instants(pipe: Connection, true: SetClock, clock: RedisClock) -> AsyncIterator[None]:
    """Every instant that is told; whoever tells it hears when its work is done."""
    loop = asyncio.get_running_loop()
    while True:
        try:
            at: datetime = await loop.run_in_executor(None, pipe.recv)
        except (EOFError, OSError):
            return
        true.at = max(true.at, at)
        await clock.sample()
        yield
        pipe.send(None)


async def _naively(pipe: Connection, redis: Any, wall: WallAway, true: SetClock, clock: RedisClock) -> None:
    """What one writes first: look whether today's was sent, send it, note that it was; try again when it breaks."""
    stored = RedisSchedules(redis, RedisErrands(redis), clock, gusts)
    planned = [schedule for number in range(20) for schedule in await stored.all(f"T{number}")]
    async for _ in _instants(pipe, true, clock):
        await asyncio.gather(*(_naive_push(redis, wall, schedule, true.at) for schedule in planned))


async def _naive_push(redis: Any, wall: WallAway, schedule: Schedule, now: datetime) -> None:
    for one in occurrences(schedule, now - timedelta(hours=4), now, gusts):
        place = schedule.place
        key = Slot(place.tenant, place.channel or "", one.day.isoformat()).name
        if await redis.get(f"naive:{key}"):
            continue
        for _ in range(3):
            with suppress(OutcomeUnknown):
                await wall.deliver(place, {}, Reply(""), key)
                break
        await redis.set(f"naive:{key}", "sent")
