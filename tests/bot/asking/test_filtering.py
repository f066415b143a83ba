"""Rows of a table that meet what is asked, and rows set beside each other: all of them, counted, or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from rigs.asking_desk import Desk, desk_over

from bot.asking.outcomes import Answered

COURSES = """# Evening courses

Every course that the house offers this winter.

| Course | Day | Ends | Fee (EUR) | Teacher | Seats | Width (cm) | Online | Brings |
|---|---|---|---|---|---|---|---|---|
| Pottery | Monday | 21:00 | 120 | Ms Ruiz | 8 | 60 | no | apron, towel |
| Bookbinding | Tuesday | 20:30 | 85 | Mr Oduya | 10 | 45 | no | ruler |
| Calligraphy | Tuesday | 20:00 | 40 | Ms Ruiz | 12 | 45 | yes | pen, ink |
| Astronomy | Friday | 20:30 | 0 | Dr Falk | 40 | 55 | yes | – |
"""
ROOMS = """# Rooms for rent

| Room | Rent per hour | Area | Sunday |
|---|---|---|---|
| Attic | €9.50 | 30 | closed |
| Attic Duo | €14 | 55 | 10:00 |
| Hall | €61 | 210 | 09:00 |
"""
ENDPOINTS = """# Kinds of doors

| Trait | Front door | Garden door |
|---|---|---|
| Locked at night | Yes | No |
| Width of the frame | 90 cm | 120 cm |
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk over three tables."""
    folder: Path = tmp_path_factory.mktemp("documents")
    for name, text in (("courses", COURSES), ("rooms", ROOMS), ("doors", ENDPOINTS)):
        (folder / f"{name}.md").write_text(text, "utf-8")
    return desk_over(folder, tmp_path_factory.mktemp("data"))


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("which courses are on tuesday?", ["2 of 4", "Bookbinding — Day: Tuesday", "Calligraphy — Day: Tuesday"]),
        ("how many courses are there on tuesday", ["2 of 4", "Bookbinding", "Calligraphy"]),
        ("which courses are online", ["2 of 4", "Calligraphy — Online: yes", "Astronomy — Online: yes"]),
        ("which courses are not online?", ["2 of 4", "Pottery — Online: no", "Bookbinding — Online: no"]),
        ("which courses does Ms Ruiz teach", ["2 of 4", "Pottery — Teacher: Ms Ruiz", "Calligraphy"]),
        ("which courses are free?", ["Astronomy — Fee (EUR): 0", "(1 of 4)"]),
        ("which courses have a fee under 100 euros", ["3 of 4", "Bookbinding", "Calligraphy", "Astronomy"]),
        ("which courses cost more than 85?", ["Pottery — Fee (EUR): 120", "(1 of 4)"]),
        ("which courses cost at most 85?", ["3 of 4", "Bookbinding", "Calligraphy", "Astronomy"]),
        ("which courses end by 20:30", ["2 of 4", "Bookbinding — Ends: 20:30", "Astronomy — Ends: 20:30"]),
        ("which courses have a seat width over 500 mm", ["2 of 4", "Pottery — Seats: 8; Width (cm): 60", "Astronomy"]),
        ("which courses need ink", ["Calligraphy — Brings: pen, ink", "(1 of 4)"]),
        ("which rooms have a rent under €20", ["2 of 3", "Attic — Rent per hour: €9.50", "Attic Duo"]),
        ("which rooms are closed on sunday", ["Attic — ", "Sunday: closed", "(1 of 3)"]),
        ("which is the cheapest course on tuesday?", ["Calligraphy", "(lowest of 2)"]),
    ],
)
async def test_every_row_that_meets_the_condition_is_said_and_counted(
    desk: Desk, question: str, rows: list[str]
) -> None:
    """A value, a yes or no, a bound with or without the figure itself; and the most of what is left."""
    outcome = await desk.ask(question)
    assert isinstance(outcome, Answered), outcome.text
    assert all(row in outcome.text for row in rows), outcome.text
    assert "the opposite" not in outcome.text


@pytest.mark.parametrize(
    ("question", "absent"),
    [
        ("which courses are on tuesday?", ["Pottery", "Astronomy"]),
        ("which courses have a fee under 100 euros", ["Pottery"]),
        ("which courses cost more than 85?", ["Bookbinding"]),
        ("which rooms have a rent under €20", ["Hall"]),
    ],
)
async def test_no_other_row_is_said(desk: Desk, question: str, absent: list[str]) -> None:
    """85 is not more than 85."""
    text = (await desk.ask(question)).text
    assert not any(row in text for row in absent)


@pytest.mark.parametrize(
    "question",
    [
        "which rooms have a rent under 20 dollars",  # another currency
        "which rooms are larger than 50 m",  # an area is no length
        "which courses take longer than 3 hours",  # no column
        "which courses on tuesday take longer than 3 hours",  # a condition is never dropped
        "which courses have a fee under 100 dollars",  # another currency than the column's
        "which lock does the garden door have at night",  # its columns are the things, not its rows
    ],
)
async def test_nothing_is_counted_where_the_column_is_not_plain(desk: Desk, question: str) -> None:
    """A row too many is as wrong as one left out."""
    text = (await desk.ask(question)).text
    assert " of 3" not in text
    assert " of 4" not in text
    assert " of 2" not in text


async def test_rows_that_are_compared_stand_beside_each_other(desk: Desk) -> None:
    """One name may be the beginning of the other; only what differs is said, or what is asked for."""
    text = (await desk.ask("difference between Attic and Attic Duo")).text
    assert "**Attic**: Rent per hour: €9.50; Area: 30; Sunday: closed" in text
    assert "**Attic Duo**: Rent per hour: €14; Area: 55; Sunday: 10:00" in text
    text = (await desk.ask("Attic Duo vs Hall: which has the larger area?")).text
    assert "**Attic Duo**: Area: 55" in text
    assert "**Hall**: Area: 210" in text
