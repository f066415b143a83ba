"""The blind solvers: the test is exact, a planted tell is found, an even bank passes."""

from __future__ import annotations

import random
import statistics
from datetime import date
from math import comb

import pytest
from scipy.stats import binom

from benchmarks.coverage import Topic, by_topic, load
from benchmarks.guess_proof import (
    LEVEL,
    MOST_AUC,
    SMALL_WORDS,
    Options,
    chance,
    chosen,
    classify,
    like_the_others,
    shown,
    solve,
    tail,
    unlearned,
)
from bot.quizzing.courses import BUNDLED, open_course
from bot.quizzing.items import Item, Option, SourceRef

WORDS = ("amber", "birch", "cedar", "dune", "ember", "fjord", "glade", "heath", "inlet", "jetty", "knoll", "lagoon")


def item(number: int, *, tell: bool = False, choose: int = 1) -> Item:
    """An item of random words; ``tell``: its right options are the longest."""
    dice = random.Random(number)
    options = []
    for at in range(4):
        text = " ".join(dice.sample(WORDS, 6)) + (" and more of it" if tell and at < choose else "")
        options.append(Option("abcd"[at], text, at < choose, "Because.", SourceRef("n", "h")))
    dice.shuffle(options)
    return Item(
        f"i{number}", 1, ("1.1",), (), "Goal", "Scenario", "Ask?", choose, tuple(options), "c", 2, "fundamental", date.min
    )  # fmt: skip


@pytest.mark.parametrize(("trials", "p", "hits"), [(20, 0.25, 9), (50, 0.25, 12), (7, 1 / 6, 0)])
def test_the_test_is_exact(trials: int, p: float, hits: int) -> None:
    """With equal chances it is the binomial test."""
    assert tail([p] * trials, hits) == pytest.approx(binom.sf(hits - 1, trials, p))


def test_every_item_has_its_own_chance() -> None:
    """One in four, one in six for two of four."""
    assert (chance(item(1)), chance(item(1, choose=2))) == (1 / 4, 1 / comb(4, 2))


def test_a_planted_tell_is_found_and_an_even_bank_passes() -> None:
    """By the solver that looks at length."""

    def longest(one: Item) -> dict[str, float]:
        return {option.id: float(len(option.text)) for option in one.options}

    even = solve("longest", longest, [item(number) for number in range(200)])
    told = solve("longest", longest, [item(number, tell=number % 3 == 0) for number in range(200)])
    assert even.passed
    assert told.p < LEVEL


def test_as_many_options_are_chosen_as_asked_for() -> None:
    """Equal scores are settled by lot, the same way each time."""
    one = item(3, choose=2)
    assert len(chosen(one, like_the_others(one), "x")) == 2
    flat = dict.fromkeys("abcd", 0.0)
    assert chosen(one, flat, "x") == chosen(one, flat, "x")


def test_rules_without_knowledge_solve_the_bundled_course_no_better_than_chance() -> None:
    """Whatever lots settle equal scores: the middle one of twenty draws passes."""
    course = open_course(BUNDLED / "pmle")
    items = [shown(one, course) for one in course.items.values()]
    for name, score in unlearned(course).items():
        scores = {one.id: score(one) for one in items}
        found = [solve(f"{name} {lot}", lambda one, scores=scores: scores[one.id], items) for lot in range(20)]
        assert statistics.median(result.p for result in found) > LEVEL, name


@pytest.mark.long
def test_the_surface_of_the_bundled_course_teaches_a_classifier_nothing() -> None:
    """Cross-validated by item, on the mean of its divisions."""
    course = open_course(BUNDLED / "pmle")
    options = Options.of([shown(one, course) for one in course.items.values()], course)
    assert statistics.mean(classify(options, SMALL_WORDS)[1]) <= MOST_AUC


def test_topics_match_whole_words() -> None:
    """``exam`` does not stand in *example*; a star takes what follows."""
    course = open_course(BUNDLED / "pmle")
    none, some = by_topic(course, [Topic("a", "t", ("xampl",)), Topic("a", "t", ("exampl*",))])
    assert (none.notes, none.items) == (0, 0)
    assert some.notes > 10


def test_every_topic_has_words() -> None:
    """And a title of its own."""
    topics = load()
    assert len({topic.title for topic in topics}) == len(topics) >= 100
    assert all(topic.words for topic in topics)
