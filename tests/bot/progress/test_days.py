"""Local days, and the moment a change of zone takes hold."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.progress.days import Move, first_instant, local_day, moves, next_day, zone_in_force
from bot.progress.facts import ZoneChange
from bot.progress.zones import zone_names

ZONES = st.sampled_from(sorted(zone_names()))
INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "tz", "day"),
    [
        ("2026-11-21T23:59", "UTC", date(2026, 11, 21)),
        ("2026-11-22T02:59:59", "UTC", date(2026, 11, 21)),
        ("2026-11-22T03:00", "UTC", date(2026, 11, 22)),
        ("2026-11-21T14:58", "Asia/Tokyo", date(2026, 11, 21)),
        ("2026-11-21T18:00", "Asia/Tokyo", date(2026, 11, 22)),
        ("2026-03-29T01:00", "Europe/Berlin", date(2026, 3, 29)),
        ("2026-10-25T01:59", "Europe/Berlin", date(2026, 10, 24)),
    ],
)
def test_work_after_midnight_belongs_to_the_evening_it_ends(at: str, tz: str, day: date) -> None:
    """The civil date, or the one before while the wall clock reads earlier than three."""
    assert local_day(utc(at), tz) == day


def test_the_day_start_is_the_learners_choice() -> None:
    """At midnight the day turns with the date."""
    assert local_day(utc("2026-11-22T00:00"), "UTC", time(0)) == date(2026, 11, 22)


@given(INSTANTS, ZONES, st.sampled_from([time(0), time(2, 30), time(3), time(4)]))
def test_the_next_day_begins_where_the_old_one_ends(at: datetime, tz: str, start: time) -> None:
    """A second before it the day is the old one; at it, a later one; it is at most two days away."""
    turn = next_day(at, tz, start)
    today = local_day(at, tz, start)
    assert at < turn <= at + timedelta(hours=49)
    assert local_day(turn, tz, start) > today
    assert local_day(max(at, turn - timedelta(seconds=1)), tz, start) <= today


@pytest.mark.parametrize(
    ("day", "wall", "tz", "instant"),
    [
        (date(2026, 3, 29), time(2, 30), "Europe/Berlin", "2026-03-29T01:00"),
        (date(2026, 10, 25), time(2, 30), "Europe/Berlin", "2026-10-25T00:30"),
        (date(2011, 12, 30), time(3), "Pacific/Apia", "2011-12-30T10:00"),
        (date(2026, 4, 5), time(3), "Pacific/Chatham", "2026-04-04T13:15"),
    ],
)
def test_a_skipped_time_comes_when_the_clock_jumps_and_a_repeated_one_first(
    day: date, wall: time, tz: str, instant: str
) -> None:
    """Nonexistent: the first valid instant after.  Ambiguous: the first occurrence."""
    assert first_instant(day, wall, tz) == utc(instant)


def test_a_change_of_zone_waits_for_the_next_local_day_of_the_old_zone() -> None:
    """Told at ten in Tokyo, it holds from three the next morning in Tokyo."""
    change = ZoneChange("ana", utc("2026-11-03T01:00"), "Asia/Tokyo", "America/New_York")
    turn = utc("2026-11-03T18:00")
    assert moves([change]) == (Move(turn, "Asia/Tokyo", "America/New_York"),)
    assert zone_in_force(turn - timedelta(seconds=1), [change], "UTC") == "Asia/Tokyo"
    assert zone_in_force(turn, [change], "UTC") == "America/New_York"


def test_a_zone_tried_and_taken_back_the_same_day_changes_nothing() -> None:
    """Two changes within a day that cancel out never take hold."""
    there = ZoneChange("ana", utc("2026-11-03T09:00"), "UTC", "Asia/Tokyo")
    back = ZoneChange("ana", utc("2026-11-03T10:00"), "Asia/Tokyo", "UTC")
    assert moves([there, back]) == ()


def test_of_two_changes_in_a_day_the_later_takes_hold() -> None:
    """The first one never did."""
    first = ZoneChange("ana", utc("2026-11-03T09:00"), "UTC", "Asia/Tokyo")
    second = ZoneChange("ana", utc("2026-11-03T10:00"), "Asia/Tokyo", "Europe/Paris")
    assert moves([second, first]) == (Move(utc("2026-11-04T03:00"), "UTC", "Europe/Paris"),)


def test_without_changes_the_profiles_zone_holds() -> None:
    """Nothing was ever changed, so nothing needs a fact."""
    assert zone_in_force(utc("2026-11-03T09:00"), [], "Asia/Tokyo") == "Asia/Tokyo"
