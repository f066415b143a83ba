"""Questions in other languages, looked up in English documents."""

from __future__ import annotations

import pytest

from retrieval.languages import in_english


@pytest.mark.parametrize(
    ("asked", "understood"),
    [
        ("Was ist ein Endpunkt?", "what is a endpoint?"),
        ("Comment annuler une exécution de pipeline ?", "how do I cancel a run of pipeline ?"),
        ("¿Cuánto cuesta Vertex AI Pipelines?", "how much does it cost Vertex AI Pipelines?"),
        ("Wie kann ich den Lauf löschen?", "how do I the run delete?"),
    ],
)
def test_the_words_of_a_question_become_english(asked: str, understood: str) -> None:
    """Names and what is in no list stay as they are; word order does not matter to a search."""
    assert in_english(asked) == understood


@pytest.mark.parametrize(
    "asked",
    [
        "What is the role of a man in the loop?",
        "How do I die-cut images in pipelines?",
        "Is a comment on a run an artifact?",
        "LoRA",
        "EN, ES or DE as a locale on GPU?",
        "",
    ],
)
def test_an_english_question_stays_as_it_is(asked: str) -> None:
    """Even with words that other languages have, too."""
    assert in_english(asked) == asked
