"""Fit how sure the search is of what it found, and the thresholds below which it refuses or hedges.

    python -m benchmarks.calibrate --data FOLDER [--write]

A logistic regression over the features of ``retrieval/confidence.py``, on the evaluation questions of two
libraries, a large one of products and a small one of a company's rules: can they be answered or not.  What is
printed is judged out of fold (ten folds, five shuffles); what is written is fitted on all of them.  ``answer`` is set where false refusals reach ``ALLOWED``, ``sure`` where most
questions that cannot be answered are at least hedged.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import asked as questions
from benchmarks.answers import COURSE, LIBRARY, handbook
from benchmarks.asked import Asked
from bot.asking import intent
from bot.courseware import aliases_of
from bot.quizzing.courses import open_course
from index.editions import Edition, Shelf
from index.embedders import query_embedder
from index.embedding import Embedder
from retrieval import confidence, wording
from retrieval.evaluate import auroc
from retrieval.retriever import Retriever

Numbers = NDArray[np.float64]
ALLOWED = 0.055
HEDGED = 0.90
SHRINK = 3.0
FOLDS, SHUFFLES = 10, 5
OF_VECTORS = ("sentence", "cosine")


def main() -> None:
    """Measure, and write the fit if asked to."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--data", type=Path, required=True, help="the data folder that holds the index of the corpus")
    wanted.add_argument("--write", action="store_true", help="write retrieval/calibration.json")
    given = wanted.parse_args()
    embedder = query_embedder(given.data)
    large = Shelf(given.data / "libraries" / LIBRARY).current()
    small = handbook(given.data).current()
    about_rules = [one for one in questions.load(questions.OF_HANDBOOK) if one.use == "fit"]
    rows = [*_rows(large, embedder, questions.load()), *_rows(small, embedder, about_rules)]
    names = list(rows[0][1])
    fitted = {
        embedder.name: fit(rows, names),
        confidence.WORDS_ALONE: fit(rows, [name for name in names if name not in OF_VECTORS]),
    }
    if given.write:
        target = Path(confidence.__file__).with_name("calibration.json")
        target.write_text(json.dumps(fitted, indent=1) + "\n", "utf-8")


def fit(rows: Sequence[tuple[Asked, dict[str, float]]], names: Sequence[str]) -> dict[str, object]:
    """Weights on all rows, thresholds from what was judged out of fold."""
    values = np.array([[found[name] for name in names] for _, found in rows])
    able = np.array([one.answerable for one, _ in rows], dtype=float)
    middle, spread = values.mean(0), values.std(0) + 1e-9
    scaled = (values - middle) / spread
    judged = _out_of_fold(scaled, able)
    near = np.array([one.kind == "near_topic_unanswerable" for one, _ in rows])
    off = np.array([one.kind == "offtopic" for one, _ in rows])
    answer = float(np.quantile(judged[able == 1], ALLOWED))
    sure = float(np.quantile(judged[near], HEDGED))
    area = auroc([*judged[able == 1], *judged[near]], [True] * int(able.sum()) + [False] * int(near.sum()))
    print(f"{len(names)} features: near-topic AUROC {area:.3f}; at answer {answer:.3f}, sure {sure:.3f}:")
    print(
        f"  answerable refused {np.mean(judged[able == 1] < answer):.3f}, hedged {np.mean(judged[able == 1] < sure):.3f}"
    )
    print(
        f"  near-topic refused {np.mean(judged[near] < answer):.3f}, refused or hedged {np.mean(judged[near] < sure):.3f}"
    )
    print(f"  off-topic refused {np.mean(judged[off] < answer):.3f}")
    fitted = _logistic(scaled, able)
    weights = fitted[1:] / spread
    return {
        "bias": round(float(fitted[0] - weights @ middle), 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)},
        "thresholds": {"answer": round(answer, 4), "sure": round(sure, 4)},
    }


def _rows(edition: Edition, embedder: Embedder, asked: Sequence[Asked]) -> list[tuple[Asked, dict[str, float]]]:
    retriever = Retriever(lambda _: edition, embedder, aliases_of(open_course(COURSE)))
    judged = [one for one in asked if one.answerable or one.kind in questions.UNANSWERABLE]
    return [(one, _features(retriever, one)) for one in (*judged, *_rambling(judged))]


def _rambling(asked: Sequence[Asked]) -> list[Asked]:
    """Off-topic questions three at a time: length alone must not look like substance."""
    off = [one for one in asked if one.kind == "offtopic"]
    return [
        replace(one, question=" ".join(off[(place + step) % len(off)].question for step in range(3)))
        for place, one in enumerate(off)
    ]


def _features(retriever: Retriever, one: Asked) -> dict[str, float]:
    asked = intent.read(one.question).question
    topic = wording.topic_of(one.history, asked)
    return dict(retriever.search(asked, (LIBRARY,), topic=topic).features)


def _out_of_fold(values: Numbers, able: Numbers) -> Numbers:
    judged = np.zeros(len(able))
    for seed in range(SHUFFLES):
        order = np.random.default_rng(seed).permutation(len(able))
        for fold in np.array_split(order, FOLDS):
            rest = np.setdiff1d(order, fold)
            weights = _logistic(values[rest], able[rest])
            judged[fold] += _probability(values[fold], weights) / SHUFFLES
    return judged


def _logistic(values: Numbers, able: Numbers, rounds: int = 40) -> Numbers:
    """Newton's method with the weights (not the bias) shrunk."""
    rows = np.c_[np.ones(len(values)), values]
    shrink = SHRINK * np.diag([0.0] + [1.0] * values.shape[1])
    weights = np.zeros(rows.shape[1])
    for _ in range(rounds):
        chance = _probability(values, weights)
        slope = rows.T @ (chance - able) + shrink @ weights
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + shrink + 1e-9 * np.eye(len(weights))
        weights = weights - np.linalg.solve(curve, slope)
    return weights


def _probability(values: Numbers, weights: Numbers) -> Numbers:
    chances: Numbers = 1 / (1 + np.exp(-(weights[0] + values @ weights[1:])))
    return chances


if __name__ == "__main__":
    main()
