"""How a command ends when it cannot do its work."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer


def stop(sentence: str, code: int = 1) -> typer.Exit:
    """Say why on standard error; ``raise stop("…")``."""
    print(f"studyhall: {sentence}", file=sys.stderr)
    return typer.Exit(code)


def refused(trouble: OSError) -> str | None:
    """What the system would not do with a file, in a sentence; ``None`` where it is about something else."""
    if trouble.errno in (errno.ENOSPC, errno.EDQUOT):
        return (
            f"{trouble.filename or 'The disk'} cannot be written: {trouble.strerror}. Free some space, then try again."
        )
    if trouble.filename is None:
        return None
    return (
        f"{trouble.filename} cannot be used: {trouble.strerror}. Name another place (STUDYHALL_DATA is the folder for "
        "everything that lasts), or allow this user to write there."
    )


@contextmanager
def said_plainly(*expected: type[Exception]) -> Iterator[None]:
    """Turn the expected failures of the work inside into one sentence and exit code 1."""
    try:
        yield
    except expected as failure:
        raise stop(str(failure)) from None
