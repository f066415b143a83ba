"""The embedded server: adopted, revived, shared, refused; an acknowledged answer is never lost."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.memory.chain import first_broken
from bot.memory.client import connect
from bot.memory.ledger import RedisLedger
from bot.memory.server import EmbeddedServer
from bot.ports import CannotStart, Unavailable
from bot.progress.facts import Answer

Answered = Callable[..., Answer]
ANOTHER_PROCESS = """
import sys, time
from pathlib import Path
from bot.memory.server import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]))
server.start()
print("serving", flush=True)
sys.stdin.read()
server.leave()
"""


def serving(server: EmbeddedServer) -> int:
    """The server's process."""
    return int(json.loads((server.folder / "serving.json").read_text())["pid"])


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedServer]:
    server = EmbeddedServer(tmp_path)
    server.start()
    yield server
    server.leave()


@pytest.fixture
def another(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A second process on the same data."""
    with subprocess.Popen(
        [sys.executable, "-c", ANOTHER_PROCESS, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"serving\n"
        yield process
        process.kill()


async def test_it_keeps_what_it_promises(server: EmbeddedServer) -> None:
    """Every write is on disk before it is acknowledged, nothing is evicted, nobody else can connect."""
    link = connect(server.url)
    told = await link.config_get("*")
    assert (told["appendonly"], told["appendfsync"], told["maxmemory-policy"]) == ("yes", "always", "noeviction")
    assert (told["port"], told["unixsocketperm"], told["save"]) == ("0", "700", "")
    assert server.folder.stat().st_mode & 0o077 == 0
    await link.aclose()


async def test_the_last_to_leave_stops_it(tmp_path: Path) -> None:
    """Two users of one process; what was written is there at the next start."""
    first, second = EmbeddedServer(tmp_path), EmbeddedServer(tmp_path)
    first.start()
    pid = serving(first)
    second.start()
    assert serving(second) == pid
    link = connect(second.url)
    await link.set("x", "1")
    first.leave()
    assert await link.get("x") == "1"
    await link.aclose()
    second.leave()
    assert not alive(pid)
    first.start()
    link = connect(first.url)
    assert await link.get("x") == "1"
    await link.aclose()
    first.leave()
    first.leave()


async def test_two_processes_share_one(
    another: subprocess.Popen[bytes], server: EmbeddedServer, answered: Answered
) -> None:
    """The second finds the first's server; when the first leaves, the second still works."""
    pid = serving(server)
    link = connect(server.url)
    await RedisLedger(link).take_answer("T", answered())
    another.communicate(b"", timeout=20)
    assert another.returncode == 0
    assert alive(pid)
    assert len(await RedisLedger(link).facts("T")) == 1
    await link.aclose()


async def test_a_killed_process_leaves_a_server_to_adopt(another: subprocess.Popen[bytes], tmp_path: Path) -> None:
    """kill -9 of the only user: the next one finds the server alive, with its data."""
    link = connect(EmbeddedServer(tmp_path).url)
    await link.set("x", "1")
    another.kill()
    another.wait()
    server = EmbeddedServer(tmp_path)
    pid = serving(server)
    assert alive(pid)
    server.start()
    assert serving(server) == pid
    assert await link.get("x") == "1"
    await link.aclose()
    server.leave()
    for _ in range(100):
        if alive(pid):
            await asyncio.sleep(0.02)
    assert not alive(pid)


async def test_no_acknowledged_answer_is_lost_when_the_server_is_killed(
    server: EmbeddedServer, answered: Answered
) -> None:
    """kill -9 five times under load: the client brings it back, every verdict given is in the ledger, none twice, all chained."""
    link = connect(server.url, revive=lambda: asyncio.to_thread(server.revive))
    ledger = RedisLedger(link)
    acknowledged: set[str] = set()
    more = asyncio.Semaphore(0)
    going = True

    async def press(worker: int) -> None:
        number = 0
        while going:
            number += 1
            answer = answered(f"u{worker}", f"d{worker}-{number}", f"i{number}")
            await ledger.take_answer("T", answer)
            acknowledged.add(answer.delivery)
            more.release()

    workers = [asyncio.create_task(press(worker)) for worker in range(4)]
    for _ in range(5):
        for _ in range(40):
            await more.acquire()
        os.kill(serving(server), signal.SIGKILL)
    for _ in range(40):
        await more.acquire()
    going = False
    await asyncio.gather(*workers)
    written = [fact.delivery for fact in await ledger.facts("T") if isinstance(fact, Answer)]
    assert sorted(written) == sorted(acknowledged)
    lists = [await link.lrange(f"{{t:T}}:learner:u{worker}:facts", 0, -1) for worker in range(4)]
    assert [first_broken(lines) for lines in lists] == [None] * 4
    await link.aclose()


async def test_a_server_whose_socket_was_swept_away_is_replaced(server: EmbeddedServer) -> None:
    """Never two on the same files: the unreachable one ends first, and nothing is lost."""
    link = connect(server.url)
    await link.set("x", "1")
    await link.aclose()
    pid = serving(server)
    server.socket.unlink()
    server.start()
    assert not alive(pid)
    link = connect(server.url)
    assert await link.get("x") == "1"
    await link.aclose()


def test_many_starts_at_once_make_one_server(tmp_path: Path) -> None:
    """Six processes begin together."""
    begun = [
        subprocess.Popen(
            [sys.executable, "-c", ANOTHER_PROCESS, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(6)
    ]
    for process in begun:
        assert process.stdout is not None
        assert process.stdout.readline() == b"serving\n"
    log = (tmp_path / "redis" / "server.log").read_text()
    assert log.count("Ready to accept connections") == 1
    for process in begun:
        process.communicate(b"", timeout=20)
        assert process.returncode == 0


@pytest.mark.parametrize(
    "wrote", [{"family": "redis", "version": [7, 0, 15]}, {"family": "valkey", "version": [99, 1, 0]}]
)
def test_files_of_another_server_are_refused(tmp_path: Path, wrote: dict[str, object]) -> None:
    """Another family, or a newer version: the sentence says how to move."""
    (tmp_path / "redis").mkdir()
    (tmp_path / "redis" / "server.json").write_text(json.dumps(wrote))
    server = EmbeddedServer(tmp_path)
    with pytest.raises(CannotStart, match=r"was written by .*studyhall backup FILE"):
        server.start()
    with pytest.raises(Unavailable):
        server.revive()


def test_a_server_that_cannot_start_says_where_its_reasons_are(tmp_path: Path) -> None:
    """A damaged file is not guessed around."""
    folder = tmp_path / "redis" / "appendonlydir"
    folder.mkdir(parents=True)
    (folder / "appendonly.aof.manifest").write_text("not a manifest\n")
    with pytest.raises(CannotStart, match=r"server\.log"):
        EmbeddedServer(tmp_path).start()


def test_a_long_path_gets_a_short_socket(tmp_path: Path) -> None:
    """A socket's name has a limit; folders with spaces and quotes are folders too."""
    data = tmp_path / ('a long "folder" ' * 8)
    server = EmbeddedServer(data)
    server.start()
    assert len(os.fsencode(server.socket)) <= 100
    assert server.socket.parent.stat().st_mode & 0o077 == 0
    server.leave()
