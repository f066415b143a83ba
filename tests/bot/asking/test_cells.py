"""One cell of a table: the row and the column that a question names settle it, and nothing less does."""

from __future__ import annotations

from pathlib import Path

import pytest
from rigs.asking_desk import Desk, desk_over

from bot.asking.outcomes import Answered, NotFound

PLANS = """# Plans

| Plan | Price per month | Seats |
| --- | --- | --- |
| Free | €0 | 3 |
| Team | €12 | 20 |
"""
CODES = """# Errors

| code | meaning |
| --- | --- |
| E1 | The water tank is empty and wants filling |
| E2 | Grinder blocked |
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk over two small tables."""
    folder: Path = tmp_path_factory.mktemp("documents")
    for name, text in (("plans", PLANS), ("codes", CODES)):
        (folder / f"{name}.md").write_text(text, "utf-8")
    return desk_over(folder, tmp_path_factory.mktemp("data"))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("how many seats does the team plan have?", "Team — Seats: 20"),
        ("How many seats are in the free plan?", "Free — Seats: 3"),
        ("What does the team plan cost?", "Team — Price per month: €12"),
        ("what does error E2 mean?", "E2: Grinder blocked"),
        ("what does error E1 mean?", "E1: The water tank is empty"),
    ],
)
async def test_the_row_that_is_asked_for_is_said(desk: Desk, question: str, said: str) -> None:
    """However few words its cells have, and not its longer neighbour."""
    outcome = await desk.ask(question)
    assert isinstance(outcome, Answered)
    assert said in outcome.text
    assert outcome.text.count("[1]") == 1


@pytest.mark.parametrize("question", ["how many seats does the gold plan have?", "who sells the team plan?"])
async def test_a_row_or_a_column_that_is_not_there_is_not_guessed(desk: Desk, question: str) -> None:
    """Half of a cell's address is no address."""
    assert isinstance(await desk.ask(question), NotFound)
