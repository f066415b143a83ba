"""When a reminder may come: at its time, outside the quiet hours, after the snooze."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.groups.nudges import next_nudge, zone_of
from bot.progress.zones import zone
from bot.records import Profile

MORNING = datetime(2026, 11, 20, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("profile", "at"),
    [
        (Profile("a"), datetime(2026, 11, 20, 8, 30, tzinfo=UTC)),
        (Profile("a", tz="Asia/Tokyo"), datetime(2026, 11, 20, 23, 30, tzinfo=UTC)),
        (Profile("a", snoozed=date(2026, 11, 24)), datetime(2026, 11, 24, 8, 30, tzinfo=UTC)),
        (Profile("a", nudge_at=time(23), quiet_from=time(22), quiet_to=time(7)), datetime(2026, 11, 20, 7, tzinfo=UTC)),
        (
            Profile("a", nudge_at=time(13), quiet_from=time(12), quiet_to=time(14)),
            datetime(2026, 11, 20, 14, tzinfo=UTC),
        ),
        (Profile("a", nudge_at=time(7), quiet_from=time(22), quiet_to=time(7)), datetime(2026, 11, 20, 7, tzinfo=UTC)),
    ],
)
def test_the_next_reminder(profile: Profile, at: datetime) -> None:
    """On the person's own wall clock."""
    assert next_nudge(profile, MORNING) == at


@given(
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Chatham"]),
    st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1)),
)
def test_never_in_the_quiet_hours_and_one_a_day(at: time, begins: time, ends: time, tz: str, now: datetime) -> None:
    """Whatever was chosen, whenever the clocks change."""
    profile = Profile("a", tz=tz, nudge_at=at, quiet_from=begins, quiet_to=ends)
    moment = now.replace(tzinfo=UTC)
    days = []
    for _ in range(5):
        following = next_nudge(profile, moment)
        assert following > moment
        wall = following.astimezone(zone(zone_of(profile)))
        skipped = wall.time() not in (at, ends)  # the clock jumped over it
        quiet = begins <= wall.time() < ends if begins <= ends else wall.time() >= begins or wall.time() < ends
        assert skipped or not quiet
        days.append(wall.date())
        moment = following
    assert [later - earlier for earlier, later in pairwise(days)] == [timedelta(days=1)] * 4
