"""`python -m index SOURCE … [--library NAME] [--data FOLDER]`: build a library and say what came of it."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from index.builder import BuildFailed, BuildReport, build_library
from index.editions import Busy
from index.embedding import NoEmbedder
from index.sources import NoSource


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m index", description="Build a library from folders, files and web addresses."
    )
    parser.add_argument("sources", nargs="+", metavar="SOURCE")
    parser.add_argument("--library", default="home")
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("STUDYHALL_DATA", ".studyhall")))
    parser.add_argument("--embedder", default=os.environ.get("STUDYHALL_EMBEDDER"))
    given = parser.parse_args(arguments)
    try:
        report = build_library(given.data, given.library, given.sources, given.embedder, progress=_show)
    except (BuildFailed, Busy, NoEmbedder, NoSource) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    sys.stdout.write(f"{summary(report)}\n")
    return 0


def summary(report: BuildReport) -> str:
    said = f"{_many(report.documents, 'document')}, {_many(report.passages, 'passage')}"
    if not report.published:
        said += f": nothing has changed, the edition {report.edition} stays."
    else:
        said += f" in edition {report.edition} ({report.embedded} embedded, {report.reused} kept, "
        said += f"{_many(report.removed, 'document')} gone) in {report.seconds:.1f} s."
    return "\n".join(
        [said, *(f"not read: {' '.join(path.splitlines())}: {reason}" for path, reason in report.unreadable)]
    )


def _many(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' * (number != 1)}"


def _show(step: str, done: int, total: int) -> None:
    if sys.stderr.isatty():
        ending = "\n" if done == total else ""
        sys.stderr.write(f"\r{step} {100 * done // max(total, 1)} %\x1b[K{ending}")
        sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
