"""Are the answers right?  The evaluation questions, asked of the tutor and of two plain alternatives.

    python -m benchmarks.answers --corpus FOLDER [--data FOLDER] [--recipe] [--out FILE]
    python -m benchmarks.answers --handbook [--data FOLDER] [--out FILE]

The corpus is indexed below the data folder if it is not there yet.  ``--recipe`` adds the usual LangChain
recipe, whose vectors take as long as an index build the first time.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import asked as questions
from benchmarks.asked import Asked
from benchmarks.rivals import PlainWords, open_recipe
from bot.asking.answers import Answers, Question
from bot.asking.outcomes import to_json
from bot.asking.spans import collapsed
from bot.courseware import aliases_of
from bot.quizzing.courses import open_course
from index.builder import build_library
from index.editions import Shelf
from index.embedders import query_embedder
from index.embedding import Embedder
from retrieval.evaluate import auroc, recall_at, reciprocal_rank
from retrieval.hits import Found
from retrieval.retriever import LIMIT, Retriever

COURSE = Path(__file__).parents[1] / "bot" / "courses" / "pmle"
LIBRARY = "home"


@dataclass
class Kept:
    """A cache and a purse for one run: nothing is remembered, nothing is spent."""

    async def get(self, key: str) -> str | None:
        return None

    async def put(self, key: str, value: str, seconds: int, *, whose: tuple[str, str] | None = None) -> None:
        return None

    async def spent_today(self, tenant: str) -> float:
        return 0.0

    async def add(self, tenant: str, usd: float) -> None:
        return None


@dataclass(frozen=True)
class Watched(Retriever):
    """The retriever, with everything it found for a question kept, the question as a whole first."""

    found: list[Found] = field(default_factory=list)

    def search(self, question: str, libraries: Sequence[str], limit: int = LIMIT, topic: str = "") -> Found:
        self.found.append(super().search(question, libraries, limit, topic))
        return self.found[-1]


@dataclass(frozen=True, slots=True)
class Judged:
    """One question with what came of it."""

    asked: Asked
    reply: dict[str, Any]
    ranking: list[str]
    seconds: float

    @property
    def answered(self) -> bool:
        return bool(self.reply["outcome"] == "answered")


def main() -> None:
    """Ask everything, print the tables."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--corpus", type=Path, help="the folder the questions were written over, to index it")
    wanted.add_argument("--data", type=Path, default=Path("benchmarks/results/data"), help="where its index is kept")
    wanted.add_argument("--recipe", action="store_true", help="compare with the usual LangChain recipe, too")
    wanted.add_argument("--out", type=Path, help="write every reply here, one object a line")
    wanted.add_argument("--handbook", action="store_true", help="ask of the small library, what nothing was fitted on")
    given = wanted.parse_args()
    asked = questions.load()
    shelf = Shelf(given.data / "libraries" / LIBRARY)
    if given.handbook:
        shelf = handbook(given.data)
        asked = [one for one in questions.load(questions.OF_HANDBOOK) if one.use == "test"]
    elif not shelf.editions():
        build_library(given.data, LIBRARY, [str(given.corpus)])
    embedder = query_embedder(given.data)
    judged = asyncio.run(ask_all(asked, shelf, embedder))
    if given.out:
        given.out.write_text("".join(_line(one) for one in judged), "utf-8")
    print_rankings(judged, shelf, embedder, given.data / "recipe" if given.recipe else None)
    print_answers(judged, shelf)


def handbook(data: Path) -> Shelf:
    """The small library, indexed if it is not yet."""
    shelf = Shelf(data / "libraries" / "handbook")
    if not shelf.editions():
        build_library(data, "handbook", [str(questions.HANDBOOK)])
    return shelf


async def ask_all(asked: Iterable[Asked], shelf: Shelf, embedder: Embedder) -> list[Judged]:
    """Every question through the front door, one after the other."""
    watched = Watched(lambda _: shelf.current(), embedder, aliases_of(open_course(COURSE)))
    kept = Kept()
    texts = shelf.current().document_text
    answers = Answers(watched, lambda _, path: texts(path), kept, kept, b"benchmark", 0.0)
    judged = []
    for one in asked:
        began = time.perf_counter()
        outcome = await answers.ask(Question(one.question, "benchmark", (LIBRARY,), one.history, private=True))
        seconds = time.perf_counter() - began
        ranking = [hit.passage.document for hit in watched.found[0].hits] if watched.found else []
        watched.found.clear()
        judged.append(Judged(one, to_json(outcome), ranking, seconds))
    return judged


