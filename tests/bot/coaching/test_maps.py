"""Maps: which there are, what a picture shows, where somebody stands on one."""

from __future__ import annotations

import pytest
from rigs.coach_hall import CoachHall

from bot.coaching.deck import find_map, row_named
from bot.coaching.map_picture import Branch, Leaf, pattern_map
from bot.progress.facts import Recall
from bot.quizzing.courses import Course


async def test_the_list_has_a_button_for_each(hall: CoachHall) -> None:
    """And one press draws the map."""
    said = await hall.says("ana", "/map")
    assert [button.label for button in said[0].buttons] == [drawn.title for drawn in hall.course.maps.values()]
    drawn = await hall.presses("ana", "Metrics")
    assert drawn[0].images[0].alt.startswith("Map of Metrics. Recall: Missing a case")


async def test_a_place_is_marked_from_cards(hall: CoachHall) -> None:
    """Known, missed, not met; the last card stands."""
    for at, (row, right) in enumerate(
        [("rare-positives", False), ("rare-positives", True), ("large-misses-hurt", False)]
    ):
        fact = Recall("ana", f"r{at}", row, "", right, hall.clock.now())
        await hall.world.ledger.append(hall.tenant, fact, key=f"card/r{at}/{row}")
    await hall.says("ana", "/map metrics")
    said = await hall.presses("ana", "Mark where I am")
    found = said[0].data["marks"]
    assert (found["rare-positives"], found["large-misses-hurt"], found["ratios-matter"]) == ("known", "missed", "open")
    assert "✓ 1 known · ✗ 1 missed last time" in said[0].text
    assert "✗ One large miss" in said[0].images[0].alt
    text = await hall.presses("ana", "As text")
    assert "- ✗ One large miss" in text[0].text


async def test_a_place_is_marked_from_questions_on_the_same_section(hall: CoachHall) -> None:
    """Without a card, the last answer that rested on the pattern's section counts."""
    await hall.says("ana", "/case fraud")
    await hall.answers("ana", *await hall.wrong_letters("ana"))
    row = row_named(hall.course, "review-capacity")
    item = hall.course.items["fraud-which-number"]
    assert row is not None
    assert item.option(item.key[0]).source.heading == row.heading
    await hall.says("ana", "/map metrics")
    said = await hall.presses("ana", "Mark where I am")
    assert said[0].data["marks"]["review-capacity"] == "missed"


async def test_cards_follow_from_a_map(hall: CoachHall) -> None:
    """On that map's patterns alone."""
    await hall.says("ana", "/map pipelines")
    await hall.presses("ana", "Cards on this")
    for _ in range(10):
        await hall.presses("ana", "A")
    dealt = {fact.card for fact in await hall.world.ledger.facts(hall.tenant, "ana") if isinstance(fact, Recall)}
    assert len(dealt) == 10
    assert dealt <= {row.id for row in hall.course.maps["pipelines"].rows}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("pipelines", "pipelines"),
        ("serving", "serving"),
        ("hardware", "training-and-hardware"),
        ("lineage", "experiments-and-metadata"),
        ("juggling", None),
    ],
)
def test_a_map_is_found_by_topic(course: Course, typed: str, expected: str | None) -> None:
    """By title, else where most of the patterns are that the words name."""
    found = find_map(course, typed)
    assert (found.id if found else None) == expected


def test_a_map_fits_a_phone(course: Course) -> None:
    """As wide as all our pictures, and no taller than five screens."""
    for drawn in course.maps.values():
        branches = [Branch(row.service, (Leaf(row.pattern, row.constraint),)) for row in drawn.rows]
        image = pattern_map(drawn.title, branches)
        width, height = int.from_bytes(image.png[16:20]), int.from_bytes(image.png[20:24])
        assert width == 720
        assert height < 4000


@pytest.mark.parametrize("words", ["", "$x_1$", "\\frac{1}{0}", "a" * 400, "line\nbreak", "田中さん"])
def test_no_words_break_the_picture(words: str) -> None:
    """Neither formulas nor scripts nor length."""
    image = pattern_map(words, [Branch(words, (Leaf(words, words, "✗"),))], words)
    assert int.from_bytes(image.png[16:20]) == 720


def test_the_maps_cover_the_course(course: Course) -> None:
    """At least 85 patterns, every subsection, every study area."""
    rows = [row for drawn in course.maps.values() for row in drawn.rows]
    asked = {row.objective for row in rows}
    assert len(rows) >= 85
    assert asked == {part.id for part in course.newest.objectives}
    for grouping in course.outline.groupings:
        assert all(asked & set(part.objectives) for part in grouping.parts)
