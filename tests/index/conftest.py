from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rigs.hashing_embedder import HashingEmbedder

from index.editions import Shelf

SKEW = """---
title: Watching a model
uri: https://docs.example.com/watching
---

# Watching a model

A model in production is watched for two different things.

## Training-serving skew

Training-serving skew is a difference between the data a model was trained on and the data it is asked about. It is
found by comparing the two distributions.

## Drift

Drift is a change of the serving data over time. No training data is needed to notice it.
"""

PRICES = """# Prices

| Machine | Hourly price |
| --- | --- |
| small | 1.20 |
| large | 4.80 |
"""


@pytest.fixture
def embedder() -> HashingEmbedder:
    return HashingEmbedder()


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "libraries" / "home")


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A team's folder with two documents in it."""
    folder = tmp_path / "docs"
    (folder / "guides").mkdir(parents=True)
    (folder / "guides" / "watching.md").write_text(SKEW, "utf-8")
    (folder / "prices.md").write_text(PRICES, "utf-8")
    return folder


@pytest.fixture
def words() -> Callable[[list[str]], list[int]]:
    """A tokenizer simple enough to reckon with: words and signs."""
    return HashingEmbedder().count_tokens
