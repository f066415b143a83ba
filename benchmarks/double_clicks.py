"""Double clicks over a wire that loses replies: how many points are right, and how fast.

Distinct answers, each pressed two to five times at once, over four processes.  Three runs: the ledger
on a good wire, the ledger where one reply in a hundred is lost after the server applied the command,
and beside it what one writes first: check with ``HSETNX``, then ``ZINCRBY``, on the stock client.

    python -m benchmarks.double_clicks --answers 10000

Found (10,000 answers, 34,965 presses): the ledger 0 wrong, with 418 replies lost too; the naive way 98 counted twice and
108 not at all.  On two cores shared with seven other jobs ours took 690 presses a second while replies were lost, the
naive way 785; left alone, 1,500 to 1,800.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from statistics import quantiles

from redis.asyncio import Redis
from rich.console import Console
from rich.table import Table

from bot.memory.client import Client, connect
from bot.memory.ledger import RedisLedger
from bot.memory.server import EmbeddedServer
from bot.memory.standing import board_key
from bot.progress.facts import Answer
from tests.rigs.redis_proxy import RedisProxy

PROCESSES = 4
AT_ONCE = 25
LEARNERS = 50
POINTS = 20
NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)
TENANT = "bench"

Press = Callable[[Answer], Awaitable[str]]


@dataclass(frozen=True)
class Heard:
    """What one process was told for each answer, how long each press took, and when it worked."""

    said: dict[int, set[str]]
    took: list[float]
    begun: float
    ended: float


@dataclass(frozen=True)
class Run:
    """What one way of counting came to."""

    name: str
    answers: int
    presses: int
    replies_lost: int
    doubled: int
    missing: int
    contradicted: int
    per_second: float
    p99_ms: float

    @property
    def wrong(self) -> int:
        return self.doubled + self.missing + self.contradicted


def answer(number: int) -> Answer:
    """One of the distinct answers, always the same for its number."""
    return Answer(
        f"u{number % LEARNERS}", f"d{number}", f"i{number}", 1, ("a",), True, NOON, NOON.date(), "UTC", True, POINTS
    )


async def press_all(press: Press, numbers: list[int], seed: int) -> Heard:
    """Press each number once, in an order of this process's own; what was said and how long it took."""
    order = random.Random(seed).sample(numbers, len(numbers))
    said: dict[int, set[str]] = defaultdict(set)
    took: list[float] = []
    gate = asyncio.Semaphore(AT_ONCE)
    begun_at = time.time()

    async def one(number: int) -> None:
        async with gate:
            begun = time.perf_counter()
            said[number].add(await press(answer(number)))
            took.append(time.perf_counter() - begun)

    await asyncio.gather(*map(one, order))
    return Heard(said, took, begun_at, time.time())


async def ours(url: str, numbers: list[int], seed: int) -> Heard:
    """The ledger."""
    link = connect(url)
    ledger = RedisLedger(link)

    async def press(pressed: Answer) -> str:
        return str(await ledger.take_answer(TENANT, pressed))

    try:
        return await press_all(press, numbers, seed)
    finally:
        await link.aclose()


async def naive(url: str, numbers: list[int], seed: int) -> Heard:
    """A lock for the press and a counter for the score, each a command of its own."""
    redis = Redis(unix_socket_path=url.removeprefix("unix://"), decode_responses=True)

    async def press(pressed: Answer) -> str:
        if await redis.hsetnx("naive:presses", pressed.delivery, "right"):
            await redis.zincrby("naive:board", POINTS, pressed.learner)
            await redis.zincrby("naive:proof", 1, pressed.delivery)
        return str(await redis.hget("naive:presses", pressed.delivery))

    try:
        return await press_all(press, numbers, seed)
    finally:
        await redis.aclose()


def worker(way: str, url: str, numbers: list[int], seed: int) -> Heard:
    """One of the processes."""
    return asyncio.run((ours if way == "ours" else naive)(url, numbers, seed))


