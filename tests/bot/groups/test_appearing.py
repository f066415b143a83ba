"""Who is on a board, and under which name."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.groups.appearing import appearing, made_up
from bot.records import Profile


def test_each_appears_as_they_chose() -> None:
    """By name, by pseudonym, or (hidden, cramming, not asked yet) not at all."""
    people = [
        Profile("a", "Ana", board="show"),
        Profile("b", "Ben", board="hide"),
        Profile("c", "Cleo", board="show", cram=True),
        Profile("d", "Dora", board="pseudonym", pseudonym="Ghost"),
        Profile("e", "Emil"),
    ]
    found = appearing(people)
    assert (found.names, found.aliases) == ({"a": "Ana", "d": "Ghost"}, {"d"})
    assert appearing(people, unasked_shown=True).names["e"] == "Emil"


def test_a_pseudonym_is_made_where_none_was_chosen() -> None:
    """The same one every time, and never the name."""
    found = appearing([Profile("d", "Dora", board="pseudonym")])
    assert found.names == {"d": made_up("d")}


def test_nobody_can_take_another_persons_name() -> None:
    """A pseudonym that is somebody's name is told apart from it."""
    found = appearing([Profile("a", "x", board="pseudonym", pseudonym="Zoe"), Profile("z", "Zoe", board="show")])
    assert found.names == {"z": "Zoe", "a": "Zoe 2"}


@given(st.sets(st.text(max_size=3), max_size=60))
def test_no_two_pseudonyms_are_the_same(ids: set[str]) -> None:
    """However many people and however few birds."""
    found = appearing(Profile(one, "", board="pseudonym") for one in ids)
    assert found.names.keys() == ids
    assert len(set(found.names.values())) == len(ids)
