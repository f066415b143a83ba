"""A child process that reads hostile formats, so that a bomb costs a file and not the build.

The child may use 1 GB of address space, 50 s of processor a file, no network, no files it could write and no other
programs; the parent kills it by the wall clock and starts another for the next file. Parent and child speak over pipes:
one JSON line and the bytes in, one JSON line out.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import selectors
import subprocess
import sys
import time
from dataclasses import asdict
from datetime import date
from types import TracebackType
from typing import Any, BinaryIO

from index.documents.document import Document, Kind, Unreadable, from_plain

MEMORY = 1 << 30
PROCESSOR_SECONDS = 50
WALL_SECONDS = 60.0
READERS: dict[Kind, str] = {
    "html": "index.documents.html",
    "notebook": "index.documents.notebook",
    "pdf": "index.documents.pdf",
    "word": "index.documents.word",
}
FORBIDDEN = (
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "subprocess.Popen",
    "os.exec",
    "os.posix_spawn",
    "os.system",
    "os.fork",
)


class Confined:
    """The parent's side: one child that is started when first needed and replaced after it was killed."""

    def __init__(self, seconds: float = WALL_SECONDS) -> None:
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Confined:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, kind: Kind, data: bytes, path: str) -> Document:
        child = self._child = self._child or _start()
        try:
            answer = _ask(child, {"kind": kind, "path": path, "size": len(data)}, data, self._seconds)
        except TimeoutError:
            self.close()
            raise Unreadable(f"reading it took longer than {self._seconds:.0f} s") from None
        except (OSError, ValueError):
            self.close()
            raise Unreadable("reading it needed too much memory or time") from None
        if "unreadable" in answer:
            raise Unreadable(answer["unreadable"])
        return from_plain(answer)

    def close(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "index.documents.confined"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
        },
    )


def _ask(child: subprocess.Popen[bytes], question: dict[str, Any], data: bytes, seconds: float) -> dict[str, Any]:
    """Write the question and its bytes, read one line back, and never wait longer than `seconds` for either."""
    if child.stdin is None or child.stdout is None:
        raise OSError("the child has no pipes")
    deadline = time.monotonic() + seconds
    pending = memoryview(json.dumps(question).encode() + b"\n" + data)
    answer = bytearray()
    os.set_blocking(child.stdin.fileno(), False)
    with selectors.DefaultSelector() as ready:
        ready.register(child.stdin, selectors.EVENT_WRITE)
        ready.register(child.stdout, selectors.EVENT_READ)
        while not answer.endswith(b"\n"):
            events = ready.select(max(0.0, deadline - time.monotonic()))
            if not events:
                raise TimeoutError
            for key, _ in events:
                if key.fileobj is child.stdin:
                    pending = pending[os.write(child.stdin.fileno(), pending[:65536]) :]
                    if not pending:
                        ready.unregister(child.stdin)
                elif part := os.read(child.stdout.fileno(), 1 << 20):
                    answer += part
                else:
                    raise OSError("the child ended")
    parsed: dict[str, Any] = json.loads(answer)
    return parsed


def serve(source: BinaryIO, answers: BinaryIO) -> None:
    """The child's side: read one thing after another until the parent goes away."""
    while line := source.readline():
        question = json.loads(line)
        data = source.read(question["size"])
        _allow_processor(PROCESSOR_SECONDS)
        try:
            answer = asdict(importlib.import_module(READERS[question["kind"]]).read(data, question["path"]))
        except Unreadable as reason:
            answer = {"unreadable": str(reason)}
        except MemoryError:
            answer = {"unreadable": "reading it needed too much memory"}
        except RecursionError:
            answer = {"unreadable": "it is nested too deeply"}
        except Exception as problem:  # a parser met bytes it does not understand; which error it chose tells nothing
            answer = {"unreadable": f"it is damaged or not what its name says ({type(problem).__name__})"}
        answers.write(json.dumps(answer, default=_day).encode() + b"\n")
        answers.flush()


def confine() -> None:
    """Give up, for the rest of this process, whatever a parser has no need of."""
    import resource

    with contextlib.suppress(ValueError, OSError):  # macOS counts shared libraries and refuses any such limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_forbid)


def _forbid(event: str, _: tuple[Any, ...]) -> None:
    if event in FORBIDDEN:
        raise PermissionError(f"{event} is not allowed while reading a document")


def _allow_processor(seconds: int) -> None:
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be sent")


if __name__ == "__main__":
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what a parser prints must not mix with the answers
    confine()
    serve(sys.stdin.buffer, answers)
