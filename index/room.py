"""Is there room on the disk for what a build writes?  Asked before it begins, and told apart from other failures after."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from index.documents import LARGEST
from index.documents.sniffing import BY_SUFFIX
from index.documents.web import Web
from index.embedding import WEIGHTS, Model
from index.exported import GRAPH, folder_of
from index.sources import Item, is_url, items

TIMES_ITS_TEXT = 6  # measured: what is kept of a text takes seven to eight times its size
ALL_TEXT = ("csv", "markdown", "rst", "text")  # of other files nobody knows how much is text before they are read
MEGABYTE = 1_000_000


def missing(data: Path, model: Model, sources: Sequence[str]) -> str | None:
    """Why a build below `data` cannot fit on its disk, in a sentence; None where it may."""
    files = items([source for source in sources if not is_url(source)], Web())
    needed = TIMES_ITS_TEXT * sum(map(_text_in, files))
    if not (folder_of(data, model) / GRAPH).exists():
        needed += (model.folder / WEIGHTS).stat().st_size
    place = next(folder for folder in (data.absolute(), *data.absolute().parents) if folder.is_dir())
    free = shutil.disk_usage(place).free
    if needed <= free:
        return None
    return (
        f"There is no room on the disk of {data}: indexing this takes about {needed // MEGABYTE + 1} MB, "
        f"and {free // MEGABYTE} MB are free. Nothing was changed. Make room and build again."
    )


def is_missing(problem: OSError | RuntimeError) -> bool:
    """Whether a write failed for want of room; NumPy and FAISS tell of that only in words."""
    if isinstance(problem, OSError) and problem.errno is not None:
        return problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    said = str(problem)
    return " requested and " in said or any(os.strerror(reason) in said for reason in (errno.ENOSPC, errno.EFBIG))


def _text_in(item: Item) -> int:
    if item.file is None or BY_SUFFIX.get(PurePosixPath(item.path).suffix.lower()) not in ALL_TEXT:
        return 0
    try:
        size = item.file.stat().st_size
    except OSError:
        return 0
    return size if size <= LARGEST else 0
