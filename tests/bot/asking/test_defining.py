"""What a thing is: the sentence that says so comes first."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.asking import intent
from bot.asking.choosing import ranked
from bot.asking.defining import defines
from bot.asking.quoting import Material, write
from bot.asking.units import units
from retrieval.hits import Hit


@pytest.mark.parametrize(
    ("question", "better", "worse"),
    [
        ("What is Katib?", "Katib is a project for automated machine learning.", "Katib is extensible and portable."),
        ("What is Katib?", "Katib tracks experiments.", "The Katib project is open source."),
        ("What is the Transform component?", "The Transform component performs feature engineering.",
         "The result of a Transform component is a model that can be saved."),
        ("What is feature attribution?", "Feature attribution measures what each feature adds.",
         "Exploring feature attributions is a way to understand models."),
        ("What is drift?", "Drift is a change of the data over time.", "Drift is a good reason to train again."),
        ("What is LoRA?", "Low-Rank Adaptation (LoRA) is a tuning mode.", "LoRA tuning modes are a matter of taste."),
        ("What is LoRA?", "Cheap mode: LoRA is a tuning mode that adjusts few weights.", "Cheap mode: it is the LoRA default."),
        ("What is a resource pool?", "A Big Cloud Platform resource pool is a cluster.", "A cluster is a resource pool with names."),
        ("What is RAG Engine?", "RAG Engine offers two modes.", "When creating a store, RAG Engine offers a default."),
        ("What is a quota?", "A quota (per project) is a limit on requests.", "Your quota increase is a matter of days."),
    ],
)  # fmt: skip
def test_what_it_is_beats_how_it_is(hit_on: Callable[..., Hit], question: str, better: str, worse: str) -> None:
    """What stands before the verb must be the thing itself, and what follows must say what it is."""
    wish = intent.read(question)
    first, second = (defines(wish, units(hit_on(text), 0)[0]) for text in (better, worse))
    assert first > second


def test_a_page_is_named_for_it(hit_on: Callable[..., Hit]) -> None:
    """The other words of its page's title do not make it another thing, and its first sentence counts more."""
    wish = intent.read("What is ExampleGen?")
    text = "The ExampleGen pipeline component ingests data. ExampleGen supports spans."
    opening = hit_on(text, title="The ExampleGen Pipeline Component")
    below = hit_on(text, title="The ExampleGen Pipeline Component", heading="Spans")
    assert defines(wish, units(opening, 0)[0]) > 0
    first, second = (ranked(wish, (hit,), {})[0] for hit in (opening, below))
    assert first.score > second.score


def test_it_leads_the_answer(hit_on: Callable[..., Hit]) -> None:
    """Even where its page says something else before it."""
    hit = hit_on("Sending gradients between machines takes long. A gradient relay is a server that adds gradients up.")
    said = write(intent.read("What is a gradient relay?"), Material((hit,), weights={"gradient": 1.0, "relay": 2.0}))
    assert said[0].text == "A gradient relay is a server that adds gradients up."
