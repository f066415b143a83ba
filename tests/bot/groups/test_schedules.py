"""Schedules as typed and as lived: words, dates, instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import Place
from bot.groups.schedule_words import Slip, Wanted, read_schedule, said
from bot.groups.schedules import (
    SPREAD_SECONDS,
    closes_at,
    first_after,
    is_last_of_week,
    occurrences,
    spread,
)
from bot.progress.zones import zone, zone_names
from bot.records import Schedule

WEEKDAYS = frozenset(range(5))
EVERY_DAY = frozenset(range(7))
ROOM = Place("slack", "T1", "C1")
TOPICS = {"monitoring": "monitoring", "feature store": "feature store"}


def read(text: str) -> Wanted:
    return read_schedule(text, "Europe/Berlin", lambda typed: TOPICS.get(typed.casefold()))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("09:00 weekdays Europe/Berlin", Wanted(days=WEEKDAYS, at=time(9), tz="Europe/Berlin")),
        ("weekdays at 8 pm New York", Wanted(days=WEEKDAYS, at=time(20), tz="America/New_York")),
        ("9am mon-fri Berlin until 17:00", Wanted(days=WEEKDAYS, at=time(9), tz="Europe/Berlin", closes=time(17))),
        ("02:30 every day tokyo", Wanted(days=EVERY_DAY, at=time(2, 30), tz="Asia/Tokyo")),
        ("9:30 Mondays and Thursdays", Wanted(days=frozenset({0, 3}), at=time(9, 30))),
        ("fri-mon 7:00 UTC", Wanted(days=frozenset({4, 5, 6, 0}), at=time(7), tz="UTC")),
        ("10:00", Wanted(at=time(10))),
        ("12am daily", Wanted(days=EVERY_DAY, at=time(0))),
        ("9 daily on monitoring 3 questions", Wanted(days=EVERY_DAY, at=time(9), topic="monitoring", items=3)),
        ("9:00 feature store Sao Paulo", Wanted(at=time(9), tz="America/Sao_Paulo", topic="feature store")),
        ("9 daily topic any", Wanted(days=EVERY_DAY, at=time(9), topic="")),
        ("9 daily pin", Wanted(days=EVERY_DAY, at=time(9), pin=True)),
        ("no pin 10:00", Wanted(at=time(10), pin=False)),
        ("9 daily holidays", Wanted(days=EVERY_DAY, at=time(9), holidays="DE")),
        ("9 daily holidays DE-BE", Wanted(days=EVERY_DAY, at=time(9), holidays="DE-BE")),
        ("9 daily holidays none", Wanted(days=EVERY_DAY, at=time(9), holidays="")),
        ("9 except 2026-12-31, 2026-12-24", Wanted(at=time(9), off=(date(2026, 12, 24), date(2026, 12, 31)))),
    ],
)
def test_what_people_type(text: str, wanted: Wanted) -> None:
    """In any order, with the words they use."""
    assert read(text) == wanted


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("25:00 daily", "write 09:00"),
        ("9:00 Atlantis", "I don't know the place 'Atlantis'"),
        ("9:00 topic knitting", "no questions on “knitting”"),
        ("9:00 9 questions", "Between one and 5"),
        ("9:00 except christmas", "write 2026-12-24"),
        ("9:00 UTC holidays", "Name the country"),
    ],
)
def test_a_slip_says_what_works(text: str, says: str) -> None:
    """Nobody has to guess."""
    with pytest.raises(Slip, match=says):
        read(text)


@given(st.text(max_size=60))
def test_any_text_is_a_schedule_or_a_slip(text: str) -> None:
    """No input breaks the reader."""
    try:
        assert said(read(text).applied(Schedule(ROOM, WEEKDAYS, time(9), "UTC")))
    except Slip as slip:
        assert str(slip)


def test_what_was_set_is_said_back() -> None:
    """In one line that could be typed again, almost."""
    plain = Schedule(ROOM, WEEKDAYS, time(9), "UTC")
    assert said(plain) == "A question every weekday at 09:00 (UTC)."
    rich = read("9:30 mon thu Berlin until 17:00 monitoring 2 questions holidays DE except 2026-12-24 pin").applied(
        plain
    )
    assert said(rich) == (
        "2 questions on Mon and Thu at 09:30 (Berlin), open until 17:00, on monitoring, pinned while it is open, "
        "not on public holidays (DE), not on 24 Dec."
    )


@given(
    st.sampled_from(sorted(zone_names())),
    st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0)),
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 1)),
)
def test_every_date_has_one_instant_in_every_zone(tz: str, at: time, since: datetime) -> None:
    """In order, on the date's own wall clock or just after a gap in it."""
    schedule = Schedule(ROOM, EVERY_DAY, at, tz)
    began = since.replace(tzinfo=UTC)
    found = occurrences(schedule, began, began + timedelta(days=9))
    assert [one.at for one in found] == sorted({one.at for one in found})
    assert len({one.day for one in found}) == len(found)
    for one in found:
        wall = one.at.astimezone(zone(tz))
        assert (wall.date(), wall.time().replace(fold=0)) >= (one.day, at)
    assert first_after(schedule, began) in (*found, None) or not found


def test_holidays_and_single_dates_are_left_out() -> None:
    """Good Friday and Easter Monday in Germany; in Berlin also the eighth of March."""
    schedule = Schedule(ROOM, WEEKDAYS, time(9), "Europe/Berlin", holidays="DE", off=(date(2026, 4, 8),))
    found = occurrences(schedule, datetime(2026, 4, 2, tzinfo=UTC), datetime(2026, 4, 9, 12, tzinfo=UTC))
    assert [one.day.day for one in found] == [2, 7, 9]


def test_when_a_question_closes() -> None:
    """At the time that was set, the next day if that is earlier, or twelve hours after it was put up."""
    day, opened = date(2026, 3, 27), datetime(2026, 3, 27, 8, tzinfo=UTC)
    plain = Schedule(ROOM, WEEKDAYS, time(9), "Europe/Berlin")
    closes = {
        None: datetime(2026, 3, 27, 20, tzinfo=UTC),
        time(17): datetime(2026, 3, 27, 16, tzinfo=UTC),
        time(8): datetime(2026, 3, 28, 7, tzinfo=UTC),
    }
    for wall, at in closes.items():
        assert closes_at(Schedule(ROOM, WEEKDAYS, plain.at, plain.tz, closes=wall), day, opened) == at


def test_the_last_question_of_a_week() -> None:
    """Friday's, or the last one before the holidays."""
    plain = Schedule(ROOM, WEEKDAYS, time(9), "Europe/Berlin")
    assert not is_last_of_week(plain, date(2026, 4, 2))
    assert is_last_of_week(Schedule(ROOM, WEEKDAYS, time(9), plain.tz, holidays="DE"), date(2026, 4, 2))
    assert is_last_of_week(plain, date(2026, 4, 3))


def test_channels_are_spread_over_two_minutes_and_stay_where_they_are() -> None:
    """So that not everybody comes at nine sharp."""
    late = [spread(Schedule(Place("slack", "T", f"C{n}"), WEEKDAYS, time(9), "UTC")).seconds for n in range(500)]
    assert max(late) <= SPREAD_SECONDS
    assert len(set(late)) > 100
    assert late[7] == spread(Schedule(Place("slack", "T", "C7"), EVERY_DAY, time(12), "Asia/Tokyo")).seconds


def test_a_schedule_without_dates_is_never_due() -> None:
    """It says so instead of searching for ever."""
    assert first_after(Schedule(ROOM, frozenset(), time(9), "UTC"), datetime(2026, 1, 1, tzinfo=UTC)) is None
