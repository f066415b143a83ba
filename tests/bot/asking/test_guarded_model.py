"""A chat model that is down, silent or flapping, over its provider's own client: few calls reach it, then one looks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from rigs.openai_stub import OpenAIStub

from bot.asking.writing import ModelWriter, Tally
from bot.breaker import FAILURES, PROBE_EVERY, Breaker, GuardedWriter
from bot.ports import Unavailable
from retrieval.hits import Hit

MODEL = "openai:gpt-4o-mini"
SAYS = "Drift is change [1]."


class Hand:
    """A clock moved by hand."""

    at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
async def stub() -> AsyncIterator[OpenAIStub]:
    async with OpenAIStub(lambda _: SAYS).serving() as serving:
        yield serving


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def ask(stub: OpenAIStub, hand: Hand, hit_on: Callable[..., Hit]) -> Callable[..., Awaitable[int]]:
    """How many of so many questions the model answered."""
    opened = ModelWriter.of(MODEL, api_key="none", base_url=stub.url)
    breaker = Breaker("model", hand)

    async def ask_(times: int = 1, *, patience: float = 60.0) -> int:
        guarded = GuardedWriter(ModelWriter(opened.name, opened.model, first_token=patience), breaker)
        answered = 0
        for _ in range(times):
            try:
                said = [one async for one in guarded.write("What is drift?", [hit_on("Drift is change.")], [], Tally())]
            except Unavailable:
                continue
            answered += bool(said)
        return answered

    return ask_


@pytest.mark.parametrize(("status", "silence"), [(500, 0.0), (429, 0.0), (200, 2.0)])
async def test_it_is_left_alone_and_looked_at_again(
    stub: OpenAIStub, hand: Hand, ask: Callable[..., Awaitable[int]], status: int, silence: float
) -> None:
    """Five questions wait for it, the next ones do not; the first look that succeeds is the end of it."""
    assert await ask() == 1  # its client is open now, which takes a while
    stub.asked.clear()
    stub.status, stub.silence = status, silence
    patience = 0.3 if silence else 60.0
    assert await ask(20, patience=patience) == 0
    assert len(stub.asked) == FAILURES
    hand.at += PROBE_EVERY
    assert await ask(5, patience=patience) == 0
    assert len(stub.asked) == FAILURES + 1
    stub.status, stub.silence = 200, 0.0
    hand.at += PROBE_EVERY
    assert await ask(3) == 3


async def test_flapping_leaves_nobody_without_it_for_long(stub: OpenAIStub, ask: Callable[..., Awaitable[int]]) -> None:
    """Every success begins the count anew."""
    for _ in range(3):
        stub.status = 500
        assert await ask(FAILURES - 1) == 0
        stub.status = 200
        assert await ask() == 1
