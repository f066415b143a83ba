"""How does the cost of a search grow with the library?  From 1,000 to 100,000 synthetic passages, as a picture.

    python -m benchmarks.growth [--picture FILE]

The vectors are random directions around random centres, the words are drawn by Zipf's law; nothing is embedded.  What
is counted is the processor time of the two halves of a search, and what a passage costs to write and on disk.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.files import unchecked, within
from index.stores import faiss_store, lexical

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000)
DIMENSION, CENTRES, SENTENCES = 384, 200, 4
VOCABULARY, WORDS, ASKED = 50_000, 120, 8
CANDIDATES, SEARCHES = 60, 60
PICTURE = Path(__file__).parent / "figures" / "growth.svg"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one library costs: processor milliseconds a search, seconds to write, bytes a passage."""

    passages: int
    meaning: float
    words: float
    written: float
    size: float


def main() -> None:
    """Print the table and draw it."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--picture", type=Path, default=PICTURE)
    given = wanted.parse_args()
    print(f"{'passages':>9}{'meaning ms':>12}{'words ms':>10}{'written s':>11}{'bytes each':>12}")
    costs = []
    for size in SIZES:
        costs.append(cost(size))
        one = costs[-1]
        print(f"{one.passages:9}{one.meaning:12.2f}{one.words:10.2f}{one.written:11.1f}{one.size:12.0f}", flush=True)
    draw(costs, given.picture)


def cost(size: int) -> Cost:
    """Write a library of this size, open it, search it."""
    chance = np.random.default_rng(size)
    centres = chance.standard_normal((CENTRES, DIMENSION))
    vectors = _unit(centres[chance.integers(0, CENTRES, size)] + 1.5 * chance.standard_normal((size, DIMENSION)))
    sentences = np.repeat(vectors, SENTENCES, axis=0).astype(np.float16)
    rows = [list(range(place * SENTENCES, (place + 1) * SENTENCES)) for place in range(size)]
    passages = [_words(chance, WORDS) for _ in range(size)]
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        began = time.perf_counter()
        faiss_store.write(folder, vectors, sentences, rows)
        lexical.write(folder / "words", passages)
        written = time.perf_counter() - began
        files = unchecked(folder)
        store, index = faiss_store.load(files), lexical.load(within(files, "words"))
        asked = _unit(vectors[:SEARCHES] + 0.3 * chance.standard_normal((SEARCHES, DIMENSION)))
        terms = [_words(chance, ASKED) for _ in range(SEARCHES)]

        def by_meaning(number: int) -> None:
            for passage, _ in store.nearest(asked[number], CANDIDATES):
                store.sentence_vectors(passage).astype(np.float32) @ asked[number]

        meaning = _median(by_meaning)
        words = _median(lambda number: index.search(terms[number], CANDIDATES))
        on_disk = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return Cost(size, meaning, words, written, on_disk / size)


def draw(costs: list[Cost], picture: Path) -> None:
    """Both halves of a search over the size of the library, both axes logarithmic."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 3.4))
    sizes = [one.passages for one in costs]
    axes.plot(sizes, [one.meaning for one in costs], marker="o", label="by meaning, sentences included")
    axes.plot(sizes, [one.words for one in costs], marker="s", label="by words")
    axes.axvline(faiss_store.EXACT_UP_TO, color="grey", linewidth=0.8, linestyle=":")
    axes.text(faiss_store.EXACT_UP_TO, axes.get_ylim()[0], " graph instead of scan", fontsize=8, va="bottom")
    axes.set(xscale="log", yscale="log", xlabel="passages in the library", ylabel="one search (processor ms)")
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)
    figure.tight_layout()
    picture.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(picture, metadata={"Date": None})


def _median(search: Callable[[int], object]) -> float:
    search(0)
    times = []
    for number in range(SEARCHES):
        began = time.process_time()
        search(number)
        times.append(1000 * (time.process_time() - began))
    return statistics.median(times)


def _words(chance: np.random.Generator, count: int) -> list[str]:
    drawn = np.minimum(chance.zipf(1.3, count), VOCABULARY)
    return [f"w{number}" for number in drawn]


def _unit(vectors: np.ndarray) -> np.ndarray:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


if __name__ == "__main__":
    main()