async def counted(way: str, server: EmbeddedServer) -> Counter[str]:
    """How often each delivery was counted, as the server has it."""
    link: Client = connect(server.url)
    try:
        if way == "naive":
            proof = await link.zrange("naive:proof", 0, -1, withscores=True)
            return Counter({delivery: int(times) for delivery, times in proof})
        ledger = RedisLedger(link)
        facts = await ledger.facts(TENANT)
        board = await link.zrange(board_key(TENANT, "points", "all", NOON.date()), 0, -1, withscores=True)
        assert -sum(score for _, score in board) == len(facts) * POINTS, "the board is the sum of the facts"
        return Counter(fact.delivery for fact in facts if isinstance(fact, Answer))
    finally:
        await link.aclose()


async def measure(name: str, way: str, answers: int, share: float, folder: Path) -> Run:
    """Run one way on a fresh server, through the wire."""
    chance = random.Random(1)
    presses: list[list[int]] = [[] for _ in range(PROCESSES)]
    for number in range(answers):
        for press in range(chance.randint(2, 5)):
            presses[(number + press) % PROCESSES].append(number)
    server = EmbeddedServer(folder / f"{way}-{share}")
    server.start()
    proxy = RedisProxy(server.socket, share, seed=1)
    try:
        async with proxy.listening(folder / "wire") as url:
            loop = asyncio.get_running_loop()
            with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
                done = await asyncio.gather(
                    *(loop.run_in_executor(pool, worker, way, url, mine, n) for n, mine in enumerate(presses))
                )
        times = await counted(way, server)
    finally:
        server.leave()
    said: dict[int, set[str]] = defaultdict(set)
    for heard in done:
        for number, verdicts in heard.said.items():
            said[number] |= verdicts
    made = sum(map(len, presses))
    seconds = max(heard.ended for heard in done) - min(heard.begun for heard in done)
    return Run(
        name,
        answers,
        made,
        proxy.dropped,
        doubled=sum(times[f"d{n}"] > 1 for n in range(answers)),
        missing=sum(times[f"d{n}"] == 0 for n in range(answers)),
        contradicted=sum(len(verdicts) > 1 for verdicts in said.values()),
        per_second=made / seconds,
        p99_ms=1000 * quantiles([each for heard in done for each in heard.took], n=100)[98],
    )


async def measure_all(answers: int) -> list[Run]:
    """The three runs."""
    with tempfile.TemporaryDirectory(prefix="studyhall-bench-") as folder:
        return [
            await measure("studyhall", "ours", answers, 0.0, Path(folder)),
            await measure("studyhall, 1 %", "ours", answers, 0.01, Path(folder)),
            await measure("naive, 1 %", "naive", answers, 0.01, Path(folder)),
        ]


def table(runs: list[Run]) -> Table:
    """The runs, and each against the first."""
    shown = Table(title=f"{runs[0].answers:,} answers, {runs[0].presses:,} presses, {PROCESSES} processes")
    for head in (
        "",
        "replies lost",
        "counted twice",
        "not counted",
        "contradicted",
        "wrong",
        "presses/s",
        "p99",
        "speed",
    ):
        shown.add_column(head, justify="left" if not head else "right")
    for run in runs:
        shown.add_row(
            run.name,
            f"{run.replies_lost:,}",
            f"{run.doubled:,}",
            f"{run.missing:,}",
            f"{run.contradicted:,}",
            f"{run.wrong / run.answers:.2%}",
            f"{run.per_second:,.0f}",
            f"{run.p99_ms:.0f} ms",
            f"{run.per_second / runs[0].per_second:.2f} ×",
        )
    return shown


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description="Double clicks over a wire that loses replies.")
    arguments.add_argument("--answers", type=int, default=10_000)
    Console(width=120).print(table(asyncio.run(measure_all(arguments.parse_args().answers))))


if __name__ == "__main__":
    main()
