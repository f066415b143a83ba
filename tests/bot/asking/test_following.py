"""Follow-ups move on, two questions get two answers, lists and steps are shown whole or counted."""

from __future__ import annotations

import pytest
from rigs.asking_desk import Desk, desk_over

from bot.asking import intent
from bot.asking.outcomes import Answered

DOCUMENTS = {
    "skew.md": "# Skew\n\nTraining-serving skew is a difference between training data and serving data. Because two code paths "
    "prepare the data, training-serving skew appears after a release. For example, an average over ten days in training and "
    "over a month in serving is training-serving skew.\n\n## Detect skew\n\nTraining-serving skew is detected by comparing the "
    "statistics of training data with those of serving data every day.\n",
    "drift.md": "# Drift\n\nDrift is a change of the serving data over time. Drift needs no training data.\n",
    "vault.md": "# Open the vault\n\nTo open the vault, do the following:\n\n1.  Ask the duty officer for the key.\n\n"
    "    The officer writes it down.\n\n2.  In the **Vault** panel:\n\n    1.  Enter the code.\n    2.  Wait for the tone.\n\n"
    "3.  Turn the wheel.\n\n## Colours of the vault\n\nThe vault comes in the following colours:\n\n"
    + "".join(f"- Vault colour number {place} is painted by hand in the workshop of the vault maker, with care and patience\n" for place in range(12)),
    "upload.md": "# Upload a report\n\n1.  Open the shell.\n2.  Run this command:\n\n    ```\n    reports push monthly.csv\n    ```\n\n3.  Read the receipt.\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk over four pages."""
    folder = tmp_path_factory.mktemp("documents")
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, "utf-8")
    return desk_over(folder, tmp_path_factory.mktemp("data"))


@pytest.mark.parametrize(
    ("follow_up", "said"),
    [
        ("why?", "Because two code paths"),
        ("give me an example", "For example, an average"),
        ("and how is it detected?", "comparing the statistics"),
        ("what about drift?", "change of the serving data"),
    ],
)
async def test_a_follow_up_moves_on(desk: Desk, follow_up: str, said: str) -> None:
    """What the thread has heard is not said again."""
    first = await desk.ask("What is training-serving skew?")
    thread = (("user", "What is training-serving skew?"), ("assistant", "Training-serving skew is a difference between training data and serving data [1]."))  # fmt: skip
    outcome = await desk.ask(follow_up, *thread)
    assert isinstance(first, Answered)
    assert isinstance(outcome, Answered)
    assert said in outcome.text
    assert "is a difference between training data and serving data" not in outcome.text


async def test_two_questions_in_one_are_both_answered(desk: Desk) -> None:
    """One after the other."""
    outcome = await desk.ask("What is drift and how is training-serving skew detected?")
    assert isinstance(outcome, Answered)
    assert outcome.text.index("change of the serving data") < outcome.text.index("comparing the statistics")


async def test_the_question_among_two_that_stays_open_is_named(desk: Desk) -> None:
    """Half an answer does not pass for a whole one."""
    outcome = await desk.ask("What is drift and who won the football world cup in 1998?")
    assert isinstance(outcome, Answered)
    assert "change of the serving data" in outcome.text
    assert "I found nothing on “who won the football world cup in 1998?”" in outcome.text


async def test_steps_begin_with_the_first_and_hold_what_is_inside(desk: Desk) -> None:
    """A step keeps its number, a step that opens into smaller ones is followed by them as far as there is room for all."""
    outcome = await desk.ask("How do I open the vault?")
    steps = [line for line in outcome.text.splitlines() if line[:1].isdigit()]
    assert [step[:2] for step in steps] == ["1.", "2.", "3."]
    assert steps[0].startswith("1. Ask the duty officer for the key")
    assert "…" not in outcome.text
    assert outcome.text.index(steps[1]) < outcome.text.index("- Enter the code") < outcome.text.index(steps[2])


async def test_a_long_list_is_short_and_counted(desk: Desk) -> None:
    """What is not shown is said to be there."""
    outcome = await desk.ask("list the colours of the vault")
    assert "more there)" in outcome.text
    assert len(outcome.text) <= 700


async def test_a_step_that_leads_to_code_shows_it(desk: Desk) -> None:
    """In its place among the steps."""
    outcome = await desk.ask("How do I upload a report?")
    assert (
        outcome.text.index("2. Run this command:")
        < outcome.text.index("reports push monthly.csv")
        < outcome.text.index("3. Read")
    )


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("What is drift and how do I detect it?", ["What is drift?", "how do I detect it?"]),
        ("What is drift? How is it detected?", ["What is drift?", "How is it detected?"]),
        ("What is the difference between skew and drift?", []),
        ("Which region and what zone?", []),
        ("How do I plan and build a pipeline?", []),
    ],
)
def test_two_questions_are_told_from_one(question: str, parts: list[str]) -> None:
    """A comparison, a list of objects or of verbs is one question."""
    assert [part.question for part in intent.read(question).parts] == parts
