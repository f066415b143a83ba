"""Dealing and grading, without anything that lasts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import Place
from bot.progress.facts import Choice, Regrade
from bot.quizzing.courses import Course
from bot.quizzing.deal import Occasion, Question, as_shown, deal, make_id
from bot.quizzing.grade import answer, grade, valid
from bot.quizzing.question import Picked, ask, read_picked

PLACE = Place("terminal", "T")
NOW = datetime(2026, 11, 21, 8, 10, tzinfo=UTC)


class PlainTokens:
    """Tokens that can be read."""

    def mint(self, verb: str, *ids: str, place: Place) -> str:
        return "/".join((verb, *ids))


def shown(
    course: Course, item_id: str, *, delivery: str = "d", practice: str | None = None, seed: str = ""
) -> Question:
    item = course.items[item_id]
    dealt = deal(item, practice or item.id, delivery, Occasion(PLACE, NOW, learner="ana"), seed)
    return as_shown(item, dealt, course.names("new"))


def test_the_order_follows_from_the_showing_and_varies_over_showings(toy: Course) -> None:
    """Dealt twice it is the same; over many showings each letter has the key about as often."""
    assert shown(toy, "the-fir-case").delivery == shown(toy, "the-fir-case").delivery
    letters = Counter(shown(toy, "the-fir-case", delivery=f"d{n}").letter("b") for n in range(400))
    assert set(letters) == set("ABCD")
    assert all(70 < count < 130 for count in letters.values())
    assert (
        shown(toy, "the-fir-case", delivery="d1", seed="x").delivery.order
        != shown(toy, "the-fir-case", delivery="d1", seed="y").delivery.order
        or shown(toy, "the-fir-case", delivery="d2", seed="x").delivery.order
    )


def test_options_that_mean_an_order_keep_it(toy: Course) -> None:
    """Numbers and sizes."""
    item = replace(toy.items["the-fir-case"], ordered=True)
    for n in range(20):
        assert deal(item, item.id, f"d{n}", Occasion(PLACE, NOW)).order == ("a", "b", "c", "d")


def test_ids_fit_into_buttons() -> None:
    """Twelve characters that every platform takes."""
    assert len(make_id("T", "ana", "turn")) == 12
    assert make_id("a", "bc") != make_id("ab", "c")


def test_the_question_holds_its_options_and_says_how_many(toy: Course) -> None:
    """Letters on buttons, words in the text, in the order dealt."""
    question = shown(toy, "the-ivy-case")
    reply = ask(question, PlainTokens(), copy="final")
    assert "Choose two." in reply.text
    assert [button.label for button in reply.buttons] == ["A", "B", "C", "D", "Sure", "Unsure", "Skip"]
    places = [reply.text.index(f"**{letter}** ") for letter in "ABCD"]
    assert places == sorted(places)
    assert "*Goal: Fewer surprises for ivy*" in reply.text


@given(st.permutations(["a", "b", "c", "d"]), st.integers(1, 3))
def test_an_answer_is_right_when_exactly_the_right_ones_are_chosen(toy: Course, order: list[str], count: int) -> None:
    """By ids, in any order; half a hit is a miss."""
    question = shown(toy, "the-ivy-case")
    chosen = tuple(order[:count])
    assert grade(question, chosen).right == (set(chosen) == {"b", "c"})
    assert valid(question, chosen) == (count == 2)


def test_a_flip_is_judged_by_its_own_key_and_worth_no_points(toy: Course) -> None:
    """Its practice is kept apart from the item's."""
    question = shown(toy, "the-alder-case", practice="the-alder-case~flip")
    moment = Choice("ana", "d", "the-alder-case~flip", ("c",), NOW + timedelta(seconds=9), date(2026, 11, 21), "UTC")
    graded = grade(question, ("c",))
    fact = answer(question, graded, moment, group=None)
    assert (graded.right, fact.points, fact.difficulty, fact.elapsed) == (True, 0, 0, 9.0)
    assert not grade(question, ("b",)).right


def test_who_was_away_is_not_slow(toy: Course) -> None:
    """After half an hour the time says nothing."""
    question = shown(toy, "the-fir-case")
    moment = Choice("ana", "d", "the-fir-case", ("b",), NOW + timedelta(hours=3), date(2026, 11, 21), "UTC")
    assert answer(question, grade(question, ("b",)), moment, group=None).elapsed is None


def test_a_corrected_key_holds_for_its_version_only(toy: Course) -> None:
    """Another version, another key."""
    question = shown(toy, "the-fir-case")
    same = Regrade("the-fir-case", 1, ("a",), NOW, "")
    other = Regrade("the-fir-case", 2, ("a",), NOW, "")
    assert grade(question, ("a",), [same]).right
    assert grade(question, ("b",), [other]).right


@given(
    st.lists(st.from_regex(r"[a-z][a-z0-9]{0,7}", fullmatch=True), max_size=3, unique=True),
    st.sampled_from([None, "sure", "unsure"]),
)
def test_what_is_picked_survives_a_button(options: list[str], confidence: str | None) -> None:
    """Into two short ids and back."""
    picked = Picked(tuple(options), confidence)
    assert read_picked(*picked.ids()) == picked
