"""Which item comes next."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.progress.choosing import Candidate, Chosen, Situation, choose, runs_low
from bot.progress.estimate import Estimate

WEIGHTS = {"1": 13.0, "2": 30.0}
BANK = [
    Candidate("a", ("1.1",), 2),
    Candidate("b", ("2.1",), 1),
    Candidate("c", ("2.1",), 3),
    Candidate("c~flip", ("2.1",), 3, variant=True),
]
GOOD = Estimate(0.95, 0.9, 0.99, 40)


def test_what_is_due_comes_first() -> None:
    """In the order of urgency, as far as it is on offer."""
    assert choose(BANK, Situation(due=("elsewhere", "c", "a"))) == Chosen("c", "due")


def test_else_the_weakest_that_weighs_most() -> None:
    """A section of thirty per cent before one of thirteen, until it is known."""
    chosen = choose(BANK, Situation(weights=WEIGHTS))
    assert chosen == Chosen("b", "new", "2.1")
    known = Situation(standing={"2.1": GOOD}, weights=WEIGHTS)
    assert choose(BANK, known) == Chosen("a", "new", "1.1")
    weak = Situation(standing={"2.1": Estimate(0.3, 0.15, 0.5, 12)}, weights=WEIGHTS)
    assert choose(BANK, weak) == Chosen("b", "weakest", "2.1")


def test_difficulty_follows_the_learner() -> None:
    """A beginner gets the easy one, an expert the hard one."""
    assert choose(BANK, Situation(weights=WEIGHTS, ability=-1.0)) == Chosen("b", "new", "2.1")
    assert choose(BANK, Situation(weights=WEIGHTS, ability=1.5)) == Chosen("c", "new", "2.1")


def test_changed_versions_come_when_the_plain_ones_are_used_up() -> None:
    """And when those are used up too, there is nothing."""
    assert choose(BANK, Situation(seen={"a", "b", "c"})) == Chosen("c~flip", "new", "2.1")
    assert choose(BANK, Situation(seen={candidate.item for candidate in BANK})) is None


@given(
    st.lists(st.builds(Candidate, st.text(min_size=1), st.just(("1.1",)), st.integers(1, 3)), max_size=20),
    st.sets(st.text(min_size=1)),
    st.floats(-3, 3),
    st.text(),
)
def test_the_choice_is_unseen_and_always_the_same(
    bank: list[Candidate], seen: set[str], ability: float, seed: str
) -> None:
    """No surprise, no repetition, no failure on any bank."""
    learner = Situation(seen=seen, ability=ability, seed=seed)
    chosen = choose(bank, learner)
    assert chosen == choose(list(reversed(bank)), learner) == choose(bank, learner)
    assert (chosen is None) == all(candidate.item in seen for candidate in bank)
    assert chosen is None or chosen.item not in seen


def test_a_bank_that_runs_low_says_so() -> None:
    """Before it is empty, and what happens then."""
    assert runs_low([Candidate(str(n), ()) for n in range(5)], (), "") is None
    assert runs_low(BANK, (), "pipelines") == (
        "3 questions in pipelines you have not seen; after that they come with a changed constraint."
    )
    assert runs_low(BANK, {"a", "b"}, "") == (
        "One question you have not seen; after that they come with a changed constraint."
    )
    assert runs_low(BANK, {"a", "b", "c"}, "") == (
        "You have seen every question. From here on they come with a changed constraint."
    )
