"""Learning together: pairs by agreement, figures on five people, progress in decisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from rigs.goal_hall import GoalHall

from bot.progress.estimate import Estimate
from bot.progress.facts import Answer, Fact
from bot.studying.pairing import pairs
from bot.studying.team import delivers, gaps, paragraph, weeks

TODAY = date(2026, 11, 21)


def answer(
    who: str, item: str, *, right: bool = True, objective: str = "4.1", days: int = 1, first: bool = True
) -> Answer:
    at = datetime(2026, 11, 21, 9, tzinfo=UTC) - timedelta(days=days)
    return Answer(
        who, f"{who}{item}{days}", item, 1, ("a",), right, at, at.date(), "UTC", first, 10, (objective,)
    )  # fmt: skip


def estimate(share: float) -> Estimate:
    return Estimate(share, share - 0.1, share + 0.1, 12)


def test_who_complements_whom_is_paired() -> None:
    """Each gives where they are ahead; the third waits."""
    found = pairs({
        "ana": {"4": estimate(0.9), "5": estimate(0.4)},
        "ben": {"4": estimate(0.5), "5": estimate(0.8)},
        "cy": {"4": estimate(0.5), "5": estimate(0.5)},
    })  # fmt: skip
    assert [(pair.first, pair.second, pair.gives, pair.takes) for pair in found] == [("ana", "ben", "4", "5")]
    assert found[0].seen_by("ben") == ("ana", "5", "4")


@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), st.lists(st.floats(0, 1), min_size=3, max_size=3)))
def test_nobody_is_in_two_pairs(shares: dict[str, list[float]]) -> None:
    """And each of a pair has something to give."""
    standing = {who: {str(n): estimate(share) for n, share in enumerate(given)} for who, given in shares.items()}
    found = pairs(standing)
    people = [who for pair in found for who in (pair.first, pair.second)]
    assert len(people) == len(set(people))
    assert all(standing[p.first][p.gives].share > standing[p.second][p.gives].share for p in found)
    assert all(standing[p.second][p.takes].share > standing[p.first][p.takes].share for p in found)


def test_a_gap_of_four_people_is_not_shown() -> None:
    """Five are; the weakest comes first, by role and for all."""
    roles = dict.fromkeys("abcde", "Data engineer")
    few = [answer(who, "q1") for who in "abcd"]
    assert gaps(few + few, roles) == []
    five = [answer(who, "q1", right=who != "a") for who in "abcde"]
    found = gaps(five, roles)
    assert {gap.role for gap in found} == {"Data engineer", "Everybody"}
    assert (found[0].right, found[0].answers, found[0].people) == (4, 5, 5)


def month(people: Sequence[str]) -> list[Fact]:
    facts: list[Fact] = [answer(who, f"q{n}", right=n < 2, days=40) for who in people for n in range(4)]
    facts += [answer(who, f"p{n}", right=n < 3, days=10) for who in people for n in range(4)]
    return facts + [answer(who, "q3", days=3, first=False) for who in people]


def test_progress_is_said_in_decisions() -> None:
    """How many of a hundred come out right, against four weeks before; what was fixed and what stayed."""
    found = weeks(month("abcde"), list("abcde"), TODAY)
    assert (found.took_part, found.answers, found.fixed, found.kept) == (5, 20, 5, (5, 5))
    assert paragraph(found, "Serving") == (
        "5 of 5 people practised. Of 100 decisions of the kind the role asks for, about 75 (57–87) would be right "
        "today, 25 more than four weeks before, judging from 20 first answers; 5 mistakes made earlier were put right. "
        "Of what was asked again a week or more later, 5 of 5 had stayed. The next hours pay most in Serving."
    )


def test_does_it_deliver_needs_five_people() -> None:
    """Four are a secret, five are a count."""
    assert delivers(weeks(month("abcd"), list("abcd"), TODAY)) == (
        "What a group gets out of it is shown for five people or more.",
    )
    assert delivers(weeks(month("abcde"), list("abcde"), TODAY))[-1] == "Suggestion: It delivers; leave it as it is."
    hardly = delivers(weeks(month("abcde"), list("abcdefghijkl"), TODAY))
    assert hardly[-1].startswith("Suggestion: It is hardly used")
    assert len(delivers(weeks(month("ab"), list("abcde"), TODAY))) == 2


async def test_a_pair_takes_two_who_agreed(hall: GoalHall) -> None:
    """One alone hears that there is nobody yet; leaving ends it."""
    await hall.does("ana", 5, "section 4")
    await hall.does("ana", 5, "section 5", right=False)
    await hall.does("ben", 5, "section 5")
    await hall.does("ben", 5, "section 4", right=False)
    assert "asked for one" in (await hall.says("ana", "/together mentor"))[0].text
    assert (await hall.presses("ana", "Pair me"))[0].data["partner"] is None
    await hall.says("ben", "/together mentor")
    assert (await hall.presses("ben", "Pair me"))[0].data == {"partner": "ana", "gives": "5", "takes": "4"}
    assert (await hall.says("ana", "/together mentor"))[0].data["partner"] == "ben"
    await hall.presses("ben", "Stop pairing me")
    assert (await hall.says("ana", "/together mentor"))[0].data["partner"] is None


async def test_what_is_about_a_team_is_asked_where_the_team_is(hall: GoalHall) -> None:
    """In private it says where, rather than that nobody has answered."""
    await hall.says("lee", "/together")
    assert "`/together gaps` in its channel" in (await hall.presses("lee", "Team gaps"))[0].text


async def test_what_is_shared_is_shown_by_name_and_only_that(hall: GoalHall) -> None:
    """In a team of two nothing else is."""
    for who in ("ana", "ben"):
        await hall.does(who, 5, "section 4", right=False)
    said = (await hall.says("lee", "/together gaps", "general"))[0]
    assert "ana" not in said.text.lower()
    await hall.says("ana", "/together")
    await hall.presses("ana", "Share my weak areas")
    said = (await hall.says("lee", "/together gaps", "general"))[0]
    assert "Shared: " in said.text
    assert "ben" not in said.text.lower()
    await hall.presses("ana", "Take it back")
    assert "Shared: " not in (await hall.says("lee", "/together gaps", "general"))[0].text


async def test_a_report_on_four_people_is_refused_and_ones_own_is_not(hall: GoalHall) -> None:
    """Four in a channel are a secret; in a private chat everybody has their own paragraph."""
    for who in ("ana", "ben", "cy", "dee"):
        await hall.does(who, 10)
    said = (await hall.says("lee", "/together report", "general"))[0].text
    assert "five people or more" in said
    assert "Of 100 decisions" in (await hall.says("ana", "/together report"))[0].text
    await hall.does("eva", 5)
    assert "Of 100 decisions" in (await hall.says("lee", "/together report", "general"))[0].text
