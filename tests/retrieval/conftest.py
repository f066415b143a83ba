"""Two small libraries in the tests' own words, searched with the test embedder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from rigs.hashing_embedder import HashingEmbedder

from index.builder import build
from index.editions import Edition, Shelf
from retrieval.aliases import Aliases, Product
from retrieval.retriever import Retriever

HOME = {
    "drift.md": "# Drift\n\nPrediction drift is a change of the serving data over time. InfraValidator does not look at drift.\n",
    "skew.md": "# Skew\n\nTraining-serving skew is a difference between training data and serving data.\n",
    "pipelines.md": "# Agent Platform Pipelines\n\nPipelines run containers. A failed pipeline step is retried twice by default.\n",
    "old/pipelines.md": "# Pipelines (deprecated)\n\nPipelines run containers. A failed pipeline step is retried once by default.\n",
    "copy.md": "# Skew\n\nTraining-serving skew is a difference between training data and serving data.\n",
}
SECRET = {"plan.md": "# Plan\n\nThe secret launch of drift monitoring is on Monday.\n"}
ALIASES = Aliases((Product("pipelines", ("Vertex AI Pipelines", "Agent Platform Pipelines"), ("Vertex Pipelines",)),))

Opened = Mapping[str, Edition]


@pytest.fixture(scope="session")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """The libraries ``home`` and ``secret``."""
    opened = {}
    for library, documents in {"home": HOME, "secret": SECRET}.items():
        folder: Path = tmp_path_factory.mktemp(library)
        for name, text in documents.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text, "utf-8")
        shelf = Shelf(tmp_path_factory.mktemp("data") / library)
        build([str(folder)], shelf, HashingEmbedder())
        opened[library] = shelf.current()
    return opened


@pytest.fixture
def asked_for() -> list[str]:
    """The libraries that were opened, in order."""
    return []


@pytest.fixture
def retriever(editions: Opened, asked_for: list[str]) -> Retriever:
    """The search over both."""

    def opened(library: str) -> Edition:
        asked_for.append(library)
        return editions[library]

    return Retriever(opened, HashingEmbedder(), ALIASES)


@pytest.fixture
def counting() -> Callable[..., list[int]]:
    """A tokenizer that knows no word whole."""
    return lambda texts: [2 for _ in texts]
