"""Several things compared, and one that no document tells of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.asking import intent
from bot.asking.comparing import absent, left_out, side_by_side, sure_of, told_of
from bot.asking.grounding import SOURCES, places_of
from bot.asking.sides import Sides, sides_of
from index.passages import Passage
from retrieval.aliases import Aliases, Product
from retrieval.hits import Found, Hit

THRESHOLDS = {"answer": 0.5, "sure": 0.8}
WEIGHTS = {"dataflow": 5.0, "data": 1.0, "fusion": 6.0, "pipelin": 2.0, "vertex": 3.0}


def found(text: str, confidence: float = 0.9) -> Found:
    passage = Passage("id", "notes.md", "Notes", "", (1, 1), text, ((0, len(text)),))
    return Found("", (Hit(passage, 1.0, "home"),), confidence, ("one",), {}, thresholds=THRESHOLDS, weights=WEIGHTS)


def told(name: str, text: str, confidence: float = 0.9, aliases: Aliases | None = None) -> bool:
    sides = Sides((name,), (f"What is {name}?",), bare=True)
    return told_of(sides, [found(text, confidence)], found("", 0.1), aliases or Aliases())[0]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Compare Dataflow, Dataproc and Data Fusion", ("Dataflow", "Dataproc", "Data Fusion")),
        ("What is the difference between Katib, Vizier and Optuna?", ("Katib", "Vizier", "Optuna")),
        ("Feast vs Hopsworks vs Tecton", ("Feast", "Hopsworks", "Tecton")),
        ("How do precision, recall and F1 differ?", ("precision", "recall", "F1")),
        ("Should I use AutoML, custom training or BigQuery ML?", ("AutoML", "custom training", "BigQuery ML")),
    ],
)
def test_three_sides_are_told_apart(question: str, names: tuple[str, ...]) -> None:
    """As many as are named, each with its own question."""
    sides = sides_of(question)
    assert sides is not None
    assert sides.names == names
    assert [name in own for name, own in zip(names, sides.questions, strict=True)] == [True] * len(names)


CONTRAST = "Skew detection needs the training data, while drift detection does without it."
ASKED = "Should I use skew detection or drift detection?"


def test_the_sentence_that_sets_them_apart_comes_first(hit_on: Callable[..., Hit]) -> None:
    """Then each side by itself; a sentence that only names both is not one."""
    apart = hit_on(f"You can enable both skew detection and drift detection for a model. {CONTRAST}", "apart.md")
    each = hit_on("Skew detection is a check of two samples. Drift detection is a check of two weeks.", "each.md")
    wish = intent.read(ASKED)
    assert wish.sides is not None
    said = side_by_side(wish, wish.sides, [(each, apart), (each, apart)], {}, 500)
    assert said[0].text == CONTRAST
    assert [one.label for one in said if one.label] == ["skew detection", "drift detection"]


def test_what_the_other_side_is_is_not_said_of_this_one(hit_on: Callable[..., Hit]) -> None:
    """Though half its name is the same, and the passage tells of both."""
    both = hit_on(
        "Concept drift is a change in what the same features mean. With data drift the population of requests moves.",
        "drift.md",
    )
    wish = intent.read("data drift vs concept drift?")
    assert wish.sides is not None
    said = side_by_side(wish, wish.sides, [(both,), (both,)], {}, 500)
    assert [(one.label, one.text.split(" ")[0]) for one in said] == [
        ("data drift", "With"),
        ("concept drift", "Concept"),
    ]


def test_many_sides_share_three_sources(hit_on: Callable[..., Hit]) -> None:
    """The last of them finds none left, and that is said."""
    names = ("Vault", "Relay", "Gateway", "Beacon")
    alone = [hit_on(f"A {name.lower()} is a box of its own kind.", f"{name}.md") for name in names]
    wish = intent.read("Compare Vault, Relay, Gateway and Beacon")
    assert wish.sides is not None
    found = [(hit,) for hit in alone]
    said = side_by_side(wish, wish.sides, found, {}, 500)
    assert len(places_of(said)) <= SOURCES
    assert [one.label for one in said if one.label] == ["Vault", "Relay", "Gateway"]
    assert left_out(wish.sides, found, " ".join(one.label for one in said)) == ("Beacon",)


def test_a_side_told_at_length_takes_its_room_from_the_others(hit_on: Callable[..., Hit]) -> None:
    """What must be said of one side may be long; then the other gets by with less, label and mark included."""
    wish = intent.read(ASKED)
    assert wish.sides is not None
    long = f"Skew detection is a check of {', '.join(f'sample {n} with sample {n}' for n in range(12))}."
    two = (
        "Drift detection is a check of two weeks. Drift detection is what tells you of a world that has changed since."
    )
    found = [[hit_on(long, "skew.md")], [hit_on(two, "drift.md")]]
    said = side_by_side(wish, wish.sides, found, {}, len(long) + 80)
    assert [one.label for one in said] == ["skew detection", "drift detection"]


def test_a_side_that_found_no_room_is_named() -> None:
    """It is not passed over in silence."""
    sides = Sides(("Vault", "Relay"), ("", ""), bare=True)
    hits = found("A vault is a box.").hits
    assert left_out(sides, (hits, hits), "**Vault**: A vault is a box [1].") == ("Relay",)
    assert left_out(sides, (hits, ()), "**Vault**: A vault is a box [1].") == ()


def test_a_name_that_stands_nowhere_is_missed() -> None:
    """Its parts must stand together; what is hardly more than named is missed, too."""
    assert told("Dataflow", "Dataflow runs jobs.")
    assert not told("Dataflow", "Beam runs jobs.")
    assert not told("Data Fusion", "A fusion of models reads data.")
    assert not told("Dataflow", "Dataflow runs jobs.", confidence=0.2)


def test_a_renamed_product_is_not_missed() -> None:
    """Nor is a description, which no document repeats word for word."""
    renamed = Aliases((Product("pipelines", ("Vertex AI Pipelines", "Agent Platform Pipelines")),))
    assert told("Vertex AI Pipelines", "Agent Platform Pipelines runs containers.", aliases=renamed)
    assert told("the fusion of data that takes longest", "Nothing of the kind.")


def test_what_is_left_must_be_sure() -> None:
    """Where a side is missed, the others carry the answer alone."""
    sides = [found("", 0.9), found("", 0.1)]
    assert sure_of(sides, [True, False]) == 0.9
    assert sure_of([replace(sides[0], confidence=0.6), sides[1]], [True, False]) == 0.1
    assert sure_of(sides, [True, True]) == 0.1


def test_the_missing_side_is_named() -> None:
    """But not when every side is missing: then the documents simply don't say."""
    sides = Sides(("Dataflow", "Snowflake"), ("", ""), bare=True)
    hits = found("Dataflow runs jobs.").hits
    assert absent(sides, (hits, ())) == ("Snowflake",)
    assert absent(sides, ((), ())) == ()
