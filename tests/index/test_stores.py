"""The two halves of a search: exact and graph search agree, words find identifiers whole and in parts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.files import unchecked
from index.stores import faiss_store, lexical


def unit_vectors(count: int, dimension: int = 32) -> np.ndarray:
    vectors = np.random.default_rng(7).standard_normal((count, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def stored(folder: Path, vectors: np.ndarray, exact_up_to: int = 50_000) -> faiss_store.VectorStore:
    sentences = vectors[:2].astype(np.float16)
    rows = [[0, 1], *([1] * (number % 2) for number in range(1, len(vectors)))]
    faiss_store.write(folder, vectors, sentences, rows, exact_up_to)
    return faiss_store.load(unchecked(folder))


def test_exact_search_is_exact(tmp_path: Path) -> None:
    vectors = unit_vectors(500)
    store = stored(tmp_path, vectors)
    found = store.nearest(vectors[42], 5)
    expected = np.argsort(-(vectors @ vectors[42]))[:5]
    assert [number for number, _ in found] == expected.tolist()
    assert found[0][1] == pytest.approx(1.0, abs=1e-5)


def test_a_large_library_is_searched_through_a_graph(tmp_path: Path) -> None:
    vectors = unit_vectors(3000)
    store = stored(tmp_path, vectors, exact_up_to=1000)
    hits = 0
    for number in range(0, 3000, 60):
        expected = set(np.argsort(-(vectors @ vectors[number]))[:10].tolist())
        hits += len(expected & {found for found, _ in store.nearest(vectors[number], 10)})
    assert hits / 500 > 0.95


@pytest.mark.parametrize("graph", [False, True])
def test_only_what_is_allowed_is_found(graph: bool, tmp_path: Path) -> None:
    vectors = unit_vectors(400)
    store = stored(tmp_path, vectors, exact_up_to=0 if graph else 10_000)
    among = np.zeros(400, dtype=bool)
    among[100:110] = True
    found = store.nearest(vectors[5], 20, among)
    assert sorted(number for number, _ in found) == list(range(100, 110))
    assert [cosine for _, cosine in found] == sorted((cosine for _, cosine in found), reverse=True)
    assert store.nearest(vectors[5], 3, np.zeros(400, dtype=bool)) == []


def test_vectors_come_back_as_they_were_stored(tmp_path: Path) -> None:
    vectors = unit_vectors(20)
    store = stored(tmp_path, vectors)
    assert store.passage_vectors([3, 7]).tolist() == vectors[[3, 7]].tolist()
    assert store.passage_vectors([]).shape == (0, 32)
    assert store.sentence_vectors(0).tolist() == vectors[:2].astype(np.float16).tolist()
    assert store.sentence_vectors(2).shape == (0, 32)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The running models", ["run", "model"]),
        ("ML.PREDICT", ["ml", "predict", "ml.predict"]),
        ("feature_store", ["featur", "store", "feature_store"]),
        ("WorkerPoolSpec", ["worker", "pool", "spec", "workerpoolspec"]),
        ("training-serving skew", ["train", "serv", "training-serving", "skew"]),
        ("the model’s drift", ["model", "drift"]),
        ("n1-standard-4", ["n1", "standard", "4", "n1-standard-4"]),
        ("it is not", []),
    ],
)
def test_terms_are_stems_and_identifiers_whole_and_in_parts(text: str, expected: list[str]) -> None:
    assert lexical.terms(text) == expected


def test_words_find_their_passage(tmp_path: Path) -> None:
    texts = ["Drift is a change over time.", "Use ML.PREDICT to predict.", "Skew and drift, drift and skew.", ""]
    lexical.write(tmp_path, [lexical.terms(text) for text in texts])
    index = lexical.load(unchecked(tmp_path))
    assert [number for number, _ in index.search("drifting", 5)] == [2, 0]
    assert [number for number, _ in index.search("ml.predict", 5)] == [1]
    assert index.search("of the and", 5) == []
    assert index.search("unknown", 5) == []
    assert index.scores("drift skew").shape == (4,)
    assert (index.spread("drift"), index.spread("unknown"), len(index)) == (2, 0, 4)


def test_words_too_are_searched_only_where_allowed(tmp_path: Path) -> None:
    lexical.write(tmp_path, [lexical.terms(text) for text in ("drift here", "drift there", "drift nowhere")])
    among = np.array([False, True, False])
    assert [number for number, _ in lexical.load(unchecked(tmp_path)).search("drift", 5, among)] == [1]


def test_a_library_without_a_single_term_can_be_asked(tmp_path: Path) -> None:
    lexical.write(tmp_path, [[], []])
    assert lexical.load(unchecked(tmp_path)).search("anything", 3) == []


def test_nothing_in_the_stores_is_a_pickle(tmp_path: Path) -> None:
    lexical.write(tmp_path / "words", [["drift"]])
    stored(tmp_path, unit_vectors(3))
    for file in (file for file in tmp_path.rglob("*.npy")):
        np.load(file, allow_pickle=False)
