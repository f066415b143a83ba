"""The streak's rules, one by one, and what must hold whatever happened."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.progress.facts import Answer, Choice, DaysOff, Fact, Outage, Repair, ZoneChange
from bot.progress.streak import Streak, streak

Make = Callable[..., Answer]
MONDAY = date(2026, 11, 2)
START = datetime(2026, 11, 1, tzinfo=UTC)


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def noon(number: int) -> datetime:
    return datetime.combine(day(number), time(12), UTC)


def on(facts: list[Fact], number: int) -> Streak:
    return streak(facts, day(number), noon(number) + timedelta(hours=1))


def studied(answer: Make, pattern: str) -> list[Fact]:
    """An answer for every ``x``, from Monday on."""
    return [answer(day(number)) for number, mark in enumerate(pattern) if mark == "x"]


def test_before_the_first_answer_there_is_no_streak() -> None:
    """An outage or a day off alone begins nothing."""
    assert on([Outage(START, day(0), "away")], 3) == Streak()


def test_a_wrong_answer_counts_the_day_like_a_right_one(answer: Make) -> None:
    """A day is about showing up."""
    assert on([answer(day(0), correct=False)], 0) == on([answer(day(0))], 0)


def test_a_locked_in_choice_counts_the_day_before_it_is_judged() -> None:
    """In a group quiz the day is credited at once."""
    choice = Choice("ana", "d1", "i1", ("a",), noon(0), day(0), "UTC")
    assert on([choice], 0).days == 1


@pytest.mark.parametrize(
    ("pattern", "today", "days", "best", "freezes"),
    [
        ("x", 0, 1, 1, 0),
        ("x", 1, 1, 1, 0),  # the day after: still open
        ("x", 2, 0, 1, 0),
        ("xxx.xx", 5, 2, 3, 0),
        ("xxxxxxx", 6, 7, 7, 1),
        ("xxxxxxx.x", 8, 8, 8, 0),  # a freeze bridges the gap and does not lengthen it
        ("xxxxxxx..x", 9, 1, 7, 0),
        ("x" * 14, 13, 14, 14, 2),
        ("x" * 14 + "..x", 16, 15, 15, 0),
        ("x" * 21, 20, 21, 21, 2),  # two are held at most
        ("x" * 7 + "." + "x" * 7, 14, 14, 14, 1),
    ],
)
def test_days_in_a_row(answer: Make, pattern: str, today: int, days: int, best: int, freezes: int) -> None:
    """Every seventh day earns a freeze, a missed date uses one, without one the streak ends."""
    got = on(studied(answer, pattern), today)
    assert (got.days, got.best, got.freezes) == (days, best, freezes)


def test_an_excused_date_neither_breaks_nor_lengthens(answer: Make) -> None:
    """An outage for everybody, a repair for one."""
    facts = studied(answer, "xx.x.x")
    facts += [Outage(START, day(2), "the service was away"), Repair("ana", START, day(4), "a wrong zone")]
    got = on(facts, 5)
    assert (got.days, got.freezes) == (4, 0)
    assert got.explain[2] == "Wed 4 excused: the service was away"


def test_an_answer_on_an_excused_date_counts(answer: Make) -> None:
    """Who got through before the lights went out keeps the day."""
    assert on([*studied(answer, "xxx"), Outage(START, day(1), "away")], 2).days == 3


def test_a_chosen_day_off_costs_nothing_and_working_on_it_counts(answer: Make) -> None:
    """Sundays off: the week goes on over them."""
    rest = DaysOff("ana", START, MONDAY, frozenset({6}))
    assert on([*studied(answer, "xxxxxx.x"), rest], 7).days == 7
    assert on([*studied(answer, "xxxxxxxx"), rest], 7).days == 8


def test_days_off_hold_from_their_date_until_chosen_anew(answer: Make) -> None:
    """A Sunday before the choice was missed; after the choice is withdrawn it needs a freeze."""
    since = DaysOff("ana", START, day(7), frozenset({6}))
    withdrawn = DaysOff("ana", START + timedelta(days=1), day(14), frozenset())
    got = on([*studied(answer, "xxxxxx.xxxxxx.xxxxxx.x"), since, withdrawn], 21)
    marks = dict(got.calendar)
    assert [marks[day(6)], marks[day(13)], marks[day(20)]] == ["missed", "off", "freeze"]


def test_the_reasons_are_given_in_words(answer: Make) -> None:
    """``Show why`` reads like a diary."""
    facts = studied(answer, "xxxxxxx..")
    facts.append(answer(day(9), time(14, 40), tz="Asia/Tokyo"))
    assert on(facts, 10).explain[-4:] == (
        "Mon 9 freeze used",
        "Tue 10 missed",
        "Wed 11 counted (23:40 Tokyo)",
        "Thu 12 still open",
    )


def test_flying_east_does_not_make_two_days_of_one_evening(answer: Make) -> None:
    """Under 18 hours after the last one a new date waits; the date the move withheld is excused."""
    evening = datetime(2026, 11, 4, 1, tzinfo=UTC)  # Tue 20:00 in New York
    change = ZoneChange("ana", evening - timedelta(hours=5), "America/New_York", "Asia/Tokyo")
    before = [answer(day(n), at=evening - timedelta(days=1 - n), tz="America/New_York") for n in (0, 1)]
    early = answer(day(2), at=evening + timedelta(hours=10), tz="Asia/Tokyo")
    later = answer(day(3), at=evening + timedelta(hours=19), tz="Asia/Tokyo")
    got = streak([*before, change, early, later], day(3), later.at)
    assert (got.days, [mark for _, mark in got.calendar]) == (3, ["counted", "counted", "excused", "counted"])
    assert got.explain[2] == "Wed 4 excused: the move to Tokyo"
    assert streak([*before, change, later], day(3), later.at).days == 3


def test_a_date_skipped_at_the_date_line_is_excused(answer: Make) -> None:
    """From Honolulu to Kiritimati a whole Wednesday never happens."""
    tuesday = datetime(2026, 11, 3, 20, tzinfo=UTC)
    change = ZoneChange("ana", tuesday, "Pacific/Honolulu", "Pacific/Kiritimati")
    before = answer(day(1), at=tuesday, tz="Pacific/Honolulu")
    after = answer(day(3), at=tuesday + timedelta(hours=24), tz="Pacific/Kiritimati")
    got = streak([before, change, after], day(3), after.at)
    assert (got.days, dict(got.calendar)[day(2)]) == (2, "excused")


def test_flying_west_keeps_a_day_that_is_lived_twice(answer: Make) -> None:
    """The second Tuesday is credited already; after the flight tomorrow may be."""
    wednesday = datetime(2026, 11, 3, 23, tzinfo=UTC)  # Wed 08:00 in Tokyo
    answers = [answer(day(n), at=wednesday - timedelta(days=2 - n), tz="Asia/Tokyo") for n in (0, 1, 2)]
    change = ZoneChange("ana", wednesday, "Asia/Tokyo", "Pacific/Honolulu")
    landed = datetime(2026, 11, 4, 20, tzinfo=UTC)
    got = streak([*answers, change], day(2), landed)
    assert (got.days, got.today) == (3, True)


def test_facts_of_the_future_do_not_count_yet(answer: Make) -> None:
    """A replay as of some instant sees what was known then."""
    assert on(studied(answer, "xxx"), 1).days == 2


PATTERNS = st.text("x.", min_size=1, max_size=60).filter(lambda pattern: "x" in pattern)


@given(PATTERNS, st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_of_facts_matters(answer: Make, pattern: str, shuffled: random.Random) -> None:
    """The ledger may be read in any order, and a second answer of a day adds nothing."""
    facts = studied(answer, pattern)
    twice = [*facts, *(answer(day(n), time(20)) for n, mark in enumerate(pattern) if mark == "x")]
    shuffled.shuffle(twice)
    assert on(twice, len(pattern) + 1) == on(facts, len(pattern) + 1)


@given(PATTERNS, st.integers(0, 59))
def test_a_repair_never_makes_a_streak_shorter(answer: Make, pattern: str, repaired: int) -> None:
    """Neither now nor at its best."""
    facts = studied(answer, pattern)
    before, after = (on(known, len(pattern)) for known in (facts, [*facts, Repair("ana", START, day(repaired), "")]))
    assert after.days >= before.days
    assert after.best >= before.best


@given(PATTERNS)
def test_numbers_stay_within_their_bounds(answer: Make, pattern: str) -> None:
    """The best is never beaten by the present, and freezes are what a streak of that length can hold."""
    got = on(studied(answer, pattern), len(pattern))
    assert 0 <= got.days <= got.best <= pattern.count("x")
    assert 0 <= got.freezes <= min(2, got.days // 7)
    assert sum(mark == "counted" for _, mark in got.calendar) == pattern.count("x")


def test_days_of_which_the_same_is_said_are_said_together(answer: Make) -> None:
    """Nobody reads a list of what they missed; each day that counted keeps its own words."""
    said = on(studied(answer, "xx....."), 8).explain
    assert said[-1].endswith("still open")
    assert [words.split(" ", 2)[2].split(" (")[0] for words in said[:2]] == ["counted", "counted"]
    assert len(said) == 4
    assert " to " in said[2]
    assert said[2].endswith("missed")
