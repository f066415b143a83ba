"""The files of an embedded server's folder: its settings, small records, locks."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.ports import CannotStart

CONF = """\
# Written by studyhall at every start.
port 0
unixsocket {socket}
unixsocketperm 700
dir {folder}
appendonly yes
appendfsync always
save ""
maxmemory-policy noeviction
daemonize no
logfile {log}
"""


def write_conf(folder: Path, socket: Path) -> Path:
    """The server's own file, which it reads at its start."""
    conf = folder / "redis.conf"
    conf.write_text(
        CONF.format(socket=_quoted(socket), folder=_quoted(folder), log=_quoted(folder / "server.log")), "utf-8"
    )
    return conf


def write_record(path: Path, record: dict[str, object]) -> None:
    """Replace a small file as a whole."""
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(record), encoding="utf-8")
    partial.replace(path)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Alone, among all processes."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_private(folder: Path) -> None:
    """A folder of our own; somebody else's of the same name is not trusted."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.stat()
    if found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise CannotStart(
            f"{folder} belongs to somebody else or is open to others; remove it or choose another STUDYHALL_DATA."
        )


def _quoted(path: Path) -> str:
    """A path as the server's own file wants it."""
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'
