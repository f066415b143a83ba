"""Finding a zone by what people type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.progress.cities import CITIES
from bot.progress.zones import city, find_zones, is_zone, zone, zone_names


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("sao", "America/Sao_Paulo"),
        ("São Paulo", "America/Sao_Paulo"),
        ("sao_paulo", "America/Sao_Paulo"),
        ("munich", "Europe/Berlin"),
        ("MUMB", "Asia/Kolkata"),
        ("york", "America/New_York"),
        ("europe/li", "Europe/Lisbon"),
        ("japan", "Asia/Tokyo"),
        ("utc", "UTC"),
        ("US/Pacific", "US/Pacific"),
    ],
)
def test_the_likely_zone_comes_first(typed: str, first: str) -> None:
    """By city, country or zone name, accents and case aside."""
    assert find_zones(typed)[0].zone == first


def test_nothing_typed_finds_nothing() -> None:
    """An empty box is no search; neither is a word nobody lives in."""
    assert find_zones("  ") == []
    assert find_zones("xyzzy") == []


@given(st.text(max_size=12), st.integers(1, 30))
def test_a_search_offers_each_zone_once_and_only_real_ones(typed: str, limit: int) -> None:
    """Whatever is typed, the list fits the box and every choice can be taken."""
    found = [match.zone for match in find_zones(typed, limit)]
    assert len(found) == len(set(found)) <= limit
    assert all(is_zone(name) for name in found)


def test_every_large_city_leads_to_a_zone_with_rules() -> None:
    """The table names only zones that exist."""
    assert set(CITIES.values()) <= zone_names()


def test_every_zone_has_rules_and_an_unknown_one_is_refused() -> None:
    """A name is checked before it is used as a path."""
    assert {zone(name).key for name in zone_names()} == zone_names()
    with pytest.raises(ValueError, match="no such time zone"):
        zone("../zones")


def test_a_zone_is_called_by_its_city() -> None:
    """The last part, without underscores."""
    assert city("America/Argentina/Buenos_Aires") == "Buenos Aires"
