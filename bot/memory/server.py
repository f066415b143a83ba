"""The embedded server: a real Redis-compatible one, from the first minute, with nothing to set up.

One server a data folder, on a private unix socket, shared by any number of studyhall processes.  Three
locks, all let go by the system when their holder dies, however it dies:

- ``users.lock`` is shared by every process that uses the server; the last one to leave stops it;
- ``start.lock`` guards starting;
- ``server.lock`` is inherited by the server itself: while it is held the server lives, even if it is
  too busy to answer or its socket was swept away, and a second one on the same files would ruin them.

A process that was killed leaves the server running, and the next one adopts it.

The folder records which server wrote it.  Another family, or an older version, is refused: valkey's
files do not open in redis, and guessing would cost someone their streaks.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import quote

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import BusyLoadingError, RedisError
from redis.retry import Retry

from bot.memory.binary import Binary, find_binary
from bot.memory.server_folder import locked, make_private, write_conf, write_record
from bot.ports import CannotStart, Unavailable

LONGEST_SOCKET = 100
PATIENCE = 15.0


@dataclass
class EmbeddedServer:
    """The server of one data folder.  ``start`` before use, ``leave`` when done."""

    data: Path
    _using: IO[str] | None = field(default=None, repr=False)
    _child: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def folder(self) -> Path:
        return self.data.resolve() / "redis"

    @property
    def socket(self) -> Path:
        """Where the server listens: as it was started, else where it would be."""
        try:
            return Path(json.loads((self.folder / "serving.json").read_text("utf-8"))["socket"])
        except (OSError, ValueError, LookupError):
            return self._free_socket()

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self.socket))}"

    def start(self) -> None:
        """Make sure the server runs: adopt a live one, else start it.  Raises :class:`CannotStart`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        if self._child is not None and self._child.poll() is not None:
            self._child = None
        joined = self._using is None
        if self._using is None:
            self._using = (self.folder / "users.lock").open("w")
            fcntl.flock(self._using, fcntl.LOCK_SH)
        try:
            with locked(self.folder / "start.lock"):
                if not self._adopt():
                    self._launch(find_binary())
        except BaseException:
            if joined:
                self._using.close()
                self._using = None
            raise

    def leave(self) -> None:
        """Stop using the server; the last process to leave stops it."""
        if self._using is None:
            return
        try:
            fcntl.flock(self._using, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if self._child is not None:
                self._child.returncode = 0  # it serves the others now; nobody here waits for its end
        else:
            self._shut_down()
        finally:
            self._using.close()
            self._using = self._child = None

    def revive(self) -> None:
        """:meth:`start` for whoever was using the server when it went away.  Raises ``Unavailable``."""
        try:
            self.start()
        except CannotStart as reason:
            raise Unavailable("the memory") from reason

    def _free_socket(self) -> Path:
        """In the folder where the path is short enough for a socket, else in a private temporary one."""
        beside = self.folder / "redis.sock"
        if len(os.fsencode(beside)) <= LONGEST_SOCKET:
            return beside
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"studyhall-{os.getuid()}" / f"{name}.sock"

    def _client(self) -> Redis:
        # No retries: a server that shuts down answers by closing the connection.
        return Redis(unix_socket_path=str(self.socket), socket_timeout=2.0, retry=Retry(NoBackoff(), 0))

    def _adopt(self) -> bool:
        """Whether a live server answers; one that lives and cannot be reached is asked to end first."""
        if not self._held():
            return False
        if self.socket.exists() and self._answers():
            return True
        with suppress(OSError, ValueError, LookupError):
            serving = json.loads((self.folder / "serving.json").read_text("utf-8"))
            os.kill(serving["pid"], signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while self._held():
            if time.monotonic() > deadline:
                raise CannotStart(
                    f"A server already works on {self.folder} but does not answer. End it (its number is in "
                    f"{self.folder / 'serving.json'}), then try again."
                )
            time.sleep(0.02)
        self._reap()
        return False

    def _held(self) -> bool:
        """Whether a server has the folder."""
        with (self.folder / "server.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            return False

    def _launch(self, binary: Binary) -> None:
        self._agree_with(binary)
        socket = self._free_socket()
        make_private(socket.parent)
        socket.unlink(missing_ok=True)
        conf = write_conf(self.folder, socket)
        with (self.folder / "server.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._child = subprocess.Popen(
                [str(binary.path), str(conf)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                pass_fds=(lock.fileno(),),
            )
        write_record(self.folder / "serving.json", {"pid": self._child.pid, "socket": str(socket)})
        if not self._answers():
            self._child.kill()
            self._child.wait()
            raise CannotStart(
                f"The embedded server ({binary.words}) did not start; its reasons are in {self.folder / 'server.log'}. "
                "A full disk or a damaged file is the usual one; REDIS_URL can point to another server."
            )

    def _agree_with(self, binary: Binary) -> None:
        record = self.folder / "server.json"
        with suppress(OSError, ValueError, LookupError, TypeError):  # none yet, or half of one: the server will see
            wrote = json.loads(record.read_text("utf-8"))
            before = Binary(Path(), wrote["family"], tuple(wrote["version"]))
            if before.family != binary.family or before.version[:2] > binary.version[:2]:
                raise CannotStart(
                    f"The data in {self.folder} was written by {before.words}, and only {binary.words} is here. "
                    f"Install {before.words} again and `studyhall backup FILE`, then restore FILE into an empty data folder."
                )
        write_record(record, {"family": binary.family, "version": binary.version})

    def _answers(self) -> bool:
        """Wait for the server: as long as it loads its data, else as long as patience lasts; ``False`` if it ended."""
        deadline = time.monotonic() + PATIENCE
        client = self._client()
        try:
            while time.monotonic() < deadline:
                try:
                    if client.ping():
                        return True
                except BusyLoadingError:
                    deadline = time.monotonic() + PATIENCE
                except (RedisError, OSError):
                    pass
                if not self._held():
                    return False
                time.sleep(0.01)
            return False
        finally:
            client.close()

    def _shut_down(self) -> None:
        client = self._client()
        try:
            client.shutdown(save=False, nosave=True)
        except (RedisError, OSError):
            pass
        finally:
            client.close()
        self._reap()

    def _reap(self) -> None:
        """Take note of the end of a server that this process started."""
        if self._child is not None:
            with suppress(subprocess.TimeoutExpired):
                self._child.wait(PATIENCE)
