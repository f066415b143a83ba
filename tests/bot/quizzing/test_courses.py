"""Blueprints, names, topics, requests and scaffolds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.quizzing.courses import BUNDLED, Course, courses_in, open_course
from bot.quizzing.findings import CourseBroken
from bot.quizzing.linter import check
from bot.quizzing.requests import Request, read_request
from bot.quizzing.scaffold import new_course
from bot.quizzing.topics import complete, find, nearest

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("day", "blueprint"), [("2019-01-01", "old"), ("2026-05-31", "old"), ("2026-06-01", "new"), ("2030-01-01", "new")]
)
def test_the_blueprint_in_force_on_the_day_holds(toy: Course, day: str, blueprint: str) -> None:
    """Before the first one, the first."""
    assert toy.blueprint_for(TODAY, date.fromisoformat(day)).id == blueprint


def test_an_older_blueprint_weighs_todays_objectives(toy: Course) -> None:
    """Sixty and forty, spread over what they are called now; always a hundred in all."""
    assert dict(toy.blueprints[0].shares()) == {"1": 60.0, "2": 40.0}
    assert dict(toy.newest.shares()) == {"1": 70.0, "2": 30.0}


def test_the_bundled_weights_are_a_hundred_percent() -> None:
    """But for what the publisher rounded."""
    for blueprint in open_course(BUNDLED / "pmle").blueprints:
        whole = sum(section.weight for section in blueprint.sections)
        assert whole == pytest.approx(100, abs=1.5)
        assert sum(blueprint.shares().values()) == pytest.approx(whole)
        assert len(blueprint.sections) == 6


def test_a_product_is_called_as_on_the_exams_day(toy: Course) -> None:
    """The older name in brackets, once, in reading order."""
    new, old = toy.names("new"), toy.names("old")
    assert new.write("Use {{pipes}}.", "Not {{pipes}}?") == ("Use New Pipes (formerly Old Pipes).", "Not New Pipes?")
    assert old.write("Use {{pipes}}.") == ("Use Old Pipes.",)
    assert new.plainly("{{pipes}} and {{unknown}}") == "New Pipes and unknown"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", Request(bare=True)),
        ("3", Request(count=3)),
        ("monitoring", Request("monitoring")),
        ("monitoring 5", Request("monitoring", 5)),
        ("5m", Request(minutes=5)),
        ("iam 10 min", Request("iam", minutes=10)),
        ("section 5", Request("section 5")),
        ("1.1", Request("1.1")),
        ("1.1 4", Request("1.1", 4)),
        ("live 3 iam", Request("iam", 3, live=True)),
        ("placement", Request(placement=True)),
        ("999", Request(count=50)),
        ("5 hard monitoring", Request("monitoring", 5, difficulty=3)),
        ("monitoring easy five", Request("monitoring", 5, difficulty=1)),
        ("hard", Request(difficulty=3)),
    ],
)
def test_what_is_typed_after_quiz(typed: str, expected: Request) -> None:
    """A number at either end is a count; minutes are minutes; the rest is the topic."""
    assert read_request(typed) == expected


def test_topics_are_found_by_any_of_their_names(toy: Course) -> None:
    """Cut short, by number, by title, by nickname; nonsense is nothing."""
    for text in ("monitor", "2.2", "Monitoring"):
        found = find(toy, text)
        assert found is not None
        assert found.items == {"the-juniper-case", "the-larch-case", "the-maple-case"}
    assert find(toy, "blockchain") is None
    assert find(toy, "of the") is None
    assert nearest(toy, "servng")[0] == "serving"
    assert ("serving", "serving (3)") in complete(toy, "ser")
    before = complete(toy, "")
    sizes = [int(label.rpartition("(")[2].rstrip(")")) for _, label in before]
    assert sizes == sorted(sizes, reverse=True), "the largest first"
    assert not any(name[0].isdigit() for name, _ in before), "nobody knows the sections by their numbers"


def test_a_new_course_is_clean_and_can_be_served(tmp_path: Path) -> None:
    """The scaffold obeys the rules it teaches."""
    written = new_course(tmp_path, "spare-parts", 'Spare "parts"', TODAY)
    assert {path.name for path in written} == {"course.toml", "first-steps.toml", "first-note.md"}
    report = check(tmp_path / "spare-parts", TODAY)
    assert report.findings == ()
    assert open_course(tmp_path / "spare-parts").outline.title == "Spare 'parts'"
    assert courses_in(tmp_path)["spare-parts"] == tmp_path / "spare-parts"


def test_a_new_course_overwrites_nothing(tmp_path: Path) -> None:
    """And wants a name that fits a folder."""
    new_course(tmp_path, "parts", "Parts", TODAY)
    with pytest.raises(FileExistsError):
        new_course(tmp_path, "parts", "Parts", TODAY)
    with pytest.raises(ValueError, match="kebab-case"):
        new_course(tmp_path, "../parts", "Parts", TODAY)


def test_a_broken_course_is_refused_with_every_reason(toy_folder: Path) -> None:
    """File, entry and field, in one message."""
    outline = toy_folder / "course.toml"
    outline.write_text(
        outline.read_text().replace('emphasise = ["2.2"]', 'emphasise = ["2.7"]').replace("weight = 70", "")
    )
    with pytest.raises(CourseBroken) as refusal:
        open_course(toy_folder)
    assert [finding.field for finding in refusal.value.findings] == [
        "blueprint new.section 1.weight",
        "track manager.emphasise",
    ]
