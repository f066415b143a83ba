"""The manager's kit: checklist, assessment, metrics."""

from __future__ import annotations

import re

import pytest
from rigs.coach_hall import CoachHall

from bot.coaching.kit_text import as_markdown, find_metric, read_value, said
from bot.quizzing.courses import Course


async def test_the_kit_names_its_four_parts(hall: CoachHall) -> None:
    """And each is one press away."""
    shown = await hall.says("ana", "/kit")
    assert [button.label for button in shown[0].buttons] == ["Checklist", "Assessment", "Workshop", "Metrics"]
    unknown = await hall.says("ana", "/kit nonsense")
    assert unknown[0].text == shown[0].text


async def test_a_phase_asks_for_evidence_and_can_be_copied(hall: CoachHall) -> None:
    """Every question with its evidence and a source; as Markdown to tick off."""
    await hall.says("ana", "/kit checklist")
    phase = await hall.presses("ana", "Data")
    assert len(phase[0].text.splitlines()) == 2 + len(hall.course.kit.checklist[1].checks)
    assert len(phase[0].sources) >= 5
    copied = await hall.presses("ana", "As Markdown")
    (file,) = copied[0].files
    assert (file.name, file.media) == ("checklist-data.md", "text/markdown")
    assert file.content.decode().count("- [ ] ") == len(hall.course.kit.checklist[1].checks)
    assert (await hall.says("ana", "/kit checklist data"))[0] == phase[0]


async def test_a_source_opens_its_section(hall: CoachHall) -> None:
    """The section itself, privately."""
    phase = await hall.says("ana", "/kit checklist data")
    token = phase[0].sources[0].token
    assert token is not None
    opened = await hall.presses_token("ana", token)
    assert opened[0].text.startswith(f"**{phase[0].sources[0].title}** · {phase[0].sources[0].heading}")
    assert opened[0].private


def test_the_whole_checklist_is_one_document(course: Course) -> None:
    """A heading and a gate for each phase."""
    text = as_markdown(course.kit.checklist)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
        "Problem definition", "Data", "Development", "Deployment", "Monitoring",
    ]  # fmt: skip
    assert text.count("- [ ] ") >= 30
    assert text.count("Evidence: ") == text.count("- [ ] ")


async def test_the_assessment_ends_in_a_profile(hall: CoachHall) -> None:
    """Six areas with the answers they rest on, what is strongest and weakest, what to read; no mark."""
    said = await hall.says("ana", "/kit assessment")
    assert said[0].text.startswith("Question 1 of 30 · Framing and value")
    areas = {item: area.id for area in hall.course.kit.assessment.areas for item in area.items}
    while any(button.label == "A" for button in said[-1].buttons):
        delivery = await hall.world.deliveries.get(hall.tenant, said[-1].key or "")
        assert delivery is not None
        letters = hall.wrong_letters if areas[delivery.item] == "people" else hall.right_letters
        said = await hall.answers("ana", *await letters("ana"))
    assert "Strongest: *Framing and value* (5 of 5)" in said[-1].text
    assert "Weakest: *People and roles* (0 of 5)." in said[-1].text
    assert "Read first: *" in said[-1].text
    assert "of 30" not in said[-1].text
    assert len(said[-1].cards[0].rows) == 7
    again = await hall.says("ana", "/kit assessment")
    assert again[0].text == said[-1].text


async def test_the_assessment_can_be_left_and_taken_up(hall: CoachHall) -> None:
    """Days later, on another process."""
    await hall.says("ana", "/kit assessment")
    await hall.answers("ana", *await hall.right_letters("ana"))
    hall.restart()
    hall.later(days=5)
    said = await hall.says("ana", "/kit assessment")
    assert said[0].text.startswith("Question 2 of 30 · People and roles · where you left off")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("precision", "Of 100 alerts about 40 are real; 60 cost"),
        ("recall 0.7", "Of 100 real cases we catch about 70; 30 slip"),
        ("recall 70 %", "we catch about 70; 30 slip"),
        ("recall 70", "we catch about 70; 30 slip"),
        ("sensitivity 0,5", "we catch about 50; 50 slip"),
        ("mae 12.5", "we are 12.5 units off"),
        ("f1", "balanced at 0.62"),
        ("precision at 300 0.25", "Of the 100 highest on the list about 25 are real"),
        ("r2 0.5", "explains about 50 %"),
    ],
)
async def test_a_metric_is_said_in_cases(hall: CoachHall, typed: str, expected: str) -> None:
    """With the number somebody gives, or an example."""
    shown = await hall.says("ana", f"/kit metrics {typed}")
    assert expected in shown[0].text
    assert shown[0].sources


async def test_the_whole_checklist_is_a_file_too(hall: CoachHall) -> None:
    """One press below the list of phases."""
    await hall.says("ana", "/kit checklist")
    (whole,) = (await hall.presses("ana", "As Markdown"))[0].files
    assert whole.content.decode() == as_markdown(hall.course.kit.checklist)


async def test_an_unknown_metric_shows_those_there_are(hall: CoachHall) -> None:
    """Every one of them, by its name."""
    shown = await hall.says("ana", "/kit metrics juggling")
    assert "I have no metric called “juggling”" in shown[0].text
    assert all(one.metric in shown[0].text for one in hall.course.kit.translations)


def test_every_metric_has_a_sentence(course: Course) -> None:
    """At least twenty, each found by each of its names, none left with a gap."""
    metrics = course.kit.translations
    assert len(metrics) >= 20
    for metric in metrics:
        assert "{" not in said(metric)
        for name in (metric.id, metric.metric, *metric.also):
            assert find_metric(metrics, name) == metric, name


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("recall 0.7", ("recall", 0.7)),
        ("recall", ("recall", None)),
        ("0.7", ("0.7", None)),
        ("recall 70%", ("recall", 0.7)),
    ],
)
def test_a_number_is_read_beside_a_name(typed: str, expected: tuple[str, float | None]) -> None:
    """In the ways people write it."""
    assert read_value(typed) == (expected[0], expected[1] if expected[1] is None else pytest.approx(expected[1]))
