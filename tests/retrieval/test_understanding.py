"""How a question is understood: slips, slang, threads, names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rigs.hashing_embedder import HashingEmbedder

from benchmarks.asked import HANDBOOK
from index.builder import build
from index.editions import Edition, Shelf
from retrieval import wording
from retrieval.aliases import Aliases, Product
from retrieval.fusion import meaning_of
from retrieval.spelling import mended

ALIASES = Aliases(
    (
        Product("platform", ("Vertex AI", "Agent Platform")),
        Product("pipelines", ("Vertex AI Pipelines", "Agent Platform Pipelines"), ("Vertex Pipelines",)),
    )
)
PAGE = "\n\n".join(f"The pipeline number {number} keeps training data until it is deployed." for number in range(40))


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """A document that uses a few words often."""
    folder = tmp_path_factory.mktemp("documents")
    for name in range(12):
        (folder / f"{name}.md").write_text(f"# Page {name}\n\n{PAGE}\n", "utf-8")
    shelf = Shelf(tmp_path_factory.mktemp("data") / "home")
    build([str(folder)], shelf, HashingEmbedder())
    return shelf.current()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a pipline for trainig", "a pipeline for training"),
        ("is it deployd", "is it deployed"),
        ("wich pipeline", "which pipeline"),
        ("SageMaker and ML.PREDICT stay", "SageMaker and ML.PREDICT stay"),
        ("zzyzx has no neighbour", "zzyzx has no neighbour"),
    ],
)
def test_slips_are_mended_towards_the_documents(
    typed: str, meant: str, edition: Edition, counting: Callable[..., list[int]]
) -> None:
    """Only unknown words, only to words the documents use, never names."""
    assert mended(typed, [edition], counting) == meant


def test_a_word_everybody_knows_is_left_alone(edition: Edition) -> None:
    """Even when the documents do not have it, and a similar one stands in them."""
    assert mended("a pipeliner and a dater", [edition], lambda texts: [1 for _ in texts]) == "a pipeliner and a dater"


def test_a_word_is_known_by_its_family(tmp_path: Path, counting: Callable[..., list[int]]) -> None:
    """Where no document has it: another ending, a hyphen, the noun of a measure, a version without its last nought."""
    (tmp_path / "notes.md").write_text(
        "# Complaints\n\nComplaints are for the chair. Weight: 9 kg. The pre-heating ends in version 3.2.0. "
        "Organise it; the cook is a cookie.\n",
        "utf-8",
    )
    shelf = Shelf(tmp_path / "home")
    build([str(tmp_path / "notes.md")], shelf, HashingEmbedder())
    meant = {
        "how do I complain": "how do I complaints",
        "how heavy is it": "how weight is it",
        "does it preheat": "does it pre heat",
        "what is new in 3.2": "what is new in 3.2.0",
        "which is the lightest": "which is the lightest",
        "where do I organise it": "where do I organise it",
        "cooks and bakers": "cooks and bakers",
    }
    assert {typed: mended(typed, [shelf.current()], counting) for typed in meant} == meant


def test_slang_is_spelled_out() -> None:
    """Chat words become words."""
    assert wording.spelled_out("wat diff b/w u and bqml") == "what difference between you and BigQuery ML"


@pytest.mark.parametrize(
    "question", ["U-Net or R-50X?", "does it run in R", "what is an n-gram", "p-value of r.squared"]
)
def test_a_letter_of_a_name_is_no_slang(question: str) -> None:
    """The R of a rotor's number is not "are"."""
    assert wording.spelled_out(question) == question


HISTORY = [("user", "Which serving type supports continuous sync?"), ("assistant", "Bigtable online serving does.")]


@pytest.mark.parametrize("question", ["does it work with embeddings?", "and how fast?", "why?"])
def test_a_follow_up_takes_the_topic_along(question: str) -> None:
    """A question that points back, goes on, or names nothing is joined with what the thread was about."""
    topic = wording.topic_of(HISTORY, question)
    assert {"continuous", "Bigtable"} <= set(topic.split())
    assert wording.with_topic(question, topic).startswith(question)


@pytest.mark.parametrize("question", ["How do I export a BigQuery ML model to Cloud Storage?", "what is Katib?"])
def test_a_new_question_stands_alone(question: str) -> None:
    """A change of subject brings nothing along."""
    assert wording.topic_of(HISTORY, question) == ""


def test_the_longest_name_wins() -> None:
    """A product inside the name of another is not meant."""
    text, renamed = ALIASES.brought_up_to_date("caching in vertex ai pipelines on Vertex AI")
    assert text == "caching in Agent Platform Pipelines on Agent Platform"
    assert renamed == (("Vertex AI Pipelines", "Agent Platform Pipelines"), ("Vertex AI", "Agent Platform"))


def test_expansion_has_the_other_names() -> None:
    """Older documents are found by the newer name, too."""
    assert ALIASES.expansion("Agent Platform Pipelines") == "Vertex AI Pipelines"
    assert ALIASES.expansion("nothing known") == ""


def test_no_names_no_matches() -> None:
    """A team without a course has an empty table."""
    assert Aliases().named_in("Vertex AI") == []


@pytest.fixture(scope="module")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """Thirty short pages, which say most things once."""
    shelf = Shelf(tmp_path_factory.mktemp("data") / "handbook")
    build([str(HANDBOOK)], shelf, HashingEmbedder())
    return shelf.current()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("what is paid for oncall", "what is paid for on call"),
        ("carry over unsued holiday", "carry over unused holiday"),
        ("wie lange ohne internet", "wie lange ohne internet"),
    ],
)
def test_a_small_library_is_enough(
    typed: str, meant: str, handbook: Edition, counting: Callable[..., list[int]]
) -> None:
    """A word that stands in it once may be meant, two may be typed as one, and what it has in another language stays."""
    assert mended(typed, [handbook], counting) == meant


def test_a_name_is_found_by_its_letters() -> None:
    """For a word or two meaning counts more, but a name with a figure in it means nothing."""
    assert meaning_of("what does E0382 mean") < meaning_of("what is skew")
