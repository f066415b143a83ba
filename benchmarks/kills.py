"""kill -9 at seeded instants: of the process that answers, of Redis, of both at once.

A worker process takes answers, eight at a time, and prints each one only once the ledger has said what it
came to: an acknowledged answer.  Then somebody is killed, everything starts again on the same files, and
what was not acknowledged is pressed once more, as people do.  At the end every acknowledged answer must
be there, once.  Beside it a lock and a counter, each a command of its own, on the same server.

    python -m benchmarks.kills --rounds 200

Found (200 rounds, two very busy cores): of 13,997 acknowledged answers none lost, none twice; answering
again after 0.7 s (process), 0.05 s (Redis), 1.3 s (both), 4.4 s at worst.  Naive: 545 lost, 14 twice.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Literal

from redis.asyncio import Redis
from redis.exceptions import RedisError
from rich.console import Console
from rich.table import Table

from benchmarks.double_clicks import POINTS, TENANT, answer
from bot.memory.archive import Archive
from bot.memory.client import connect
from bot.memory.ledger import RedisLedger
from bot.memory.server import EmbeddedServer
from bot.memory.tombstones import Tombstones
from bot.ports import Unavailable
from bot.progress.facts import Answer

AT_ONCE = 8
EARLIEST, LATEST = 0.02, 0.30
PATIENCE = 30.0

Way = Literal["ours", "naive"]
Target = Literal["process", "redis", "both"]
WAYS: tuple[Way, ...] = ("ours", "naive")
TARGETS: tuple[Target, ...] = ("process", "redis", "both")
Press = Callable[[int], Awaitable[str]]


@dataclass(frozen=True)
class KillRun:
    """What a number of kills came to."""

    name: str
    rounds: int
    acknowledged: int
    lost: int
    doubled: int
    contradicted: int
    drift: int
    recovery: dict[Target, list[float]]

    @property
    def wrong(self) -> int:
        """What is not there exactly once, with one verdict and numbers that equal the facts."""
        return self.lost + self.doubled + self.contradicted + self.drift


@dataclass
class Heard:
    """What the workers acknowledged: number and what was said, and when each press began."""

    said: dict[int, set[str]] = field(default_factory=dict)
    begun: list[float] = field(default_factory=list)

    def line(self, text: str) -> None:
        """One acknowledgement as a worker prints it."""
        number, begun, verdict = text.split(" ", 2)
        self.said.setdefault(int(number), set()).add(verdict)
        self.begun.append(float(begun))


async def work(way: Way, folder: Path, numbers: list[int]) -> None:
    """Be the worker: press the given numbers, then new ones, until killed."""
    server = EmbeddedServer(folder)
    await asyncio.to_thread(server.start)

    async def revive() -> None:
        await asyncio.to_thread(server.revive)

    press = ours(server, revive) if way == "ours" else naive(server)
    following = max(numbers, default=-1) + 1
    queue = iter([*numbers, *range(following, following + 1_000_000)])

    async def one() -> None:
        for number in queue:
            begun = time.time()
            verdict = await pressed(press, number)
            print(number, begun, verdict, flush=True)

    await asyncio.gather(*(one() for _ in range(AT_ONCE)))


async def pressed(press: Press, number: int) -> str:
    """What it came to; while the world is away, the press is made again."""
    while True:
        try:
            return await press(number)
        except (Unavailable, RedisError, OSError):
            await asyncio.sleep(0.02)


def ours(server: EmbeddedServer, revive: Callable[[], Awaitable[None]]) -> Press:
    """The ledger."""
    ledger = RedisLedger(connect(server.url, revive=revive))

    async def press(number: int) -> str:
        verdict = await ledger.take_answer(TENANT, answer(number))
        return f"{verdict.right} {verdict.counted} {verdict.points}"

    return press


def naive(server: EmbeddedServer) -> Press:
    """A lock for the press and a counter for the score, on the stock client."""
    redis = Redis(unix_socket_path=str(server.socket), decode_responses=True)

    async def press(number: int) -> str:
        pressed_one = answer(number)
        if await redis.hsetnx("naive:presses", pressed_one.delivery, "right"):
            await redis.zincrby("naive:board", POINTS, pressed_one.learner)
            await redis.zincrby("naive:proof", 1, pressed_one.delivery)
        return str(await redis.hget("naive:presses", pressed_one.delivery))

    return press


class Rounds:
    """Starts workers and kills them, and the server, at instants that a seed decides."""

    def __init__(self, way: Way, folder: Path, seed: int) -> None:
        self.way = way
        self.folder = folder
        self.chance = random.Random(seed)
        self.server = EmbeddedServer(folder)
        self.heard = Heard()
        self.recovery: dict[Target, list[float]] = {target: [] for target in TARGETS}
        self._worker: asyncio.subprocess.Process | None = None
        self._listening: asyncio.Task[None] | None = None

    async def run(self, rounds: int) -> None:
        """That many kills, evenly of the process, of Redis and of both."""
        await asyncio.to_thread(self.server.start)
        await self._start([])
        for number in range(rounds):
            await self._heard_since(0.0)
            await asyncio.sleep(self.chance.uniform(EARLIEST, LATEST))
            await self._round(TARGETS[number % len(TARGETS)])
        await self._kill_worker()
        await self._start(self._unanswered())
        await self._heard_since(time.time())
        await self._kill_worker()

    async def _round(self, target: Target) -> None:
        killed = time.time()
        if target != "process":
            os.kill(await self._server_id(), signal.SIGKILL)
        if target != "redis":
            await self._kill_worker()
            await self._start(self._unanswered())
        elif self.way == "naive":
            await asyncio.to_thread(self.server.revive)
        self.recovery[target].append(await self._heard_since(killed) - killed)

    async def _start(self, numbers: list[int]) -> None:
        command = [sys.executable, "-m", "benchmarks.kills", "--work", self.way, "--folder", str(self.folder)]
        pipe = asyncio.subprocess.PIPE
        self._worker = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
        assert self._worker.stdin is not None
        self._worker.stdin.write((" ".join(map(str, numbers)) + "\n").encode())
        self._listening = asyncio.create_task(self._listen(self._worker))

    async def _listen(self, worker: asyncio.subprocess.Process) -> None:
        assert worker.stdout is not None
        async for line in worker.stdout:
            if line.endswith(b"\n"):
                self.heard.line(line.decode().strip())

    async def _kill_worker(self) -> None:
        assert self._worker is not None and self._listening is not None
        self._worker.send_signal(signal.SIGKILL)
        await self._worker.wait()
        await self._listening

    def _unanswered(self) -> list[int]:
        """What was never acknowledged, and some of the last that were: people press again."""
        known = self.heard.said.keys()
        top = max(known, default=-1)
        again = self.chance.sample(range(max(0, top - 200), top + 1), min(20, top + 1))
        return [number for number in range(top + AT_ONCE + 1) if number not in known] + sorted(again)

    async def _heard_since(self, instant: float) -> float:
        """When the first press that began after ``instant`` was acknowledged."""
        async with asyncio.timeout(PATIENCE):
            at = len(self.heard.begun) if instant else 0
            while True:
                for begun in self.heard.begun[at:]:
                    at += 1
                    if begun > instant:
                        return time.time()
                await asyncio.sleep(0.005)

    async def _server_id(self) -> int:
        redis = Redis(unix_socket_path=str(self.server.socket), decode_responses=True)
        try:
            return int((await redis.info("server"))["process_id"])
        finally:
            await redis.aclose()


async def counted(way: Way, server: EmbeddedServer) -> tuple[Counter[str], int]:
    """How often each delivery was counted, and how many numbers differ from the facts."""
    await asyncio.to_thread(server.start)
    link = connect(server.url)
    try:
        if way == "naive":
            proof = await link.zrange("naive:proof", 0, -1, withscores=True)
            return Counter({delivery: int(times) for delivery, times in proof}), 0
        ledger = RedisLedger(link)
        facts = [fact for fact in await ledger.facts(TENANT) if isinstance(fact, Answer)]
        drift = await Archive(link, ledger, Tombstones(link)).audit(TENANT)
        return Counter(fact.delivery for fact in facts), len(drift)
    finally:
        await link.aclose()


async def measure(way: Way, rounds: int, seed: int, folder: Path) -> KillRun:
    """Kill that often, then look what is there."""
    play = Rounds(way, folder / way, seed)
    try:
        await play.run(rounds)
        times, drift = await counted(way, play.server)
    finally:
        play.server.leave()
    said = play.heard.said
    return KillRun(
        "studyhall" if way == "ours" else "naive",
        rounds,
        len(said),
        lost=sum(times[f"d{number}"] == 0 for number in said),
        doubled=sum(count > 1 for count in times.values()),
        contradicted=sum(len(verdicts) > 1 for verdicts in said.values()),
        drift=drift,
        recovery=play.recovery,
    )


async def measure_all(rounds: int, seed: int = 1) -> list[KillRun]:
    """Ours, then the naive way, each on files of its own."""
    with tempfile.TemporaryDirectory(prefix="studyhall-kills-") as folder:
        return [await measure(way, rounds, seed, Path(folder)) for way in WAYS]


def table(runs: list[KillRun]) -> Table:
    """The runs beside each other; recovery is from the kill to the first answer that began after it."""
    shown = Table(title=f"kill -9, {runs[0].rounds} times, a third each: the process, Redis, both")
    heads = "acknowledged", "lost", "counted twice", "contradicted", "drift"
    for head in ("", *heads, *(f"back after {target}" for target in TARGETS)):
        shown.add_column(head, justify="right" if head else "left")
    for run in runs:
        back = [f"{median(took):.2f} s (≤ {max(took):.2f})" if took else "" for took in run.recovery.values()]
        numbers = (run.acknowledged, run.lost, run.doubled, run.contradicted, run.drift)
        shown.add_row(run.name, *(f"{number:,}" for number in numbers), *back)
    return shown


def main() -> None:
    """Measure and print; with ``--work`` be one of the workers."""
    arguments = argparse.ArgumentParser(description="kill -9 of the process, of Redis, of both.")
    arguments.add_argument("--rounds", type=int, default=60)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--work", choices=("ours", "naive"), help=argparse.SUPPRESS)
    arguments.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.work:
        asyncio.run(work(given.work, given.folder, [int(number) for number in sys.stdin.readline().split()]))
        return
    Console(width=160).print(table(asyncio.run(measure_all(given.rounds, given.seed))))


if __name__ == "__main__":
    main()