def print_rankings(judged: Sequence[Judged], shelf: Shelf, embedder: Embedder, recipe: Path | None) -> None:
    """Is the right document found?  Ours beside the plain ways, on the same questions."""
    edition = shelf.current()
    words = PlainWords(edition)
    rows: dict[str, Callable[[Judged], list[str]]] = {
        "studyhall": lambda one: one.ranking,
        "BM25": lambda one: words.documents(_threaded(one.asked)),
    }
    if recipe:
        chunks = open_recipe(edition, embedder, recipe)
        rows["LangChain recipe"] = lambda one: chunks.documents(_threaded(one.asked))
    answerable = [one for one in judged if one.asked.answerable]
    kinds = list(dict.fromkeys(one.asked.kind for one in answerable))
    print(f"\n{'document found':22}{'':18}" + "".join(f"{kind[:10]:>12}" for kind in ("all", *kinds)))
    for name, rank in rows.items():
        ranked = [(one, rank(one)) for one in answerable]
        for measure, judge in MEASURES.items():
            cells = []
            for kind in ("all", *kinds):
                values = [judge(order, one.asked.documents) for one, order in ranked if kind in ("all", one.asked.kind)]
                cells.append(f"{statistics.mean(values):12.3f}")
            print(f"{name:22}{measure:18}" + "".join(cells))


def _threaded(asked: Asked) -> str:
    """The plain ways get a follow-up with its thread in front, or they could not know the topic."""
    return " ".join([*(text for _, text in asked.history), asked.question])


MEASURES: dict[str, Callable[[Sequence[str], frozenset[str]], float]] = {
    "recall@1": lambda order, right: recall_at(1, order, right),
    "recall@5": lambda order, right: recall_at(5, order, right),
    "MRR": reciprocal_rank,
}


def print_answers(judged: Sequence[Judged], shelf: Shelf) -> None:
    """Is the reply right: answered or refused as it should be, the points made, each citation true?"""
    print(
        f"\n{'reply':26}{'n':>5}{'answered':>10}{'points':>9}{'right doc':>11}{'backed':>8}{'verbatim':>10}{'obeyed':>8}{'chars':>7}"
    )
    groups: dict[str, list[Judged]] = {}
    for one in judged:
        answers_wanted = "" if one.asked.answerable or one.asked.kind in questions.UNANSWERABLE else " (orders only)"
        groups.setdefault(one.asked.kind + answers_wanted, []).append(one)
    groups["all answerable"] = [one for one in judged if one.asked.answerable]
    for name, group in groups.items():
        answered = [one for one in group if one.answered]
        points = [
            questions.covered(one.asked, one.reply["text"] if one.answered else "") for one in group if one.asked.points
        ]
        cited = [(one, citation) for one in answered for citation in one.reply["citations"]]
        right = [citation["document"] in one.asked.documents for one, citation in cited if one.asked.documents]
        verbatim = [collapsed(c["quote"]) in collapsed(shelf.current().document_text(c["document"])) for _, c in cited]
        backed = [held for one in answered for held in questions.backed(one.reply)]
        obeyed = sum(questions.broken(one.asked, one.reply["text"]) for one in group)
        length = statistics.mean([len(one.reply["text"]) for one in answered] or [0])
        print(
            f"{name:26}{len(group):5}{len(answered) / len(group):10.3f}{_mean(points):>9}{_mean(right):>11}"
            f"{_mean(backed):>8}{_mean(verbatim):>10}{obeyed:8}{length:7.0f}"
        )
    print_refusals(judged)


def print_refusals(judged: Sequence[Judged]) -> None:
    """How well confidence tells what the documents answer, and how long a reply takes."""
    able = [one for one in judged if one.asked.answerable]
    for kind in questions.UNANSWERABLE:
        not_able = [one for one in judged if one.asked.kind == kind]
        scores = [one.reply["confidence"] for one in (*able, *not_able)]
        labels = [True] * len(able) + [False] * len(not_able)
        hedged = sum(one.answered and "closest your documents come" in one.reply["text"] for one in not_able)
        refused = sum(not one.answered for one in not_able)
        print(
            f"{kind}: refused {refused / len(not_able):.3f}, said with care {hedged / len(not_able):.3f}, "
            f"AUROC {auroc(scores, labels):.3f}"
        )
    hedged = sum(one.answered and "closest your documents come" in one.reply["text"] for one in able)
    print(
        f"answerable: refused {sum(not one.answered for one in able) / len(able):.3f}, with care {hedged / len(able):.3f}"
    )
    times = sorted(1000 * one.seconds for one in judged)
    print(f"latency p50 {times[len(times) // 2]:.0f} ms, p99 {times[int(0.99 * len(times))]:.0f} ms")


def _mean(values: Sequence[float]) -> str:
    return f"{statistics.mean(values):.3f}" if values else "-"


def _line(one: Judged) -> str:
    fields = {"id": one.asked.id, "question": one.asked.question, **one.reply}
    fields["points_made"] = questions.covered(one.asked, one.reply["text"]) if one.asked.points else None
    fields["documents_wanted"] = sorted(one.asked.documents)
    fields["ranking"] = one.ranking
    return json.dumps(fields, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main()
