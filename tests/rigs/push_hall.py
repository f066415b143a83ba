"""Processes that push daily questions to a wall, over real stores and the real outbox."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.conversation import Place
from bot.groups.planning import Planning
from bot.groups.pushes import DailyPushes
from bot.groups.schedule_words import read_schedule
from bot.groups.schedules import Jitter, punctual
from bot.groups.ticking import Ticker
from bot.groups.weekboard import WeekBoard
from bot.memory.boards import RedisBoards
from bot.memory.client import Link
from bot.memory.errands import RedisErrands
from bot.memory.ledger import RedisLedger
from bot.memory.pushes import RedisPushes
from bot.memory.schedules import RedisSchedules
from bot.quizzing.courses import Course
from bot.quizzing.daily import Daily
from bot.records import Push, Schedule
from bot.service.outbox import Outbox
from bot.service.posting import OutboxPosting
from tests.rigs.clocks import SetClock
from tests.rigs.push_wall import Wall, WallPlatform
from tests.rigs.quiz_hall import Desk, open_world


def no_topic(text: str, /, *, whole: bool = False) -> None:
    """There is none by that name."""


@dataclass
class Process:
    """One worker: what it does in a tick, with the outbox it carries."""

    ticker: Ticker
    outbox: Outbox
    pushes: DailyPushes
    platform: WallPlatform

    async def work(self) -> None:
        await self.ticker.tick(wait=True)
        await self.outbox.attempt_due({self.platform.name: self.platform})


@dataclass
class PushHall:
    """A wall, a clock, and as many processes as a test starts."""

    redis: Link
    course: Course
    clock: SetClock
    name: str = "discord"
    tenant: str = "T1"
    history: bool = False
    jitter: Jitter = punctual
    wall: Wall = field(default_factory=Wall)
    ahead: Collection[str] = ()

    def __post_init__(self) -> None:
        self.errands = RedisErrands(self.redis)
        self.schedules = RedisSchedules(self.redis, self.errands, self.clock, self.jitter, self.ahead)
        self.pushes = RedisPushes(self.redis, self.clock)
        self.world = open_world(self.redis, self.course, self.clock, Desk())

    def place(self, channel: str = "C1") -> Place:
        return Place(self.name, self.tenant, channel)

    async def schedule(self, words: str, channel: str = "C1") -> datetime | None:
        """As somebody would type it."""
        plain = Schedule(self.place(channel), frozenset(range(5)), self.clock.at.time(), "UTC")
        return await self.schedules.save(read_schedule(words, "UTC", no_topic, date(2026, 1, 1)).applied(plain))

    def platform(self) -> Any:
        """What a process speaks to."""
        return WallPlatform(self.name, self.wall, self.clock.now, self.history)

    def process(self) -> Process:
        """A process that has just started."""
        platform = self.platform()

        async def sleep(seconds: float) -> None:
            wakes = self.clock.at + timedelta(seconds=seconds)
            await asyncio.sleep(0)
            self.clock.at = max(self.clock.at, wakes)  # who sleeps side by side sleeps through the same seconds

        outbox = Outbox(self.redis, self.clock, sleep)
        posting = OutboxPosting(outbox, {self.name: platform}, self.redis, self.clock, sleep)
        board = WeekBoard(
            RedisBoards(self.redis, RedisLedger(self.redis)),
            self.world.groups,
            self.world.profiles,
            lambda tenant: False,
        )
        pushes = DailyPushes(
            self.schedules, self.pushes, self.errands, self.world.deliveries, self.world.groups, posting, self.clock,
            Daily(self.world), board, self.jitter,
        )  # fmt: skip
        handlers = {"push": pushes.push, "ahead": Planning(pushes).look, "close": pushes.close}
        ticker = Ticker(self.errands, posting, self.clock, handlers)
        return Process(ticker, outbox, pushes, platform)

    async def until(self, end: datetime, *processes: Process, step: float = 60.0) -> None:
        """Let the processes work as time passes: from one thing that is due to the next, by ``step`` while some wait."""
        while self.clock.at < end:
            self.clock.at = min(end, await self._next(end, step))
            await asyncio.gather(*(process.work() for process in processes))

    async def _next(self, end: datetime, step: float) -> datetime:
        due = [errand.at for errand in await self.errands.due(self.name, end, self.tenant)]
        async for key in self.redis.scan_iter(match="*:posts"):
            due += [datetime.fromtimestamp(at, UTC) for _, at in await self.redis.zrange(key, 0, -1, withscores=True)]
        if any(at <= self.clock.at for at in due):
            return self.clock.at + timedelta(seconds=step)
        return min(due, default=end)

    async def states(self, channel: str = "C1") -> dict[str, str]:
        """What became of each date."""
        history: dict[str, Push] = await self.pushes.history(self.tenant, channel)
        return {key: push.state for key, push in history.items() if "/" not in key}
