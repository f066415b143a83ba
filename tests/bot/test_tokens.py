"""Buttons: what was minted can be read in its place, and nothing else can."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import Place
from bot.tokens import LONGEST, Forged, SignedTokens

TOKENS = SignedTokens.of(["secret"])
PLACE = Place("slack", "T1", "C1")
words = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="/"), max_size=12)


@given(words.filter(bool), st.lists(words, max_size=4))
def test_what_was_minted_can_be_read(verb: str, ids: list[str]) -> None:
    """Verb and ids come back, also in a thread of the same channel."""
    token = TOKENS.mint(verb, *ids, place=PLACE)
    assert len(token) <= LONGEST
    assert TOKENS.read(token, PLACE) == (verb, tuple(ids))
    assert TOKENS.read(token, Place("slack", "T1", "C1", "thread")) == (verb, tuple(ids))


@given(st.data())
def test_a_changed_token_is_refused(data: st.DataObject) -> None:
    """Any one character replaced, added or left out."""
    token = TOKENS.mint("pick", "d1", "a", place=PLACE)
    at = data.draw(st.integers(0, len(token)))
    removed = data.draw(st.integers(0, 1))
    changed = token[:at] + data.draw(st.text(max_size=1)) + token[at + removed :]
    if changed != token:
        with pytest.raises(Forged):
            TOKENS.read(changed, PLACE)


@given(st.text())
def test_noise_is_refused(noise: str) -> None:
    """Whatever a platform hands over, lone surrogates included."""
    for token in (noise, noise + "\ud800", "a/\ud800"):
        with pytest.raises(Forged):
            TOKENS.read(token, PLACE)


@pytest.mark.parametrize(
    "place",
    [Place("discord", "T1", "C1"), Place("slack", "T2", "C1"), Place("slack", "T1", "C2"), Place("slack", "T1")],
)
def test_a_button_works_only_in_its_place(place: Place) -> None:
    """Platform, tenant and channel are signed with it."""
    with pytest.raises(Forged):
        TOKENS.read(TOKENS.mint("pick", "d1", place=PLACE), place)


def test_a_secret_can_be_replaced() -> None:
    """The first signs, all verify; a retired one does not."""
    old, both, new = SignedTokens.of(["old"]), SignedTokens.of(["new", "old"]), SignedTokens.of(["new"])
    before, after = old.mint("pick", "d1", place=PLACE), both.mint("pick", "d1", place=PLACE)
    assert both.read(before, PLACE) == both.read(after, PLACE) == new.read(after, PLACE)
    with pytest.raises(Forged):
        new.read(before, PLACE)


@pytest.mark.parametrize("ids", [("a/b",), ("x" * 90,), ("ü",)])
def test_ids_that_do_not_fit_are_a_mistake(ids: tuple[str, ...]) -> None:
    """Said when the button is made, not when it is pressed."""
    with pytest.raises(ValueError, match="does not fit"):
        TOKENS.mint("pick", *ids, place=PLACE)


def test_keys_are_not_shown() -> None:
    """A token maker in a log line gives nothing away."""
    assert "key" not in repr(TOKENS)
