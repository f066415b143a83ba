"""A schedule as people type it and as it is said to them: ``09:00 weekdays Europe/Berlin until 17:00``.

What is not mentioned stays as it was.  Words that are left over name a city or a zone; whatever fits
nothing is a :class:`Slip` that shows one line that works.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any

from bot.groups.schedules import known_holidays
from bot.progress.zones import city, country_of, find_zones, is_zone
from bot.quizzing.wording import counted, joined
from bot.records import Schedule

NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
EVERY_DAY = frozenset(range(7))
WEEKDAYS = frozenset(range(5))
MOST_ITEMS = 5
THE_COUNTRYS = "of the country"
EXAMPLE = "`/schedule 09:00 weekdays Europe/Berlin`"
SETS = {
    "weekday": WEEKDAYS,
    "weekdays": WEEKDAYS,
    "workdays": WEEKDAYS,
    "daily": EVERY_DAY,
    "everyday": EVERY_DAY,
    "weekends": frozenset({5, 6}),
    "weekend": frozenset({5, 6}),
}
PINNING = {"pin", "pinned", "unpin"}
NOT = {"no", "without", "don't"}
FILLERS = {"at", "every", "each", "in", "on", "and", "a", "the", "question", "time", "zone", "o'clock", "uhr"}
_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm)?", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_ITEMS = re.compile(r"(\d)\s*x?\s*(?:questions?|items?)", re.IGNORECASE)


class Slip(ValueError):
    """What was typed cannot be used; the message says what can."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed, part by part; ``None`` is what was not mentioned."""

    days: frozenset[int] | None = None
    at: time | None = None
    tz: str | None = None
    closes: time | None = None
    topic: str | None = None
    items: int | None = None
    holidays: str | None = None
    off: tuple[date, ...] | None = None
    pin: bool | None = None

    def applied(self, schedule: Schedule) -> Schedule:
        """``schedule`` with what was mentioned."""
        told = {name: value for name in self.__slots__ if (value := getattr(self, name)) is not None}
        return replace(schedule, **told)


TopicOf = Callable[[str], str | None]
"""The name of a topic for what was typed, if there is one."""


@dataclass
class _Reading:
    """The words that are left, and what was understood so far."""

    words: list[str]
    topic_of: TopicOf
    found: dict[str, Any] = field(default_factory=dict)

    def take(self, *names: str) -> str | None:
        """The word after one of these, both taken out."""
        for number, word in enumerate(self.words[:-1]):
            if word.casefold().rstrip(":") in names:
                value = self.words[number + 1]
                del self.words[number : number + 2]
                return value
        return None


def read_schedule(text: str, usual_tz: str, topic_of: TopicOf) -> Wanted:
    """What ``text`` asks for; a bare ``holidays`` means those of the zone's country.  Raises :class:`Slip`."""
    found: dict[str, Any] = {}
    text = re.sub(r"\b(every|each) ?day\b", "daily", text.replace(",", " ").replace("–", "-"), flags=re.IGNORECASE)
    if several := _ITEMS.search(text):
        found["items"] = _items(several[1])
        text = text.replace(several[0], " ", 1)
    reading = _Reading(text.split(), topic_of, found)
    if (closes := reading.take("until", "closes", "close")) is not None:
        found["closes"] = _time(closes)
    if (topic := reading.take("topic", "about")) is not None:
        found["topic"] = "" if topic.casefold() in {"any", "all", "everything"} else _topic(topic, topic_of)
    if off := _dates_off(reading):
        found["off"] = off
    _take_holidays(reading)
    _take_pin(reading)
    _take_words(reading)
    if found.get("holidays") == THE_COUNTRYS:
        found["holidays"] = _of_the_country(str(found.get("tz") or usual_tz))
    return Wanted(**found)


def _take_words(reading: _Reading) -> None:
    days: set[int] = set()
    places: list[str] = []
    for word in reading.words:
        plain = word.casefold().strip(".")
        if _TIME.fullmatch(plain) and "at" not in reading.found:
            reading.found["at"] = _time(plain)
        elif (some := _days(plain)) is not None:
            days |= some
        elif plain in {"am", "pm"} and isinstance(at := reading.found.get("at"), time):
            reading.found["at"] = _time(f"{at.hour}:{at:%M}{plain}")
        elif plain not in FILLERS:
            places.append(word)
    if days:
        reading.found["days"] = frozenset(days)
    if places:
        _take_place(reading, places)


def _take_place(reading: _Reading, words: list[str]) -> None:
    """A zone, a topic, or one after the other."""
    for cut in range(len(words), -1, -1):
        first, second = " ".join(words[:cut]), " ".join(words[cut:])
        for place, topic in ((first, second), (second, first)):
            tz = _maybe_zone(place)
            name = reading.topic_of(topic) if topic else None
            if (tz is not None or not place) and (name is not None or not topic):
                reading.found |= ({"tz": tz} if tz else {}) | ({"topic": name} if name else {})
                return
    raise Slip(f"I don't know the place {' '.join(words)[:40]!r}. One that works: {EXAMPLE}")


