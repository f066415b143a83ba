"""The present as one learner lives it: the instant, their local day, and the zone that is in force.

The rule that holds here: the zone in force is read from the facts, not from the settings, because a
change of zone holds only from the next local day of the old one.  Everything that says "today" to a
person asks here, so that no two screens disagree around midnight or just after a journey.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from bot.ports import Clock
from bot.progress.days import local_day, zone_in_force
from bot.progress.facts import Fact
from bot.records import Profile

UNKNOWN_ZONE = "UTC"


def local_now(clock: Clock, profile: Profile, facts: Iterable[Fact]) -> tuple[datetime, date, str]:
    """The present, the learner's local day, and the zone it is in; ``facts`` are the learner's."""
    now = clock.now()
    zone = zone_in_force(now, facts, profile.tz or UNKNOWN_ZONE, profile.day_start)
    return now, local_day(now, zone, profile.day_start), zone
