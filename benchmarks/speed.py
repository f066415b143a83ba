"""How long does it take?  Building, changing, the first answer, every further answer; ours beside the usual recipe.

    python -m benchmarks.speed --corpus FOLDER [--data FOLDER] [--whole]

Every figure is a process of its own, timed from outside, one after the other on the same machine; processor seconds
stand beside the clock's, because a machine is seldom idle.  A slice of
``SLICE`` documents, evenly spread, is built and changed; ``--data`` names the data folder of a built index of the whole
corpus, on which answers are timed; ``--whole`` builds everything both ways, which takes the better part of an hour.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import asked as questions
from benchmarks.answers import COURSE, LIBRARY, Kept

ROOT = Path(__file__).parents[1]
SLICE, CHANGED = 100, 0.01
QUESTION = "What is training-serving skew?"
ROUNDS = 3
WARM_UP = 20
ASK = ["-m", "bot", "ask", QUESTION, "--json"]
THIS = ["-m", "benchmarks.speed"]


def main() -> None:
    """Print the table."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--corpus", type=Path, required=True)
    wanted.add_argument("--data", type=Path, help="the data folder that holds an index of the whole corpus")
    wanted.add_argument("--whole", action="store_true", help="build the whole corpus both ways, too")
    wanted.add_argument("--warm", type=Path, help=argparse.SUPPRESS)
    given = wanted.parse_args()
    if given.warm:
        print(json.dumps(asyncio.run(_warm(given.warm))))
        return
    print(f"{'':32}{'seconds':>10}{'recipe':>9}{'times':>7}{'processor':>12}{'recipe':>9}{'times':>7}")
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        build_and_change(slice_of(given.corpus, folder / "slice"), folder)
        compare("first answer, new process", fastest(ASK, _settings(folder / "ours")), fastest(_ask(folder / "recipe")))
        if given.whole:
            compare("build the corpus", *built(given.corpus, folder / "whole", folder / "recipe-whole"))
        data = given.data or (folder / "whole" if given.whole else folder / "ours")
        if given.data:
            compare("first answer, whole corpus", fastest(ASK, _settings(data)))
        compare("import bot.tutor", fastest(["-c", "import bot.tutor"]))
        compare("studyhall --help", fastest(["-m", "bot", "--help"]))
        for name, value in json.loads(_output([*THIS, "--corpus", str(given.corpus), "--warm", str(data)])).items():
            print(f"{name:32}{value:10.0f}")


def build_and_change(sliced: Path, folder: Path) -> None:
    """A first build both ways; then one document in a hundred changes, and the recipe begins again."""
    compare(f"build {SLICE} documents", *built(sliced, folder / "ours", folder / "recipe"))
    change(sliced)
    ours = timed(["-m", "index", str(sliced), "--data", str(folder / "ours")])
    compare(f"again after {CHANGED:.0%} changed", ours, timed(_recipe("build", sliced, folder / "recipe")))


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds a process took: by the clock, and of processor time."""

    clock: float
    processor: float


def compare(name: str, ours: Spent, theirs: Spent | None = None) -> None:
    """One row."""
    cells = [f"{name:32}"]
    for mine, other in ((ours.clock, theirs and theirs.clock), (ours.processor, theirs and theirs.processor)):
        width = 10 if len(cells) == 1 else 12
        cells.append(f"{mine:{width}.2f}" + (f"{other:9.2f}{other / mine:7.1f}" if other else " " * 16))
    print("".join(cells), flush=True)


def slice_of(corpus: Path, target: Path) -> Path:
    """Every so-many-th document of the corpus, copied with its place."""
    files = [file for file in sorted(corpus.rglob("*")) if file.is_file() and not file.name.startswith(".")]
    for number in range(SLICE):
        file = files[number * len(files) // SLICE]
        copy = target / file.relative_to(corpus)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, copy)
    return target


def change(folder: Path) -> None:
    """One document in a hundred gets a new paragraph."""
    files = sorted(file for file in folder.rglob("*.md") if file.is_file())
    for number in range(max(1, round(CHANGED * SLICE))):
        with files[number * 37 % len(files)].open("a", encoding="utf-8") as changed:
            changed.write(f"\n\nThe team decided in review {number} to keep this page for another quarter.\n")


def built(folder: Path, data: Path, recipe: Path) -> tuple[Spent, Spent]:
    """A first build both ways; ours from nothing, its own export of the weights included."""
    return timed(["-m", "index", str(folder), "--data", str(data)]), timed(_recipe("build", folder, recipe))


def fastest(command: list[str], settings: dict[str, str] | None = None) -> Spent:
    """The best of a few: what is measured is the work, not the neighbours."""
    return min((timed(command, settings) for _ in range(ROUNDS)), key=lambda spent: spent.clock)


def timed(command: list[str], settings: dict[str, str] | None = None) -> Spent:
    """A Python process from its start to its end, with the processes it started."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    _output(command, settings)
    clock, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Spent(clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def _output(command: list[str], settings: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **(settings or {})},
        check=True,
    )
    return done.stdout


def _settings(data: Path) -> dict[str, str]:
    return {"STUDYHALL_DATA": str(data), "STUDYHALL_COURSE": "none", "STUDYHALL_MODEL": ""}


def _recipe(command: str, *places: Path) -> list[str]:
    return ["-m", "benchmarks.tutorial", command, *map(str, places)]


def _ask(index: Path) -> list[str]:
    return [*_recipe("ask", index), QUESTION]


async def _warm(data: Path) -> dict[str, float]:
    """Every evaluation question after a few to warm up, and what the process has come to hold."""
    from bot.asking.answers import Answers, Question
    from bot.courseware import aliases_of
    from bot.quizzing.courses import open_course
    from index.editions import Shelf
    from index.embedders import query_embedder
    from retrieval.retriever import Retriever

    shelf = Shelf(data / "libraries" / LIBRARY)
    kept = Kept()
    retriever = Retriever(lambda _: shelf.current(), query_embedder(data), aliases_of(open_course(COURSE)))
    answers = Answers(retriever, lambda _, path: shelf.current().document_text(path), kept, kept, b"benchmark", 0.0)
    asked = questions.load()
    clock: list[float] = []
    processor: list[float] = []
    for one in (*asked[:WARM_UP], *asked):
        began, worked = time.perf_counter(), time.process_time()
        await answers.ask(Question(one.question, "benchmark", (LIBRARY,), one.history, private=True))
        clock.append(1000 * (time.perf_counter() - began))
        processor.append(1000 * (time.process_time() - worked))
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    return {
        "warm answer p50 (ms)": _at(0.5, clock[WARM_UP:]),
        "warm answer p99 (ms)": _at(0.99, clock[WARM_UP:]),
        "  processor p50 (ms)": _at(0.5, processor[WARM_UP:]),
        "  processor p99 (ms)": _at(0.99, processor[WARM_UP:]),
        "most memory (MB)": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale,
    }


def _at(share: float, values: list[float]) -> float:
    return sorted(values)[int(share * len(values))]


if __name__ == "__main__":
    main()
