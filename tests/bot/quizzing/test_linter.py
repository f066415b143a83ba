"""``course check``: what it says of a good course, and of one with fifteen faults planted in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from rigs.planted_faults import FAULTS, PLANTED
from rigs.toy_course import item

from bot.quizzing.bank_rules import near_duplicates, patterns
from bot.quizzing.courses import BUNDLED, open_course
from bot.quizzing.findings import Finding
from bot.quizzing.item_file import parse_items
from bot.quizzing.items import Item
from bot.quizzing.linter import check

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(("rule", "plant", "field", "says"), FAULTS, ids=[f"{f[0]}-{f[2]}" for f in FAULTS])
def test_a_planted_fault_is_found(
    toy_folder: Path, rule: str, plant: Callable[[str], str], field: str, says: str
) -> None:
    """With its file, entry and field."""
    assert plant(PLANTED) != PLANTED
    (toy_folder / "items" / "planted.toml").write_text(plant(PLANTED))
    found = [finding for finding in check(toy_folder, TODAY).findings if finding.file == "planted.toml"]
    fitting = [finding for finding in found if (finding.rule, finding.field) == (rule, field)]
    assert fitting, found
    assert says in fitting[0].says
    assert fitting[0].entry == "the-rowan-case"


def test_the_unbroken_item_passes(toy_folder: Path) -> None:
    """The faults above are faults of what was planted."""
    (toy_folder / "items" / "planted.toml").write_text(PLANTED)
    report = check(toy_folder, TODAY)
    planted = [finding for finding in report.findings if finding.file == "planted.toml"]
    assert [finding.rule for finding in planted] == ["near_duplicates"] * len(planted)
    assert report.clean


def test_all_faults_of_a_file_are_told_at_once(toy_folder: Path) -> None:
    """Not one a run."""
    broken = PLANTED.replace("difficulty = 2\n", "").replace('kind = "fundamental"', 'kind = "deep"')
    (toy_folder / "items" / "planted.toml").write_text(broken)
    fields = {finding.field for finding in check(toy_folder, TODAY).findings if finding.severity == "error"}
    assert fields == {"difficulty", "kind"}


def test_the_same_id_twice_is_refused_unless_it_is_an_older_version(toy_folder: Path) -> None:
    """An older version may stay for what was shown before."""
    items = toy_folder / "items"
    (items / "planted.toml").write_text(item("alder", "1.1", version=2))
    course = open_course(toy_folder)
    assert course.items["the-alder-case"].version == 2
    assert course.item("the-alder-case", 1) is not None
    (items / "planted.toml").write_text(item("alder", "1.1"))
    assert "also stands in" in str(check(toy_folder, TODAY).findings[0])


def test_keys_that_stand_in_one_place_are_noticed() -> None:
    """Thirty items with the key always second."""
    items = bank(30)
    assert patterns(items).chance < 0.001
    assert patterns(items[:2]).chance > 0.01


def test_near_duplicates_are_found_by_meaning_where_an_embedder_is_given() -> None:
    """Two of three point the same way."""
    items = bank(3)
    vectors = [[1.0, 0.0], [0.0, 1.0], [0.99, 0.02]]
    found = list(near_duplicates(items, lambda texts: vectors[: len(texts)]))
    assert [(finding.entry, finding.says.split()[-2]) for finding in found] == [("the-n0-case", "the-n2-case")]


def test_a_changed_or_lost_section_holds_its_items_back(toy_folder: Path) -> None:
    """Only after they were accepted once; accepting again serves them."""
    from bot.quizzing.reviewed import accept

    course = open_course(toy_folder)
    assert accept(toy_folder, course.items, course.notes) == 12
    note = toy_folder / "notes" / "tools.md"
    note.write_text(note.read_text().replace("by hand. The", "by hand.\nThe"))
    assert open_course(toy_folder).held_back == {}
    note.write_text(note.read_text().replace("costs little", "costs nothing"))
    changed = open_course(toy_folder)
    assert changed.served == ()
    assert "has changed since" in changed.held_back["the-fir-case"]
    assert any(finding.rule == "stale" for finding in check(toy_folder, TODAY).findings)
    accept(toy_folder, changed.items, changed.notes, ["the-fir-case"])
    assert [served.id for served in open_course(toy_folder).served] == ["the-fir-case"]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('objectives: ["1.1"]', 'objectives: ["7.7"]', "objectives"),
        ("kind: fundamentals", "kind: lore", "kind"),
        ("as_of: 2026-08-31", "as_of: 2028-08-31", "as_of"),
        ("https://example.org/manual", "manual.pdf", "sources 1"),
        ("costs little.", "costs little, see [there](other.md).", "link"),
        ("## When does lineage decide?", "## When is the small tool enough?", "heading"),
        ("## When is the small", "# When is the small", "line 15"),
    ],
)
def test_faults_of_notes_are_found(toy_folder: Path, old: str, new: str, field: str) -> None:
    """Front matter, links and headings."""
    note = toy_folder / "notes" / "tools.md"
    note.write_text(note.read_text().replace(old, new))
    assert field in {finding.field for finding in check(toy_folder, TODAY).findings if finding.file == "tools.md"}


def test_coverage_stands_beside_the_weights(toy_folder: Path) -> None:
    """Six of twelve items where the exam asks seventy percent."""
    report = check(toy_folder, TODAY)
    assert [(row.number, row.items, row.share, row.weight) for row in report.coverage] == [
        ("1", 6, 50.0, 70.0),
        ("2", 6, 50.0, 30.0),
    ]
    assert any("12 items (1 with several answers, 4 flips, 12 in other words)" in line for line in report.lines())
    assert report.as_data()["clean"] is True


def test_the_bundled_course_has_no_errors() -> None:
    """What ships is checked like anybody's course."""
    for folder in sorted(BUNDLED.glob("*/course.toml")):
        report = check(folder.parent, TODAY)
        assert [str(finding) for finding in report.findings if finding.severity == "error"] == []


def bank(size: int) -> list[Item]:
    findings: list[Finding] = []
    items = parse_items("".join(item(f"n{n}", "1.1") for n in range(size)).encode(), "bank.toml", findings)
    assert findings == []
    return items
