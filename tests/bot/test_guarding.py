"""The embedder may fail, hang or flap: questions are then searched by words, and by meaning again soon after."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import pytest
from rigs.hashing_embedder import HashingEmbedder

from bot.breaker import FAILURES, PROBE_EVERY, Breaker, GuardedEmbedder
from retrieval.retriever import NoVector


class Moody(HashingEmbedder):
    """Answers, raises, or does not come back, as it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0
        self.broken = False
        self.hangs: threading.Event | None = None

    def encode(self, texts: Sequence[str]):
        self.calls += 1
        if self.broken:
            raise RuntimeError("the model is gone")
        if self.hangs is not None:
            self.hangs.wait()
        return super().encode(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        if self.broken:
            raise RuntimeError("the model is gone")
        return super().count_tokens(texts)


class Hand:
    """A clock moved by hand."""

    at = 0.0

    def __call__(self) -> float:
        return self.at


def ask(embedder: GuardedEmbedder, times: int = 1) -> int:
    """How many of so many questions got a vector."""
    got = 0
    for _ in range(times):
        try:
            got += int(np.isfinite(embedder.encode(["skew"])).all())
        except NoVector:
            continue
    return got


def test_a_broken_embedder_is_left_alone_and_looked_at_again() -> None:
    """Five failures, then nobody waits for it; one look in fifteen seconds; the first success is the end of it."""
    moody, hand = Moody(), Hand()
    guarded = GuardedEmbedder(moody, Breaker("embedder", hand))
    assert ask(guarded) == 1
    moody.broken = True
    assert ask(guarded, 50) == 0
    assert moody.calls == 1 + FAILURES
    assert guarded.count_tokens(["a", "b"]) == [1, 1]
    moody.broken = False
    assert ask(guarded) == 0
    hand.at += PROBE_EVERY
    assert ask(guarded, 3) == 3


def test_an_embedder_that_hangs_holds_nobody_up() -> None:
    """Once it has answered at all: the first vectors may take as long as the model takes to load."""
    moody = Moody()
    guarded = GuardedEmbedder(moody, Breaker("embedder"), seconds=0.05)
    assert ask(guarded) == 1
    moody.hangs = threading.Event()
    with pytest.raises(NoVector):
        guarded.encode(["skew"])
    moody.hangs.set()
    assert ask(guarded) == 1


def test_flapping_does_not_open_it() -> None:
    """A success in between begins the count anew."""
    moody = Moody()
    guarded = GuardedEmbedder(moody, Breaker("embedder"))
    for _ in range(4):
        moody.broken = True
        assert ask(guarded, FAILURES - 1) == 0
        moody.broken = False
        assert ask(guarded) == 1
