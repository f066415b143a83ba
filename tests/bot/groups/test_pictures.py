"""Pictures: the right size, every number in words, nothing a name can break."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.coaching.map_picture import Branch, Leaf, pattern_map
from bot.conversation import Image
from bot.groups.pictures import (
    OptionCount,
    areas_picture,
    board_picture,
    calendar_picture,
    options_picture,
)
from bot.progress.estimate import Estimate
from bot.progress.facts import Answer
from bot.progress.streak import Streak, streak
from bot.records import Board, Standing

WEEK = Board("week", date(2026, 11, 20))
ROWS = (Standing(1, "a", 340), Standing(2, "b", 310, True), Standing(2, "c", 310, True), Standing(8, "d", 120))


def size(image: Image) -> tuple[int, int]:
    """Width and height from the PNG's own header."""
    assert image.png.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(image.png[16:20]), int.from_bytes(image.png[20:24])


def a_streak() -> Streak:
    begin = date(2026, 10, 1)
    days = [begin + timedelta(days=n) for n in range(30) if n not in (9, 20, 21)]
    at = [datetime(day.year, day.month, day.day, 12, tzinfo=UTC) for day in days]
    facts = [
        Answer("a", f"{n}", "i", 1, ("x",), True, when, day, "UTC", first=True, points=10)
        for n, (when, day) in enumerate(zip(at, days, strict=True))
    ]
    return streak(facts, date(2026, 10, 31), datetime(2026, 10, 31, 13, tzinfo=UTC))


def drawings() -> dict[str, Image]:
    options = [OptionCount("A", "Pipelines", 3, True), OptionCount("B", "Composer", 5, False)]
    return {
        "board": board_picture(WEEK, ROWS, {"a": "Ana", "b": "Ben", "c": "Cleo", "d": "Dora"}, "d"),
        "empty board": board_picture(WEEK, (), {}),
        "calendar": calendar_picture(a_streak(), date(2026, 10, 31)),
        "empty calendar": calendar_picture(Streak(), date(2026, 10, 31)),
        "areas": areas_picture({"4": Estimate(0.72, 0.61, 0.81, 30)}, {"4": "Serving", "5": "Pipelines"}),
        "options": options_picture(options, 8),
        "unanswered": options_picture([OptionCount("A", "x", 0, True)], 0),
        "map": pattern_map("Orchestration", [Branch("Composer", (Leaf("Jobs beyond ML", "Airflow is known", "✓"),))]),
        "nobody yet": board_picture(WEEK, (Standing(1, "a", 0),), {"a": "Ana"}, "a"),
    }


@pytest.mark.parametrize(("name", "image"), drawings().items())
def test_it_is_as_wide_as_two_phones_and_has_words(name: str, image: Image) -> None:
    """720 pixels: sharp at 360.  Never taller than a few screens, never without words."""
    width, height = size(image)
    assert (width, 100 < height < 3000) == (720, True), name
    assert image.alt.endswith(".")


def test_the_words_hold_every_number() -> None:
    """Whoever cannot see the picture knows as much."""
    drawn = drawings()
    assert drawn["board"].alt == "This week, points: 1 Ana 340; =2 Ben 310; =2 Cleo 310; 8 Dora (you) 120."
    assert drawn["areas"].alt == (
        "Right answers by exam section. 4 Serving: 72 % (61–81 %), from 30 answers; "
        "5 Pipelines: not enough answers yet (0)."
    )
    assert drawn["options"].alt == "How you chose, 8 people answered: A 3 (right), B 5."
    assert drawn["map"].alt == "Map of Orchestration. Composer: ✓ Jobs beyond ML (Airflow is known)."
    calendar = drawn["calendar"].alt
    assert calendar.startswith("8 days in a row, best 19, freezes held 1, today still open.")
    assert "10 Oct freeze; 21 Oct freeze; 22 Oct missed." in calendar


def test_days_away_are_one_span(answer: Callable[..., Answer]) -> None:
    """A fortnight away is no list of fourteen reproaches."""
    away = streak([answer()], date(2026, 11, 16), datetime(2026, 11, 16, 13, tzinfo=UTC))
    assert calendar_picture(away, date(2026, 11, 16)).alt.endswith(" 3 Nov to 15 Nov missed.")


@pytest.mark.parametrize(
    "name",
    ["", "$x_1$", "\\frac{1}{0}", "田中さん", "🦉" * 40, "a" * 400, "line\nbreak", "مرحبا", "%s{0}", "\u200b\u202e"],
)
def test_no_name_breaks_the_picture(name: str) -> None:
    """Neither formulas nor scripts nor length: warnings are errors here."""
    image = board_picture(WEEK, ROWS, {"a": name})
    assert size(image)[0] == 720
    assert size(options_picture([OptionCount("A", name, 1, False)], 1))[0] == 720
    assert size(pattern_map(name, [Branch(name, (Leaf(name, name),))]))[0] == 720


def test_a_long_option_is_shown_whole() -> None:
    """Two that differ only at their end can be told apart: the picture grows by their lines."""
    short, long = (options_picture([OptionCount("A", words, 1, True)], 1) for words in ("x", "a word " * 16))
    assert size(long)[1] > size(short)[1] + 2 * 2 * 12


def test_the_same_numbers_draw_the_same_picture() -> None:
    """Byte for byte, so a story can be compared."""
    assert drawings() == drawings()


def test_matplotlib_is_loaded_only_to_draw() -> None:
    """Importing the pictures costs nothing."""
    check = "import sys, bot.groups.pictures; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_one_day_is_not_days(answer: Callable[..., Answer]) -> None:
    """Numbers agree with their nouns."""
    one = streak([answer()], date(2026, 11, 2), datetime(2026, 11, 2, 13, tzinfo=UTC))
    assert calendar_picture(one, date(2026, 11, 2)).alt.startswith("1 day in a row, best 1")
