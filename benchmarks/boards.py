"""A leaderboard of a million learners: reading it, writing to it, and the turn of a period.

What is read is what ``/board`` shows: the first ten, and a learner with the two beside them.  Three of ten
learners have been away for more than a week, so that whoever comes first has to take them off.  Beside it
the same answer the simple way: fold everybody's facts, one each and in memory already, in Python.

    python -m benchmarks.boards --learners 1000000

Found (a million learners, two very busy cores): the first ten in 1.5 ms (p99 35), one's own rank in 2 ms
(p99 36), a new week in 0.1 ms (p99 3), an answer in 4 ms (p99 9); recomputing in Python takes 16.5 s.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import repeat
from pathlib import Path
from statistics import median, quantiles

from rich.console import Console
from rich.table import Table

from bot.memory.boards import RedisBoards
from bot.memory.client import Client, connect
from bot.memory.ledger import RedisLedger
from bot.memory.server import EmbeddedServer
from bot.memory.standing import board_keys, seen_key
from bot.progress.facts import Answer
from bot.progress.standings import standings
from bot.records import Board

TENANT = "bench"
TODAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
AWAY_SHARE = 0.3
READS, WRITES = 2000, 1000
LOADED_AT_ONCE = 5000
TOP = 10


@dataclass(frozen=True)
class Timed:
    """How long one kind of act took, in milliseconds."""

    name: str
    took: list[float]

    @property
    def p99(self) -> float:
        """Ninety-nine in a hundred were no slower."""
        return quantiles(self.took, n=100)[98] if len(self.took) > 1 else self.took[0]


def name(number: int) -> str:
    """A learner."""
    return f"u{number:07}"


def last_seen(number: int) -> date:
    """When they answered last: most this week, three of ten long ago."""
    chance = random.Random(number)
    days = chance.randrange(8, 60) if chance.random() < AWAY_SHARE else chance.randrange(5)
    return TODAY - timedelta(days=days)


async def load(link: Client, learners: int) -> None:
    """Put everybody on the boards as their answers would have."""
    for first in range(0, learners, LOADED_AT_ONCE):
        numbers = range(first, min(first + LOADED_AT_ONCE, learners))
        scores = {name(n): -10 * (1 + random.Random(n).randrange(400)) for n in numbers}
        days = {name(n): last_seen(n) for n in numbers}
        async with link.pipeline(transaction=False) as pipe:
            pipe.zadd(seen_key(TENANT), {who: day.toordinal() for who, day in days.items()})
            for key in board_keys(TENANT, "points", TODAY)[2:]:
                pipe.zadd(key, scores)
            present = {who: score for who, score in scores.items() if (TODAY - days[who]).days < 5}
            for key in board_keys(TENANT, "points", TODAY)[:2] if present else ():
                pipe.zadd(key, present)
            await pipe.execute()


async def timed(what: str, acts: Iterable[Callable[[], Awaitable[object]]]) -> Timed:
    """Do them one after the other."""
    took: list[float] = []
    for act in acts:
        begun = time.perf_counter()
        await act()
        took.append(1000 * (time.perf_counter() - begun))
    return Timed(what, took)


def taken(ledger: RedisLedger, learners: int, chance: random.Random) -> Iterator[Callable[[], Awaitable[object]]]:
    """Answers of learners that are on the boards."""
    for number in range(WRITES):
        who = name(chance.randrange(learners))
        fact = Answer(who, f"d{number}", f"i{number}", 1, ("a",), True, NOON, TODAY, "UTC", first=True, points=20)
        yield partial(ledger.take_answer, TENANT, fact)


async def measure(learners: int) -> list[Timed]:
    """Everything on one server with its usual settings."""
    with tempfile.TemporaryDirectory(prefix="studyhall-boards-") as folder:
        server = EmbeddedServer(Path(folder))
        server.start()
        link = connect(server.url)
        try:
            await load(link, learners)
            return await _acts(link, learners)
        finally:
            await link.aclose()
            server.leave()


async def _acts(link: Client, learners: int) -> list[Timed]:
    ledger, chance = RedisLedger(link), random.Random(1)
    boards = RedisBoards(link, ledger)
    season, week = Board("season", TODAY), Board("week", TODAY)
    following = Board("week", TODAY + timedelta(days=7))
    present = [name(n) for n in range(min(learners, 50_000)) if (TODAY - last_seen(n)).days < 5]
    away = sum((TODAY - last_seen(n)).days >= 7 for n in range(learners))
    top, around = partial(boards.top, TENANT, season, TOP), partial(boards.around, TENANT, season)
    first = await timed("the first reader after a month", repeat(top, 2))
    while len(await boards.top(TENANT, season, learners)) > learners - away:
        pass
    return [
        first,
        await timed("the first ten", repeat(top, READS)),
        await timed("my rank, ±1", (partial(around, chance.choice(present)) for _ in range(READS))),
        await timed("the first ten of the week", repeat(partial(boards.top, TENANT, week, TOP), READS)),
        await timed("a new week begins", repeat(partial(boards.top, TENANT, following, TOP), READS)),
        await timed("an answer", taken(ledger, learners, chance)),
    ]


def recomputed(learners: int) -> Timed:
    """The season's board from everybody's facts, already in memory."""
    facts = [
        Answer(name(n), f"d{n}", "i", 1, ("a",), True, NOON, last_seen(n), "UTC", first=True, points=10 + n % 400)
        for n in range(learners)
    ]
    listed = {fact.learner for fact in facts}
    begun = time.perf_counter()
    standings(facts, Board("season", TODAY), listed)
    return Timed(f"recomputing in Python ({learners:,})", [1000 * (time.perf_counter() - begun)])


def table(learners: int, found: list[Timed]) -> Table:
    """Medians, p99 and the slowest, each against recomputing."""
    slow = found[-1]
    shown = Table(title=f"a board of {learners:,} learners")
    for head in ("", "times", "median", "p99", "slowest", f"{slow.name} is"):
        shown.add_column(head, justify="right" if head else "left")
    for row in found:
        times = f"{median(slow.took) / median(row.took):,.0f} × slower" if row is not slow else ""
        took = (f"{value:,.2f} ms" for value in (median(row.took), row.p99, max(row.took)))
        shown.add_row(row.name, f"{len(row.took):,}", *took, times)
    return shown


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description="A leaderboard of very many learners.")
    arguments.add_argument("--learners", type=int, default=1_000_000)
    arguments.add_argument("--recompute", type=int, help="for how many learners in Python; default: all")
    given = arguments.parse_args()
    found = asyncio.run(measure(given.learners))
    found.append(recomputed(given.recompute or given.learners))
    Console(width=140).print(table(given.learners, found))


if __name__ == "__main__":
    main()
