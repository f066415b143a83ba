"""From a question to its outcome, over three small documents."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import pytest
from rigs.asking_desk import Kept
from rigs.hashing_embedder import HashingEmbedder

from bot.asking.answers import Answers, Question
from bot.asking.drafting import Draft
from bot.asking.grounding import Sentence
from bot.asking.outcomes import Answered, NotFound, Refused, to_json
from bot.asking.spans import collapsed
from bot.asking.writing import Tally
from bot.ports import Unavailable
from index.editions import Edition
from retrieval.aliases import Aliases
from retrieval.hits import Hit
from retrieval.retriever import Retriever


@dataclass
class Scripted:
    """A model that says what it is told, at a price."""

    text: str = ""
    down: bool = False
    name: str = "scripted"
    version: str = "1"
    asked: list[str] = field(default_factory=list)

    async def write(
        self, question: str, hits: Sequence[Hit], history: Sequence[tuple[str, str]], tally: Tally
    ) -> AsyncIterator[Sentence]:
        self.asked.append(question)
        tally.usd += 0.4
        draft = Draft(hits)
        for sentence in (*draft.hear(self.text), *draft.end()):
            yield sentence
        tally.declined = draft.declined
        if self.down:
            raise Unavailable("the model")


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def answers(edition: Edition, aliases: Aliases, kept: Kept) -> Answers:
    retriever = Retriever(lambda library: edition, HashingEmbedder(), aliases)
    return Answers(retriever, lambda library, path: edition.document_text(path), kept, kept, b"key", 1.0)


def with_model(answers: Answers, model: Scripted) -> Answers:
    return Answers(
        answers.retriever, answers.document_text, answers.cache, answers.spend, answers.key, answers.cap, model
    )


def asking(text: str, **given: object) -> Question:
    return Question(text, "T1", ("home",), **given)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "What is training-serving skew?",
            "difference between the data a model was trained on and the data it serves [1]",
        ),
        ("What is the default alert threshold of training-serving skew?", "0.3"),
        ("How do I delete a run?", "1. Open the list of runs [1]."),
        (
            "How do I read the billing export in SQL?",
            "```\nSELECT run, SUM(cost) FROM billing.pipelines GROUP BY run\n```",
        ),
        ("How many tasks may one run have?", "Tasks in one run: 10,000 [1]."),
        ("How long does the archive keep closed tickets?", "for 90 days [1]"),
    ],
)
async def test_the_documents_words_answer(answers: Answers, question: str, said: str) -> None:
    """Sentences, steps, code and table rows, each as what it is and with its source."""
    outcome = await answers.ask(asking(question))
    assert isinstance(outcome, Answered)
    assert said in outcome.text


async def test_both_sides_of_a_comparison_are_answered(answers: Answers) -> None:
    """Each under its own name."""
    outcome = await answers.ask(asking("What is the difference between training-serving skew and prediction drift?"))
    assert isinstance(outcome, Answered)
    assert "**training-serving skew**: " in outcome.text
    assert "**prediction drift**: " in outcome.text


async def test_every_quote_stands_in_its_document(answers: Answers, edition: Edition) -> None:
    """Word for word, in the lines that are named."""
    shown = to_json(await answers.ask(asking("What is prediction drift?")))
    for citation in shown["citations"]:
        first, last = citation["lines"]
        lines = edition.document_text(citation["document"]).split("\n")[first - 1 : last]
        assert collapsed(citation["quote"]) in collapsed("\n".join(lines))
        assert citation["as_of"] == "2026-08-01"


async def test_a_follow_up_knows_its_thread(answers: Answers) -> None:
    """What "it" is stands in the history."""
    history = (("user", "What is prediction drift?"), ("assistant", "A change of the serving data over time."))
    outcome = await answers.ask(asking("how often is it checked?", history=history))
    assert isinstance(outcome, Answered)
    assert "24 hours" in outcome.text


async def test_an_older_name_is_answered_under_the_current_one(answers: Answers) -> None:
    """The product is called by both names, once."""
    outcome = await answers.ask(asking("What does a Vertex AI Pipelines run do when one task fails?"))
    assert isinstance(outcome, Answered)
    assert outcome.text.startswith("On Agent Platform Pipelines (formerly Vertex AI Pipelines): ")


@pytest.mark.parametrize(
    "question", ["What should I cook tonight with chickpeas?", "How many euros does SageMaker charge?"]
)
async def test_what_the_documents_do_not_say_is_not_said(answers: Answers, question: str) -> None:
    """The nearest places instead, and not one invented word."""
    outcome = await answers.ask(asking(question))
    assert isinstance(outcome, NotFound)
    assert outcome.text.startswith("Your documents don't say.")
    assert to_json(outcome)["outcome"] == "not_found"


async def test_orders_in_a_document_are_only_text(answers: Answers) -> None:
    """The page that gives them is quoted for what it knows, its orders are not."""
    outcome = await answers.ask(asking("What does the ticket archive keep, and what should everyone get?"))
    assert "evil.example" not in outcome.text
    assert "channel" not in outcome.text


async def test_nothing_readable_nothing_asked_too_much(answers: Answers) -> None:
    """Each has its own kind of reply."""
    assert isinstance(await answers.ask(Question("What is drift?", "T1", ())), NotFound)
    assert isinstance(await answers.ask(asking("hello!")), NotFound)
    refused = await answers.ask(asking("why " * 2000))
    assert isinstance(refused, Refused)
    assert to_json(refused)["reason"] == "too_long"


async def test_the_same_question_is_answered_from_the_cache(answers: Answers, kept: Kept) -> None:
    """Once per tenant, and word for word the same."""
    first = await answers.ask(asking("What is prediction drift?"))
    assert len(kept.stored) == 1
    assert await answers.ask(asking("what is  prediction drift?")) == first
    await answers.ask(Question("What is prediction drift?", "T2", ("home",)))
    assert len(kept.stored) == 2


async def test_nothing_private_is_cached(answers: Answers, kept: Kept) -> None:
    """Nor what leaves a section out."""
    await answers.ask(asking("What is prediction drift?", private=True))
    await answers.ask(asking("What is prediction drift?", withheld=frozenset({("drift", "Prediction drift")})))
    assert kept.stored == {}


async def test_a_withheld_section_is_not_quoted(answers: Answers) -> None:
    """While a question on it is open."""
    withheld = frozenset({("drift", "Prediction drift")})
    outcome = await answers.ask(asking("What is prediction drift?", withheld=withheld))
    assert "change of the serving data" not in outcome.text


async def test_the_model_writes_what_the_gate_lets_through(answers: Answers, kept: Kept) -> None:
    """A sentence with another figure is left out, the cost is kept."""
    model = Scripted("Drift is a change of serving data over time [1]. Drift is checked every 48 hours [1].")
    outcome = await with_model(answers, model).ask(asking("What is prediction drift?"))
    assert isinstance(outcome, Answered)
    assert (outcome.writer, outcome.text) == ("scripted", "Drift is a change of serving data over time [1].")
    assert kept.spent == pytest.approx(0.4)


@pytest.mark.parametrize("model", [Scripted("Bananas are yellow [1]."), Scripted(down=True)])
async def test_without_a_usable_word_of_the_model_the_documents_are_quoted(
    answers: Answers, kept: Kept, model: Scripted
) -> None:
    """And that answer is not kept as if the model had written it."""
    outcome = await with_model(answers, model).ask(asking("What is prediction drift?"))
    assert isinstance(outcome, Answered)
    assert outcome.writer == "quoting"
    assert kept.stored == {}


async def test_a_model_may_find_that_the_documents_do_not_say(answers: Answers) -> None:
    """Then they do not say."""
    outcome = await with_model(answers, Scripted("NOT FOUND")).ask(asking("What is prediction drift?"))
    assert isinstance(outcome, NotFound)


async def test_the_daily_cap_ends_the_models_day(answers: Answers, kept: Kept) -> None:
    """What is spent is spent; the documents are quoted from then on."""
    kept.spent = 1.0
    model = Scripted("Drift is a change [1].")
    outcome = await with_model(answers, model).ask(asking("What is prediction drift?"))
    assert isinstance(outcome, Answered)
    assert (outcome.writer, model.asked) == ("quoting", [])


async def test_a_turned_sentence_sends_the_reader_to_the_source(answers: Answers) -> None:
    """A denial on one side only is said, and said to be doubtful."""
    model = Scripted("Prediction drift is not a change of the serving data over time [1].")
    outcome = await with_model(answers, model).ask(asking("What is prediction drift?"))
    assert "Please read [1] itself" in outcome.text
