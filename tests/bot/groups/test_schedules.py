"""Schedules as typed and as lived: words, dates, instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import Place
from bot.groups.schedule_dates import Slip
from bot.groups.schedule_said import said, spelled
from bot.groups.schedule_words import Wanted, read_schedule
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


def topic(typed: str, /, *, whole: bool = False) -> str | None:
    return TOPICS.get(typed.casefold())


def read(text: str) -> Wanted:
    return read_schedule(text, "Europe/Berlin", topic, date(2026, 11, 21))


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
        ("9 except 2026-12-31, 2026-12-24", Wanted(at=time(9), off=(date(2026, 12, 31), date(2026, 12, 24)))),
        ("except 24.12. and 31 Dec", Wanted(off=(date(2026, 12, 24), date(2026, 12, 31)))),
        ("not on 30 Dec to 1 Jan", Wanted(off=tuple(date(2026, 12, 30) + timedelta(days=n) for n in range(3)))),
        ("except none", Wanted(off=())),
        ("mon to fri 9:00", Wanted(days=WEEKDAYS, at=time(9))),
        ("Monday through Friday at nine", Wanted(days=WEEKDAYS, at=time(9))),
        ("mon/wed/fri 0900", Wanted(days=frozenset({0, 2, 4}), at=time(9))),
        ("every weekday at noon, Berlin, Germany", Wanted(days=WEEKDAYS, at=time(12), tz="Europe/Berlin")),
        ("weekdays 9 a.m. ET", Wanted(days=WEEKDAYS, at=time(9), tz="America/New_York")),
        ("change to 8:30pm", Wanted(at=time(20, 30))),
        ("9am to 5 pm", Wanted(at=time(9), closes=time(17))),
        ("22:00 till midnight", Wanted(at=time(22), closes=time(0))),
        ("no closing time", Wanted(closes="")),
        ("closes at 17.30", Wanted(closes=time(17, 30))),
        ("two questions on feature store", Wanted(items=2, topic="feature store")),
        ("topics monitoring and feature store daily", Wanted(days=EVERY_DAY, topic="monitoring; feature store")),
        ("holidays germany 9", Wanted(at=time(9), holidays="DE")),
        ("skip holidays at 9", Wanted(at=time(9), holidays="DE")),
    ],
)
def test_what_people_type(text: str, wanted: Wanted) -> None:
    """In any order, with the words they use."""
    assert read(text) == wanted


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("25:00 daily", "write 09:00"),
        ("9:00 Atlantis", "I can't read 'Atlantis'"),
        ("9:00 topic knitting", "no questions on “knitting”"),
        ("9:00 9 questions", "Between one and 5"),
        ("9:00 Londn", "Did you mean London"),
        ("9:00 UTC+2", "Name a city and not an offset"),
        ("9:00 except christmas", "Write dates"),
        ("9:00 except 2026-02-30", "write 2026-12-24"),
        ("8:00 and 16:00", "'16:00' reads like a second"),
        ("to 9:00 open add", "I can't read 'open'"),
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
    away = read("until 8:00 topics monitoring, feature store except 2026-12-23, 2026-12-30 to 2027-01-01").applied(rich)
    assert "open until 08:00 the next day, on monitoring and feature store" in said(away)
    assert said(away).endswith("not from 23 Dec to 24 Dec and from 30 Dec to 1 Jan.")


SCHEDULES = st.builds(
    Schedule,
    st.just(ROOM),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0)),
    st.sampled_from(sorted(name for name in zone_names() if "/" in name)),
    st.none() | st.just(time(17)),
    st.sampled_from(["", "monitoring", "monitoring; feature store"]),
    st.integers(1, 5),
    st.sampled_from(["", "DE", "DE-BE"]),
    st.lists(st.dates(date(2026, 1, 1), date(2030, 1, 1)), unique=True, max_size=3).map(sorted).map(tuple),
    st.booleans(),
)


@given(SCHEDULES)
def test_what_it_spells_is_the_same_schedule(known: Schedule) -> None:
    """So that one that was ended can be had back."""
    assert read(spelled(known)).applied(Schedule(ROOM, WEEKDAYS, time(9), "UTC")) == known


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


def test_channels_are_spread_over_less_than_a_minute_and_stay_where_they_are() -> None:
    """So that not everybody comes at nine sharp, and nobody after the minute that was promised."""
    late = [spread(Schedule(Place("slack", "T", f"C{n}"), WEEKDAYS, time(9), "UTC")) for n in range(500)]
    assert max(late) < timedelta(seconds=SPREAD_SECONDS) < timedelta(minutes=1)
    assert len(set(late)) > 100
    assert late[7] == spread(Schedule(Place("slack", "T", "C7"), EVERY_DAY, time(12), "Asia/Tokyo"))


def test_a_schedule_without_dates_is_never_due() -> None:
    """It says so instead of searching for ever."""
    assert first_after(Schedule(ROOM, frozenset(), time(9), "UTC"), datetime(2026, 1, 1, tzinfo=UTC)) is None
