"""Which row of a table has the most or the least: read off where it is plain, left alone where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from rigs.asking_desk import Desk, desk_over

from bot.asking.amounts import amount_of
from bot.asking.outcomes import Answered
from retrieval.superlatives import superlative_of, without

BOATS = """# Boats

All boats that the club lends out.

| Boat | Fee per day | Seats | Built | Carries | Opens |
|---|---|---|---|---|---|
| Otter | €14 | 4 | May 2019 | 300 kg | 07:00 |
| Beaver | €9.50 | 2 | 3 March 2024 | 0.2 t | 09:30 |
| Dipper | €22 | 4 | 2021-06-30 | – | 06:15 |
| Teal | €1,040 | 1 | 2 June 2018 | 90 kg | 10:00 |
| Coot | €30 | 3 | 1 May 2020 | 250 kg | 08:00 |
"""
MOORINGS = """# Moorings

| Mooring | Length | Depth | Rent |
|---|---|---|---|
| North | 12 m | 2 to 3 m | 1.250 |
| South | 900 cm | 1.5 m | 900 |
| Quay | 20 m | unknown | by agreement |
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk over two tables."""
    folder: Path = tmp_path_factory.mktemp("documents")
    (folder / "boats.md").write_text(BOATS, "utf-8")
    (folder / "moorings.md").write_text(MOORINGS, "utf-8")
    return desk_over(folder, tmp_path_factory.mktemp("data"))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Which boat is the cheapest?", "Beaver — Fee per day: €9.50 [1]. (lowest of 5)"),
        ("What is the most expensive boat?", "Teal — Fee per day: €1,040 [1]. (highest of 5)"),
        ("which boat has the fewest seats", "Teal — Seats: 1 [1]. (lowest of 5)"),
        ("What is the newest boat?", "Beaver — Built: 3 March 2024 [1]. (latest of 5)"),
        ("Which boat opens earliest?", "Dipper — Opens: 06:15 [1]. (earliest of 5)"),
        ("What's the fee per day of the heaviest-loaded boat, the one that carries the most?", "Otter"),
        ("Which mooring has the greatest length?", "Quay — Length: 20 m [1]. (highest of 3)"),
    ],
)
async def test_the_row_is_said_with_the_column_it_was_judged_by(desk: Desk, question: str, said: str) -> None:
    """Units are brought together first: 0.2 t are 200 kg, 900 cm are 9 m."""
    outcome = await desk.ask(question)
    assert isinstance(outcome, Answered), outcome.text
    assert said in outcome.text
    assert outcome.citations[0].quote.startswith("| Boat |") or "moorings" in outcome.citations[0].passage.document


async def test_rows_that_share_the_place_are_all_said(desk: Desk) -> None:
    """Two boats have four seats."""
    text = (await desk.ask("Which boat has the most seats?")).text
    assert "Otter — Seats: 4" in text
    assert "Dipper — Seats: 4" in text


@pytest.mark.parametrize("question", ["Which mooring has the greatest depth?", "Which mooring is the cheapest?"])
async def test_no_row_is_called_the_first_of_what_cannot_be_compared(desk: Desk, question: str) -> None:
    """A range, a word, and a figure that can be read in two ways."""
    text = (await desk.ask(question)).text
    assert " of 3)" not in text
    assert text.startswith(("The closest your documents come", "Your documents don't say"))


@pytest.mark.parametrize(
    ("cell", "value"),
    [("€1,040", 1040.0), ("1.9 %", 1.9), ("2,5 l", 2.5), ("10 years", 10 * 365.25 * 86400), ("up to 60 kg", 60_000.0)],
)
def test_an_amount_is_read_by_its_value(cell: str, value: float) -> None:
    """In the unit that all of its kind are brought to."""
    amount = amount_of(cell)
    assert amount is not None
    assert amount.value == pytest.approx(value)


@pytest.mark.parametrize("cell", ["", "6 x 250 mL", "2 to 3 m", "1.250", "unlimited", "12,500,", "room temperature"])
def test_what_can_be_read_in_two_ways_is_no_amount(cell: str) -> None:
    """Nor is a word, or two figures."""
    assert amount_of(cell) is None


def test_the_words_that_ask_for_the_most_are_known() -> None:
    """ "At most" and "most likely" ask for nothing of the sort."""
    assert superlative_of("which plan is the cheapest") is not None
    assert superlative_of("at most how many runs") is None
    assert superlative_of("what is the most likely cause") is None
    assert without("which plan is the cheapest").split() == ["which", "plan", "is", "the"]
