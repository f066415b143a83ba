"""A company's handbook: short pages, price tables, runbooks, rules of two years, three languages."""

from __future__ import annotations

import pytest
from rigs.asking_desk import Desk, desk_over

from benchmarks.asked import HANDBOOK
from bot.asking.outcomes import Answered

DRAWN = """NAMES
       If a timer is set, the table tells what holds when the machine starts.

       ┌─────────────┬──────────────────────────┐
       │ OnBootSec=  │ holds from when the machine starts │
       └─────────────┴──────────────────────────┘

       The timer of the machine starts when the machine starts and is ex‐
       pected to end when the machine is switched off.
"""
REFERENCE = """# Clocks

## Stopping clocks

### `stopClock(clock)`

Cancels a clock that was begun before, and returns nothing.

### `beginClock(seconds)`

Begins a clock of so many seconds.
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk over the handbook that the benchmarks ask about."""
    return desk_over(HANDBOOK, tmp_path_factory.mktemp("data"))


async def _said(desk: Desk, question: str, *history: tuple[str, str]) -> Answered:
    outcome = await desk.ask(question, *history)
    assert isinstance(outcome, Answered), outcome.text
    return outcome


async def test_a_value_is_told_with_the_name_of_its_column(desk: Desk) -> None:
    """Also where the table stands in the middle of a page; the quote holds the row that names the columns."""
    answer = await _said(desk, "What is the price of the Heron?")
    assert "Price: €890" in answer.text
    assert "| Price |" in answer.citations[0].quote


async def test_versions_are_compared_by_their_rows(desk: Desk) -> None:
    """The second version is one of the same thing as the first."""
    answer = await _said(desk, "recall of mildew model 4.2 vs 3.1")
    assert "Recall: 0.91" in answer.text
    assert "Recall: 0.81" in answer.text


async def test_a_short_section_is_told_whole(desk: Desk) -> None:
    """It has no sentence that leads to its command: its heading does."""
    answer = await _said(desk, "How do I go about rolling back?")
    assert "shipit rollback SERVICE --to previous" in answer.text
    assert "needs no approval" in answer.text
    assert "Mondays" not in answer.text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Wie lange speichert die Station die Messwerte ohne Internet?", "bis zu 45 Tage"),
        ("Pourquoi le voyant de la station clignote en rouge ?", "ne trouve pas de passerelle"),
    ],
)
async def test_a_page_in_another_language_answers_in_it(desk: Desk, question: str, said: str) -> None:
    """The question is looked up as it was asked, too."""
    assert said in (await _said(desk, question)).text


async def test_what_both_questions_ask_is_not_called_unfound(desk: Desk) -> None:
    """The sentence that answers the second question answers the first one, too."""
    answer = await _said(desk, "What is the mileage rate for your own car, and how much was it in the old policy?")
    assert "0.43" in answer.text
    assert "found nothing" not in answer.text


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk over a manual page, a reference and a rule that was changed."""
    folder = tmp_path_factory.mktemp("documents")
    (folder / "timer.txt").write_text(DRAWN, "utf-8")
    (folder / "clocks.md").write_text(REFERENCE, "utf-8")
    for day, kept in (("2024-03-11", "one year"), ("2026-02-02", "three years")):
        text = f"---\ndate: {day}\n---\n# Logs\n\nAudit logs are kept for {kept}. They are written by the {day[:4]} tool.\n"
        (folder / f"logs-{day}.md").write_text(text, "utf-8")
    return desk_over(folder, tmp_path_factory.mktemp("data"))


async def test_one_year_and_three_years_disagree(pages: Desk) -> None:
    """A number in words is a number; the newer page comes first."""
    text = (await _said(pages, "How long are audit logs kept?")).text
    assert 0 <= text.find("three years") < text.find("An older page (11 Mar 2024") < text.find("one year")


async def test_lines_of_a_drawn_table_are_never_quoted(pages: Desk) -> None:
    """And a word that a typesetter broke is whole again."""
    answer = await _said(pages, "When does the timer of the machine start and end?")
    assert "│" not in answer.text
    assert "expected to end" in answer.text


async def test_a_reference_is_told_with_the_name_of_its_function(pages: Desk) -> None:
    """Under the heading of a function its sentences do not repeat what it is called."""
    assert "**stopClock()**: Cancels a clock" in (await _said(pages, "How do I cancel a clock that was begun?")).text


async def test_things_are_compared_by_the_rows_that_are_theirs(desk: Desk) -> None:
    """Each under its name once, with the names of the columns."""
    text = (await _said(desk, "compare SEV1 and SEV3")).text
    assert "**SEV1**: Meaning: forecasts wrong or missing for a whole country; Answer within: 10 minutes" in text
    assert "**SEV3**: Meaning: a single station or gateway; Answer within: next working day" in text


async def test_who_to_call_wants_no_command(desk: Desk) -> None:
    """A call is made by telephone, too."""
    assert "```" not in (await _said(desk, "Who do I call when the mobile network of a gateway is down?")).text


async def test_a_step_that_leads_to_its_command_is_said_with_it(desk: Desk) -> None:
    """Also where nobody asked for steps."""
    text = (await _said(desk, "gateway state unreachable, what now")).text
    assert "fleetctl gateway wake GW-ID --channel sms" in text
