"""The model writer, through the provider's own client and a server that speaks its wire format."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rigs.openai_stub import OpenAIStub

from bot.asking.grounding import Sentence
from bot.asking.writing import ModelWriter, NoModel, Tally
from bot.ports import Unavailable
from retrieval.hits import Hit

MODEL = "openai:gpt-4o-mini"


async def written(stub: OpenAIStub, hits: list[Hit], tally: Tally | None = None, **patience: float) -> list[Sentence]:
    """What the writer makes of the stub's reply."""
    async with stub.serving():
        opened = ModelWriter.of(MODEL, api_key="none", base_url=stub.url)
        writer = ModelWriter(opened.name, opened.model, **patience)
        return [one async for one in writer.write("What is drift?", hits, [("user", "skew?")], tally or Tally())]


@pytest.fixture
def hits(hit_on: Callable[..., Hit]) -> list[Hit]:
    return [
        hit_on("Drift is a change over time. It is checked every 24 hours."),
        hit_on("Run this:\n```\ngcloud ai models list\n```", "commands.md"),
    ]


async def test_sentences_arrive_with_the_words_that_back_them(hits: list[Hit]) -> None:
    """Marks before or after the full stop are the same, and each sentence gets its span."""
    stub = OpenAIStub(
        lambda _: "Drift is change over time [1]. It is checked every 24 hours. [1]\n- an item [1]\nNo source."
    )
    said = await written(stub, hits)
    assert [(one.text, one.layout) for one in said] == [
        ("Drift is change over time.", "new"),
        ("It is checked every 24 hours.", "prose"),
        ("- an item", "item"),
        ("No source.", "new"),
    ]
    assert [span.quote for span in said[1].spans] == ["It is checked every 24 hours."]
    assert said[3].spans == ()


async def test_code_is_taken_from_the_passage(hits: list[Hit]) -> None:
    """Code counts only where a passage holds it."""
    said = await written(OpenAIStub(lambda _: "```\ngcloud ai models list\n```\n```\nrm -r data\n```"), hits)
    assert [(one.text, one.layout) for one in said] == [("gcloud ai models list", "code")]


async def test_numbers_of_passages_nobody_gave_are_nothing(hits: list[Hit]) -> None:
    """A made-up citation leaves the sentence without one."""
    assert [one.spans for one in await written(OpenAIStub(lambda _: "Drift is change [7]."), hits)] == [()]


async def test_a_model_that_finds_nothing_says_so(hits: list[Hit]) -> None:
    """The agreed words are not a sentence."""
    tally = Tally()
    assert await written(OpenAIStub(lambda _: "NOT FOUND"), hits, tally) == []
    assert tally.declined


async def test_what_it_costs_is_counted(hits: list[Hit]) -> None:
    """The provider's own count, at the listed price."""
    tally = Tally()
    await written(OpenAIStub(lambda _: "Drift is change [1]."), hits, tally)
    assert tally.usd == pytest.approx((1000 * 0.15 + 100 * 0.60) / 1_000_000)


@pytest.mark.parametrize("stub", [OpenAIStub(status=500), OpenAIStub(status=429), OpenAIStub(silence=1.0)])
async def test_a_model_that_is_down_is_unavailable(stub: OpenAIStub, hits: list[Hit]) -> None:
    """An error or a long silence is one thing to the caller."""
    with pytest.raises(Unavailable):
        await written(stub, hits, first_token=0.2)


async def test_a_document_cannot_close_the_fence(hits: list[Hit]) -> None:
    """The line that fences the passages is not to be known by whoever wrote them."""
    stub = OpenAIStub()
    await written(stub, hits)
    prompt = stub.asked[0]["messages"][-1]["content"]
    fence = prompt.split("\n", 1)[0].split(" ")[0]
    assert fence.startswith("========")
    assert prompt.count(fence) == 4
    assert fence in stub.asked[0]["messages"][0]["content"]


@pytest.mark.parametrize(
    ("name", "said"),
    [("nobody:knows", "PROVIDER:MODEL"), ("anthropic:claude-haiku-4-5", "pip install 'studyhall\\[anthropic\\]'")],
)
def test_a_model_that_cannot_be_opened_is_one_sentence(name: str, said: str) -> None:
    """It names the setting and the way out."""
    with pytest.raises(NoModel, match=said):
        ModelWriter.of(name)
