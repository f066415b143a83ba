"""The engine on a Redis Cluster of three masters: the same suite, a change of masters inside it, and a master killed."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rigs.redis_cluster import LoopbackCluster
from rigs.redis_fixtures import ELSEWHERE

from bot.looks.memory import promise
from bot.memory.client import connect
from bot.memory.cluster import connect_cluster
from bot.memory.contact import look, meet
from bot.memory.ledger import RedisLedger
from bot.ports import CannotStart, Unavailable
from bot.progress.facts import Answer

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
SUITE = (
    "tests/bot/memory", "tests/bot/quizzing", "tests/bot/progress", "tests/bot/groups",
    "tests/bot/service/test_intake.py", "tests/bot/service/test_outbox.py",
)  # fmt: skip
# What concerns one server's own files, wire or limits, and not what is kept on it.
OF_ONE_SERVER = (
    "tests/bot/memory/test_server.py",
    "tests/bot/memory/test_ledger.py::test_lost_replies_change_nothing",
    "tests/bot/memory/test_stores.py::test_a_full_server_is_away_too",
)
NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)
TENANTS, LEARNERS, ANSWERS, POINTS = 12, 40, 1500, 20
KILLED_AFTER = 1500
PATIENCE = 120.0


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[LoopbackCluster]:
    with LoopbackCluster.running(tmp_path) as running:
        yield running


def test_the_engines_suite_is_green_with_a_change_of_masters_inside(cluster: LoopbackCluster) -> None:
    """Every store, quiz and push on three masters; a replica takes over while the tests run."""
    left_out = [word for name in OF_ONE_SERVER for word in ("--deselect", name)]
    said: list[str] = []
    with subprocess.Popen(
        [sys.executable, "-m", "pytest", "-v", "--no-header", *SUITE, *left_out],
        env={**os.environ, ELSEWHERE: cluster.url},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as suite:
        assert suite.stdout is not None
        passed = 0
        for line in suite.stdout:
            said.append(line)
            passed += "PASSED" in line
            if passed == 100 and "PASSED" in line:
                cluster.hand_over()
    assert suite.returncode == 0, "".join(said[-40:])
    assert passed > 100


def answer(number: int) -> Answer:
    learner = f"u{number % LEARNERS}"
    return Answer(learner, f"d{number}", f"i{number}", 1, ("a",), True, NOON, NOON.date(), "UTC", True, POINTS)


async def test_a_master_killed_among_presses_counts_nothing_twice(cluster: LoopbackCluster) -> None:
    """Presses are tried again while slots are without a master.  Nothing counts twice; what a press heard stands.

    A cluster may lose what a dying master alone had acknowledged: that is counted and printed, not promised away.
    """
    rng = random.Random(11)
    presses = [number for number in range(ANSWERS) for _ in range(rng.randint(2, 5))]
    rng.shuffle(presses)
    links = [connect(cluster.url) for _ in range(4)]
    ledgers = [RedisLedger(link) for link in links]
    heard: dict[int, set[str]] = {}
    away = 0
    gate = asyncio.Semaphore(64)
    done = 0

    async def press(place: int, number: int) -> None:
        nonlocal done, away
        async with gate:
            while True:
                try:
                    said = await ledgers[place % 4].take_answer(f"T{number % TENANTS}", answer(number))
                    break
                except Unavailable:
                    away += 1
                    await asyncio.sleep(0.1)
            heard.setdefault(number, set()).add(str(said))
            done += 1
            if done == KILLED_AFTER:
                await asyncio.to_thread(cluster.kill_master)

    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(press(place, number) for place, number in enumerate(presses)))
    cluster.wait_until_whole()
    facts = [fact for n in range(TENANTS) for fact in await ledgers[0].facts(f"T{n}") if isinstance(fact, Answer)]
    for link in links:
        await link.aclose()
    times = Counter(fact.delivery for fact in facts)
    lost = [number for number in range(ANSWERS) if not times[f"d{number}"]]
    print(f"{len(presses)} presses of {ANSWERS} answers, {away} times no master was met, {len(lost)} lost")
    assert len(cluster.masters()) == 3
    assert max(times.values()) == 1
    assert all(len(verdicts) == 1 for number, verdicts in heard.items() if number not in lost)


def test_a_clusters_address_names_a_node() -> None:
    """Said plainly, before anything is opened."""
    with pytest.raises(ValueError, match="HOST:PORT"):
        connect_cluster("redis+cluster://")


async def test_one_node_named_as_a_server_is_said_plainly(cluster: LoopbackCluster) -> None:
    """``redis://`` to a node of a cluster: the start says what to write instead."""
    said = []
    for node in cluster.masters():
        link = connect(f"redis://127.0.0.1:{node.port}")
        try:
            await meet(link)
        except CannotStart as reason:
            said.append(str(reason))
        await link.aclose()
    assert len(said) == len(cluster.masters())
    assert all("redis+cluster://" in reason for reason in said)


async def test_a_cluster_is_met_and_described(cluster: LoopbackCluster) -> None:
    """The layout is agreed on, and the doctor says what a cluster does not promise."""
    link = connect(cluster.url)
    await meet(link)
    await meet(link)
    server = await look(link)
    await link.aclose()
    assert server.cluster
    assert "a node that fails" in promise(server).words
