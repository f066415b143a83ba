"""Product names by blueprint, and the words around them."""

from __future__ import annotations

import pytest

from bot.quizzing.products import Naming, Product, names_for

PIPELINES = Product(
    "pipelines", (Naming("Vertex AI Pipelines", "2024-10"), Naming("Agent Platform Pipelines", "2026-06"))
)


@pytest.mark.parametrize(
    ("blueprint", "text"),
    [
        ("2024-10", "A Vertex AI Pipelines run, then a Vertex AI Pipelines job"),
        (
            "2026-06",
            "An Agent Platform Pipelines (formerly Vertex AI Pipelines) run, then an Agent Platform Pipelines job",
        ),
    ],
)
def test_the_article_follows_the_name(blueprint: str, text: str) -> None:
    """A text is written once; which name stands there decides between a and an."""
    names = names_for([PIPELINES], ["2024-10", "2026-06"], blueprint)
    assert names.write("A {{pipelines}} run, then an {{pipelines}} job") == (text,)


def test_a_letter_that_is_no_article_stays() -> None:
    names = names_for([PIPELINES], ["2024-10", "2026-06"], "2026-06")
    assert names.plainly("Plan A: {{pipelines}}; agenda {{pipelines}}") == (
        "Plan A: Agent Platform Pipelines; agenda Agent Platform Pipelines"
    )
