"""A date as people type it: ``2026-12-10``, ``3rd of March``, ``next Friday``, ``in 3 weeks``."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

FULL_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = tuple(name[:3] for name in FULL_WEEKDAYS)
DAYS_OF = {"day": 1, "week": 7, "month": 30}
FAR_YEARS = 5
FILLERS = {"on", "the", "of", "next"}
_AHEAD = re.compile(r"in (\d{1,2}) (day|week|month)s?")
_ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b")


def read_day(typed: str, today: date) -> date | None:
    """``2026-12-10``, ``10.12.2026``, ``10 December`` (the next one), ``Friday``, ``tomorrow`` or ``in 3 weeks``.

    ``None`` for what is no date, and for one years away, which is a slip of the finger.
    """
    words = _ORDINAL.sub(r"\1", typed.casefold().replace(",", " ")).split()
    words = [word for word in words if word not in FILLERS]
    if len(words) == 1 and words[0] in (*WEEKDAYS, *FULL_WEEKDAYS):
        return today + timedelta(days=(WEEKDAYS.index(words[0][:3]) - today.weekday() - 1) % 7 + 1)
    if found := _AHEAD.fullmatch(" ".join(words)):
        return today + timedelta(days=int(found[1]) * DAYS_OF[found[2]])
    if words in (["today"], ["tomorrow"]):
        return today + timedelta(days=words == ["tomorrow"])
    for year in ((), (str(today.year),), (str(today.year + 1),)):
        for form in ("%Y-%m-%d", "%Y/%m/%d", "%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y", "%d.%m.%Y"):
            with suppress(ValueError):
                day = datetime.strptime(" ".join((*words, *year)), form).replace(tzinfo=UTC).date()
                if (not year or day >= today) and abs(day.year - today.year) <= FAR_YEARS:
                    return day
    return None
