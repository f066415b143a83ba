"""The study plan's arithmetic."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.progress.estimate import Estimate
from bot.progress.plan import Plan, Theme, last_day, plan, shared_out, usual_hours

START = date(2026, 11, 23)
THEMES = (
    Theme("framing", 3, ("1.1",)),
    Theme("models", 4, ("3.1",)),
    Theme("serving", 5, ("4.1", "4.2")),
    Theme("timed", 4, ("5.1",)),
)
SURE = Estimate(0.95, 0.9, 0.99, 40)

themes = st.lists(st.tuples(st.integers(1, 20), st.booleans()), min_size=1, max_size=14).map(
    lambda rows: tuple(Theme(f"t{n}", hours, (f"{n}.1",), done) for n, (hours, done) in enumerate(rows))
)


def hours(made: Plan) -> dict[str, int]:
    return {span.theme: span.hours for span in made.spans}


def test_three_weeks_in_order() -> None:
    """The template's order stands, and its proportions while nothing is known."""
    made = plan(THEMES, START, last_day(START, None, 3), 16)
    assert hours(made) == {"framing": 3, "models": 4, "serving": 5, "timed": 4}
    assert (made.spans[0].first, made.spans[-1].last) == (START, START + timedelta(days=20))


def test_what_is_known_gets_less_and_what_the_track_leans_on_more() -> None:
    """Making the plan again after a quiz moves hours to the gaps."""
    last = last_day(START, None, 3)
    known = plan(THEMES, START, last, 16, standing={"4.1": SURE, "4.2": SURE})
    assert hours(known)["serving"] < 5
    assert hours(plan(THEMES, START, last, 16, emphasis=("1.1",)))["framing"] > 3


@given(themes, st.integers(0, 120), st.integers(-5, 200))
def test_no_hour_is_lost_and_the_eve_stays_free(given_themes: tuple[Theme, ...], total: int, until: int) -> None:
    """However many hours and days: spans follow each other, end before the eve, and sum to what is left."""
    exam = START + timedelta(days=until)
    last = last_day(START, exam, 3)
    made = plan(given_themes, START, last, total)
    undone = [theme.id for theme in given_themes if not theme.done]
    assert sorted([*hours(made), *made.spare]) == sorted(undone)
    assert all(span.hours >= 1 and START <= span.first <= span.last < exam - timedelta(days=1) for span in made.spans)
    starts = [span.first for span in made.spans]
    assert starts == sorted(starts)
    gaps = [after.first - before.last for before, after in zip(made.spans, made.spans[1:], strict=False)]
    assert all(gap <= timedelta(days=1) for gap in gaps)
    if last >= START and undone:
        done = shared_out(total, {theme.id: float(theme.hours) for theme in given_themes})
        assert made.left == total - sum(done.get(t.id, 0) for t in given_themes if t.done)
        assert made.left == 0 or (made.spans[0].first, made.spans[-1].last) == (START, last)


@given(st.integers(0, 300), st.dictionaries(st.text("abcdef", min_size=1), st.floats(0.1, 50), max_size=15))
def test_hours_are_whole_and_shared_fairly(total: int, needs: dict[str, float]) -> None:
    """Everybody has one before anybody has two, and who needs more never has less."""
    given_out = shared_out(total, needs)
    assert sum(given_out.values()) == (total if needs else 0)
    assert len(given_out) == min(total, len(needs))
    ranked = sorted(given_out, key=lambda name: needs[name])
    assert all(given_out[a] <= given_out[b] + 1 for a, b in pairwise(ranked))


def test_the_day_before_the_exam_there_is_nothing_to_plan() -> None:
    """Ten minutes, then rest."""
    assert plan(THEMES, START, last_day(START, START + timedelta(days=1), 3), 30).spans == ()


def test_fewer_days_take_fewer_hours() -> None:
    """Thirty hours in three weeks; in one week ten; in a year no more than the plan has."""
    assert usual_hours(START, START + timedelta(days=20), 30, 3) == 30
    assert usual_hours(START, START + timedelta(days=6), 30, 3) == 10
    assert usual_hours(START, START + timedelta(days=365), 30, 3) == 30
