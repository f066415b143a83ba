"""How sure the search is: sure of what the documents say, less so of what they do not."""

from __future__ import annotations

import pytest

from retrieval import confidence
from retrieval.retriever import Retriever


def test_a_question_the_documents_answer_outdoes_one_they_do_not(retriever: Retriever) -> None:
    """Same subject, but a product and a unit that stand nowhere."""
    sure = retriever.search("What is training-serving skew?", ("home",))
    unsure = retriever.search("How many euros does SageMaker charge for training-serving skew?", ("home",))
    assert sure.confidence >= sure.thresholds["answer"] > unsure.confidence
    assert {"euro", "sagemaker"} <= set(unsure.missing)


@pytest.mark.parametrize("question", ["thanks!", "hello", "???"])
def test_small_talk_is_no_question(retriever: Retriever, question: str) -> None:
    """Nothing to look for, nothing to be sure of."""
    found = retriever.search(question, ("home",))
    assert found.confidence < found.thresholds["answer"]


def test_a_figure_of_another_thing_does_not_count(retriever: Retriever) -> None:
    """Asked how many, a number of something else is no answer."""
    features = retriever.search("How many replicas does a pipeline keep?", ("home",)).features
    assert features["figure_missing"] == 1.0


def test_a_product_under_another_name_is_not_missing(retriever: Retriever) -> None:
    """The evidence may call it what it is called now."""
    assert retriever.search("Do Vertex AI Pipelines run containers?", ("home",)).features["name_missing"] == 0.0


def test_an_embedder_nobody_calibrated_is_judged_by_words() -> None:
    """Cosines of an unknown model mean nothing yet."""
    assert "cosine" not in confidence.calibration_of("somebody's own")["weights"]
    assert "cosine" in confidence.calibration_of("all-MiniLM-L6-v2")["weights"]


def test_an_ordinary_word_that_no_document_has_counts_for_nothing(retriever: Retriever) -> None:
    """Asked "how high" or for the cheapest: a small library need not have that word to answer."""
    plain = retriever.search("What is the alert threshold?", ("home",))
    wordy = retriever.search("How high is the alert threshold currently?", ("home",))
    assert wordy.features["covered"] == plain.features["covered"]
    assert "high" not in wordy.weights
