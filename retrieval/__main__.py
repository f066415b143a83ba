"""``python -m retrieval "question"``: what the search finds, and why it stands where it stands."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from index.editions import DamagedEdition, NoEdition, Shelf
from index.embedders import query_embedder
from index.embedding import NoEmbedder
from retrieval.retriever import LIMIT, Retriever


def main() -> int:
    """Print the hits."""
    wanted = argparse.ArgumentParser(prog="python -m retrieval", description=__doc__)
    wanted.add_argument("question")
    wanted.add_argument("--library", action="append", help="a library to search (default: home); may be repeated")
    wanted.add_argument("--data", type=Path, default=Path(".studyhall"), help="the data folder")
    wanted.add_argument("--limit", type=int, default=LIMIT)
    given = wanted.parse_args()
    shelves = {name: Shelf(given.data / "libraries" / name) for name in given.library or ["home"]}
    try:
        retriever = Retriever(lambda name: shelves[name].current(), query_embedder(given.data))
        found = retriever.search(given.question, tuple(shelves), given.limit)
    except (NoEdition, DamagedEdition, NoEmbedder) as problem:
        print(problem, file=sys.stderr)
        return 1
    for place, hit in enumerate(found.hits, start=1):
        parts = " ".join(f"{name} {value:.2f}" for name, value in hit.signals.items())
        print(
            f"{place}. {hit.score:.3f}  {hit.passage.document}:{hit.passage.lines[0]}  {hit.passage.heading}\n   {parts}"
        )
    missing = f", nowhere: {' '.join(found.missing)}" if found.missing else ""
    print(f"understood as {found.question!r}; confidence {found.confidence:.2f}{missing}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