def _dates_off(reading: _Reading) -> tuple[date, ...]:
    """The dates after ``except``."""
    dates = []
    while (day := reading.take("except", "not")) is not None:
        dates.append(_date(day))
        while (more := next((word for word in reading.words if _DATE.fullmatch(word)), None)) is not None:
            reading.words.remove(more)
            dates.append(_date(more))
    return tuple(sorted(dates))


def _take_holidays(reading: _Reading) -> None:
    plain = [word.casefold() for word in reading.words]
    if "holidays" not in plain:
        return
    at = plain.index("holidays")
    named = reading.words[at + 1] if at + 1 < len(reading.words) else ""
    begins = at - 1 if at and plain[at - 1] in {"skip", "no", "without"} else at
    if re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", named) and known_holidays(named):
        reading.found["holidays"] = named
        del reading.words[begins : at + 2]
    elif named.casefold() in {"none", "off"}:
        reading.found["holidays"] = ""
        del reading.words[begins : at + 2]
    else:
        reading.found["holidays"] = THE_COUNTRYS
        del reading.words[begins : at + 1]


def _take_pin(reading: _Reading) -> None:
    """``pin``, ``no pin``."""
    plain = [word.casefold() for word in reading.words]
    at = next((number for number, word in enumerate(plain) if word in PINNING), None)
    if at is None:
        return
    refused = plain[at] == "unpin" or (at > 0 and plain[at - 1] in NOT)
    reading.found["pin"] = not refused
    del reading.words[at - 1 if refused and plain[at] != "unpin" else at : at + 1]


def _days(word: str) -> frozenset[int] | None:
    """``weekdays``, ``mon``, ``mondays``, ``mon-fri``."""
    if word in SETS:
        return SETS[word]
    first, _, last = word.partition("-")
    ends = [_day(part) for part in (first, last or first)]
    if ends[0] is None or ends[1] is None:
        return None
    span = (ends[1] - ends[0]) % 7
    return frozenset((ends[0] + n) % 7 for n in range(span + 1))


def _day(word: str) -> int | None:
    full = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    word = word.removesuffix("s") if word.endswith("days") else word
    return next((n for n, name in enumerate(full) if len(word) >= 3 and name.startswith(word)), None)


def _time(text: str) -> time:
    read = _TIME.fullmatch(text)
    hour, minute = (int(read[1]), int(read[2] or 0)) if read else (99, 0)
    if read and read[3] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if read[3].lower() == "pm" else 0)
    if hour > 23 or minute > 59:
        raise Slip(f"I can't read the time {text[:20]!r}; write 09:00. One that works: {EXAMPLE}")
    return time(hour, minute)


def _maybe_zone(text: str) -> str | None:
    if is_zone(text):
        return text
    found = find_zones(text)
    return found[0].zone if found else None


def _topic(text: str, topic_of: TopicOf) -> str:
    if (name := topic_of(text)) is None:
        raise Slip(f"I have no questions on “{text[:40]}”. `/schedule topic any` asks everything.")
    return name


def _of_the_country(tz: str) -> str:
    if not known_holidays(country := country_of(tz)):
        raise Slip("Whose holidays? Name the country: `holidays DE`, or a part of it: `holidays DE-BE`.")
    return country


def _items(text: str) -> int:
    if not 1 <= int(text) <= MOST_ITEMS:
        raise Slip(f"Between one and {MOST_ITEMS} questions a day.")
    return int(text)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Slip(f"I can't read the date {text[:20]!r}; write 2026-12-24.") from None


def said_days(days: frozenset[int]) -> str:
    """``every weekday``, ``on Mon and Thu``."""
    if days == EVERY_DAY:
        return "every day"
    if days == WEEKDAYS:
        return "every weekday"
    return "on " + joined([NAMES[day] for day in sorted(days)])


def said(schedule: Schedule) -> str:
    """``A question every weekday at 09:00 (Berlin), open until 17:00, on monitoring.``"""
    what = "A question" if schedule.items == 1 else counted(schedule.items, "question")
    parts = [f"{what} {said_days(schedule.days)} at {schedule.at:%H:%M} ({city(schedule.tz)})"]
    if schedule.closes is not None:
        parts.append(f"open until {schedule.closes:%H:%M}")
    if schedule.topic:
        parts.append(f"on {schedule.topic}")
    if schedule.pin:
        parts.append("pinned while it is open")
    if schedule.holidays:
        parts.append(f"not on public holidays ({schedule.holidays})")
    if schedule.off:
        parts.append("not on " + joined([f"{day.day} {day:%b}" for day in schedule.off]))
    return ", ".join(parts) + "."
