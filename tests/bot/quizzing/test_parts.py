"""Cases, maps, kit and plans as data: what is read, and what ``course check`` says of planted faults."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from rigs.toy_course import item

from bot.coaching.deck import find_deck, find_map
from bot.quizzing.courses import BUNDLED, Course, open_course
from bot.quizzing.linter import check
from bot.quizzing.requests import read_request
from bot.quizzing.topics import find

TODAY = date(2026, 11, 21)

STEP = item("rowan", "1.1").replace("[[item.", "[[step.").replace("[[item]]", '[[step]]\noutcome = "It went well."')
CASE = (
    'id = "the-case"\ntitle = "A case"\nabout = "One."\nopening = "It begins."\nlesson = "So it goes."\nnote = "tools"\n'
    + "".join(STEP.replace("rowan", name) for name in ("rowan", "sorrel", "thyme", "yarrow"))
)
ROWS = [("1.1", "one"), ("1.2", "two"), ("2.1", "three"), ("2.2", "four")]
MAP = 'id = "a-map"\ntitle = "A map"\nabout = "It."\n' + "".join(
    f'[[row]]\nid = "row-{name}"\npattern = "Pattern {name}"\nservice = "{{{{pipes}}}}"\nconstraint = "Because"\n'
    f'objective = "{objective}"\nnote = "tools"\nheading = "When does lineage decide?"\nrivals = ["X", "Y", "Z"]\n'
    for objective, name in ROWS
)
PLAN = (
    'id = "a-plan"\ntitle = "Plan"\nabout = "It."\nweeks = 1\nhours = 3\ndefault = true\n'
    '[[block]]\nid = "b"\nweek = 1\ntitle = "All"\nhours = 3\nobjectives = ["1.1", "2.1"]\nnotes = ["tools"]\n'
    'drill = "/quiz 5"\ncheck = "Say it."\n'
    '[[variant]]\ntrack = "manager"\n[[variant.block]]\nid = "b"\nweek = 1\ntitle = "Other"\nhours = 3\n'
    'objectives = ["2.2"]\nnotes = ["tools"]\ndrill = "/quiz 5"\ncheck = "Say it."\n'
)
METRICS = (
    '[[metric]]\nid = "recall"\nmetric = "Recall"\nsays = "Of 100 we catch {of100}."\nexample = 0.8\n'
    'matters = "Often."\nask = "What?"\nnote = "tools"\nheading = "When does lineage decide?"\n'
)
CHECKLIST = (
    '[[phase]]\nid = "p"\ntitle = "P"\ngate = "G."\n[[phase.check]]\nask = "Why?"\nevidence = "This"\n'
    'note = "tools"\nheading = "When does lineage decide?"\n'
)
ASSESSMENT = 'title = "T"\nabout = "A."\n[[area]]\nid = "a"\ntitle = "A"\nitems = ["the-rowan-case"]\n' + item(
    "rowan", "1.1"
)

GOOD = {
    "cases/a.toml": CASE.replace("rowan", "basil"), "maps/a.toml": MAP, "plans/a.toml": PLAN,
    "kit/metrics.toml": METRICS, "kit/checklist.toml": CHECKLIST, "kit/assessment.toml": ASSESSMENT,
}  # fmt: skip

Fault = tuple[str, Callable[[str], str], str]

FAULTS: list[Fault] = [
    ("cases/a.toml", lambda t: t.replace('outcome = "It went well."', "", 1), "it is missing"),
    ("cases/a.toml", lambda t: t.replace('note = "tools"', 'note = "nowhere"', 1), "there is no note 'nowhere'"),
    ("cases/a.toml", lambda t: t.replace("the-basil-case", "the-alder-case", 1), "tools.toml has it too"),
    ("cases/a.toml", lambda t: t.replace("It begins.", "New Pipes begin.", 1), "was renamed"),
    ("cases/a.toml", lambda t: "= broken" + t, "it cannot be read"),
    ("maps/a.toml", lambda t: t.replace('"X", "Y"', '"X", "X"', 1), "differ from each other"),
    ("maps/a.toml", lambda t: t.replace('"row-two"', '"row-one"'), "another row has it too"),
    ("maps/a.toml", lambda t: t.replace("Pattern two", "Pattern one"), "another row has the same"),
    ("maps/a.toml", lambda t: t.replace('"2.2"', '"9.9"'), "is not in course.toml"),
    ("maps/a.toml", lambda t: t.replace("When does", "Why does", 1), "it has 'When does lineage decide?'"),
    ("maps/a.toml", lambda t: t.replace("{{pipes}}", "{{pumps}}", 1), "'pumps' is no product"),
    ("plans/a.toml", lambda t: t.replace("hours = 3", "hours = 4", 1), "add up to 3, not 4"),
    ("plans/a.toml", lambda t: t.replace("weeks = 1", "weeks = 2"), "every week from 1 to 2"),
    ("plans/a.toml", lambda t: t.replace("default = true\n", ""), "one plan is the default"),
    ("plans/a.toml", lambda t: t.replace('"manager"', '"pilot"'), "there is no track 'pilot'"),
    ("plans/a.toml", lambda t: t.replace('hours = 3\nobjectives = ["2.2"]', 'hours = 2\nobjectives = ["2.2"]'), "keeps id, week and hours"),
    ("plans/a.toml", lambda t: t.replace('["tools"]', '["tolls"]', 1), "there is no note 'tolls'"),
    ("kit/metrics.toml", lambda t: t.replace("{of100}", "{of99}"), "nothing fills {of99}"),
    ("kit/metrics.toml", lambda t: t.replace("0.8", "8"), "a share between 0 and 1"),
    ("kit/checklist.toml", lambda t: t.replace("When does", "Why does"), "it has 'When does lineage decide?'"),
    ("kit/assessment.toml", lambda t: t.replace('["the-rowan-case"]', '["the-other-case"]'), "there is no such item"),
    ("kit/assessment.toml", lambda t: t.replace('["the-rowan-case"]', '["the-rowan-case", "the-rowan-case"]'), "it belongs to 2 areas"),
]  # fmt: skip


@pytest.fixture
def with_parts(toy_folder: Path) -> Path:
    """The toy course with one of everything."""
    for name, text in GOOD.items():
        (toy_folder / name).parent.mkdir(exist_ok=True)
        (toy_folder / name).write_text(text)
    return toy_folder


def test_a_good_course_has_no_findings_in_its_parts(with_parts: Path) -> None:
    """And says how many of each there are."""
    report = check(with_parts, TODAY)
    assert [finding for finding in report.findings if finding.rule == "parts" or finding.severity == "error"] == []
    assert (report.cases, report.maps, report.rows, report.assessed, report.plans) == (1, 1, 4, 1, 1)


@pytest.mark.parametrize(("file", "plant", "says"), FAULTS, ids=[f"{file}-{says}" for file, _, says in FAULTS])
def test_a_planted_fault_is_found(with_parts: Path, file: str, plant: Callable[[str], str], says: str) -> None:
    """In the words an author can act on."""
    text = (with_parts / file).read_text()
    assert plant(text) != text
    (with_parts / file).write_text(plant(text))
    assert says in "\n".join(map(str, check(with_parts, TODAY).findings))


@pytest.mark.parametrize("folder", ["cases", "maps", "plans"])
def test_two_files_with_one_id_are_found(with_parts: Path, folder: str) -> None:
    """The second one names the first."""
    (with_parts / folder / "b.toml").write_text((with_parts / folder / "a.toml").read_text())
    found = [finding for finding in check(with_parts, TODAY).findings if finding.file == f"{folder}/b.toml"]
    assert f"{folder}/a.toml has it too" in [finding.says for finding in found]


def test_a_plan_fits_a_track(with_parts: Path) -> None:
    """Its own blocks stand in; everybody else keeps the usual ones."""
    plan = open_course(with_parts).plans["a-plan"]
    assert [block.title for block in plan.for_track("manager")] == ["Other"]
    assert [block.title for block in plan.for_track(None)] == ["All"]


@pytest.fixture(scope="module")
def pmle() -> Course:
    """The bundled course."""
    return open_course(BUNDLED / "pmle")


def test_the_default_plan_is_thirty_hours_in_three_weeks(pmle: Course) -> None:
    """And every plan has the same hours on every track."""
    default = next(plan for plan in pmle.plans.values() if plan.default)
    assert (default.hours, default.weeks) == (30, 3)
    for plan in pmle.plans.values():
        assert set(plan.variants) == {track.id for track in pmle.outline.tracks}
        for track in plan.variants:
            assert sum(block.hours for block in plan.for_track(track)) == plan.hours


def can_be_typed(course: Course, drill: str) -> bool:
    """Whether the skill of a drill knows its topic."""
    skill, _, topic = drill.removeprefix("/").partition(" ")
    request = read_request(topic)
    match skill:
        case "quiz" | "drill":
            return request.placement or not request.topic or find(course, request.topic) is not None
        case "cards":
            return find_deck(course, topic) is not None
        case "map":
            return find_map(course, topic) is not None
        case "case":
            return topic in course.cases
        case "kit":
            return topic in ("checklist", "assessment", "workshop", "metrics")
        case _:
            return drill == "/review"


def test_every_drill_of_a_plan_can_be_typed(pmle: Course) -> None:
    """Its topic is known to the skill it names."""
    plans = pmle.plans.values()
    drills = {block.drill for plan in plans for blocks in (plan.blocks, *plan.variants.values()) for block in blocks}
    assert [drill for drill in drills if not can_be_typed(pmle, drill)] == []


def test_nothing_shown_uses_our_inner_words() -> None:
    """Whoever reads a case, a map or the kit reads plain words."""
    banned = {"edition", "ledger", "fsrs", "mastery", "sealed", "verdict", "quoting", "audience", "corpus", "passage"}
    for folder in ("cases", "maps", "kit", "plans"):
        for path in (BUNDLED / "pmle" / folder).glob("*.toml"):
            words = set(str(tomllib.loads(path.read_text())).lower().replace("'", " ").split())
            assert not words & banned, path.name
