"""Turns begin fairly: a flood of one tenant does not stand before the few of another."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from bot.memory.streams import Entry
from bot.service.fairness import A_WHILE, ABOUT, APART, ASIDE, AT_LEAST, OF_THE_PROCESSOR, Fairness

NUMBERS = count(1)


def turn(tenant: str, learner: str = "") -> Entry:
    number = next(NUMBERS)
    return Entry(f"{number}-0", 0, tenant, learner or f"u{number}", datetime(2026, 11, 21, tzinfo=UTC), "")


class Hand:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def test_who_has_least_running_goes_first() -> None:
    """A hundred of one tenant were there before, and the one of another begins next."""
    flood = [turn("loud") for _ in range(100)]
    quiet = turn("quiet")
    assert Fairness(8).order([*flood, quiet], flood[:6])[0] is quiet


def test_a_place_is_kept_while_others_are_about() -> None:
    """One tenant has at most three quarters of the places; alone again, it has all of them."""
    hand = Hand()
    fairness = Fairness(8, hand)
    flood = [turn("loud") for _ in range(8)]
    fairness.order(flood, [])
    assert [fairness.full("loud", flood[:count]) for count in (6, 7, 8)] == [False, False, True]
    fairness.order([turn("quiet")], flood)
    assert [fairness.full("loud", flood[:count]) for count in (5, 6)] == [False, True]
    assert not fairness.full("quiet", flood)
    hand.at = ABOUT + 1
    fairness.order(flood, [])
    assert not fairness.full("loud", flood[:6])


def test_one_of_each_person_oldest_first() -> None:
    """What somebody said first is answered first, and nothing else of theirs meanwhile."""
    first, second, other = turn("t", "ana"), turn("t", "ana"), turn("t", "bo")
    assert Fairness(8).order([other, second, first], []) == [first, other]
    assert Fairness(8).order([second, other], [first]) == [other]


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), max_size=30),
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("uvw")), max_size=8, unique=True),
)
def test_everybody_once_and_tenants_in_turn(waits: list[tuple[str, str]], runs: list[tuple[str, str]]) -> None:
    """Whatever waits and runs: all who wait are in line, a flood last, and nobody else behind a fuller tenant."""
    waiting, running = [turn(*one) for one in waits], [turn(*one) for one in runs]
    ordered = Fairness(8).order(waiting, running)
    people = [(entry.tenant, entry.learner) for entry in ordered]
    assert set(people) == set(waits) - set(runs)
    assert len(people) == len(set(people))
    has, count = Counter(tenant for tenant, _ in runs), Counter(tenant for tenant, _ in waits)
    floods = {tenant for tenant in count if len(waits) >= AT_LEAST and 2 * count[tenant] > len(waits)}
    others = [entry for entry in ordered if entry.tenant not in floods]
    assert ordered[: len(others)] == others
    for at, entry in enumerate(others):
        assert has[entry.tenant] == min(has[other.tenant] for other in others[at:])
        has[entry.tenant] += 1


def test_a_flood_begins_only_when_the_processor_has_rested() -> None:
    """A turn of it cost a tenth of a second: the next one waits; another tenant's never does."""
    hand, used = Hand(), Hand()
    fairness = Fairness(8, hand, used)
    flood, quiet = [turn("loud") for _ in range(AT_LEAST)], turn("quiet")
    fairness.order([*flood, quiet], [])
    assert not fairness.full("loud", [])
    fairness.begins(flood[0])
    hand.at, used.at = 0.1, 0.1
    assert fairness.full("loud", [])
    assert not fairness.full("quiet", [])
    hand.at = 0.1 / OF_THE_PROCESSOR
    assert not fairness.full("loud", [])
    assert fairness.full("loud", flood[:1])
    assert not fairness.full("quiet", flood[:1])


def test_a_flood_that_costs_no_processor_has_a_quarter_of_the_places() -> None:
    """Turns that wait for a model run beside each other, without a rest."""
    hand = Hand()
    fairness = Fairness(8, hand, lambda: 0.0)
    flood = [turn("loud") for _ in range(AT_LEAST)]
    fairness.order([*flood, turn("quiet")], [])
    hand.at = 0.1
    assert [fairness.full("loud", flood[:count]) for count in (0, 1, 2)] == [False, False, True]


def test_a_tenant_alone_is_not_held_back() -> None:
    """Nobody is there to be spared."""
    hand, used = Hand(), Hand()
    fairness = Fairness(8, hand, used)
    flood = [turn("loud") for _ in range(AT_LEAST)]
    fairness.order(flood, [])
    assert not fairness.full("loud", [])
    hand.at, used.at = 0.1, 0.1
    assert not fairness.full("loud", flood[:7])


def test_a_flood_is_never_held_back_for_good() -> None:
    """The others use all the processor there is; one turn a second begins all the same."""
    hand, used = Hand(), Hand()
    fairness = Fairness(8, hand, used)
    flood = [turn("loud") for _ in range(AT_LEAST)]
    fairness.order([*flood, turn("quiet")], [])
    begun = 0
    while hand.at < 10.0:
        hand.at, used.at = hand.at + 0.125, used.at + 0.125
        if not fairness.full("loud", []):
            fairness.begins(flood[0])
            begun += 1
    assert begun == 10


def test_turns_of_a_flood_begin_one_after_another() -> None:
    """However many places are free, the second one begins a moment later; another tenant's at once."""
    hand = Hand()
    fairness = Fairness(8, hand, lambda: 0.0)
    flood, quiet = [turn("loud") for _ in range(AT_LEAST)], turn("quiet")
    fairness.order([*flood, quiet], [])
    assert not fairness.full("loud", [])
    fairness.begins(flood[0])
    assert fairness.full("loud", [])
    assert not fairness.full("quiet", [])
    hand.at = APART
    assert not fairness.full("loud", [])


def test_a_flood_does_not_begin_beside_what_has_just_begun() -> None:
    """Another's turn that comes is alone for a moment; a flood waits for such moments a second at most."""
    hand = Hand()
    fairness = Fairness(8, hand, lambda: 0.0)
    flood, quiet = [turn("loud") for _ in range(4 * AT_LEAST)], turn("quiet")
    fairness.order([*flood, quiet], [])
    assert fairness.begins(flood[0])
    hand.at = APART
    assert not fairness.begins(quiet)
    assert fairness.full("loud", [])
    hand.at = 2 * APART
    assert not fairness.full("loud", [])
    while hand.at < A_WHILE - APART / 2:
        fairness.begins(quiet)
        assert fairness.full("loud", [])
        hand.at += APART / 2
    hand.at = A_WHILE
    fairness.begins(quiet)
    assert not fairness.full("loud", [])


def test_a_flood_stands_aside_for_a_moment_only() -> None:
    """For as long as another's turn is new."""
    hand = Hand()
    fairness = Fairness(8, hand)
    assert fairness.goes_first() == 0.0
    fairness.begins(turn("quiet"))
    hand.at = ASIDE / 2
    assert fairness.goes_first() == ASIDE / 2
    hand.at = ASIDE
    assert fairness.goes_first() == 0.0
