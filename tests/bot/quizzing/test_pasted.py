"""A practice question from elsewhere, pasted into the chat."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.conversation import Source
from bot.quizzing.pasted import read_pasted, weigh

PASTED = """A team needs lineage for every model.
What should it use?

A) A scheduler for data jobs
B) A pipeline service with typed
   artifacts
C) A quantum annealer
"""


def test_stem_and_options_are_told_apart() -> None:
    """Options may run over several lines."""
    pasted = read_pasted(PASTED)
    assert pasted is not None
    assert pasted.stem == "A team needs lineage for every model. What should it use?"
    assert pasted.options[1] == ("B", "A pipeline service with typed artifacts")


@pytest.mark.parametrize(
    "text", ["what is lineage?", "A. one\nB. two\nC. three", "Why?\nB. one\nD. two\nA. three", "Hm\nA. only\nB. two"]
)
def test_what_is_no_question_with_options_is_left_alone(text: str) -> None:
    """No stem, too few options, or letters out of order."""
    assert read_pasted(text) is None


async def test_each_option_gets_the_closest_line_and_none_is_called_right() -> None:
    """A caution reads as one; nothing found is said; it stays private."""
    lines = {
        "scheduler": "A scheduler does not know which data made a model.",
        "pipeline": "A pipeline service records typed artifacts.",
    }

    async def look(query: str) -> Sequence[Source]:
        return [Source(1, "Tools", "Which?", None, line) for word, line in lines.items() if word in query]

    pasted = read_pasted(PASTED)
    assert pasted is not None
    reply = await weigh(pasted, look)
    a, b, c = reply.text.split("\n\n")[1:]
    assert "a caution, “A scheduler does not know" in a
    assert "in its favour, “A pipeline service" in b
    assert c.endswith("your documents don't say.")
    assert [source.number for source in reply.sources] == [1, 2]
    assert reply.private
    assert not reply.data


def test_options_may_stand_in_one_line() -> None:
    """As chats without line breaks have them; a letter inside an option starts nothing."""
    pasted = read_pasted("Lineage is needed. What fits? A) plan B first B) a pipeline (a. k. a. KFP) C. a cluster")
    assert pasted is not None
    assert pasted.stem == "Lineage is needed. What fits?"
    assert pasted.options == (("A", "plan B first"), ("B", "a pipeline (a. k. a. KFP)"), ("C", "a cluster"))
