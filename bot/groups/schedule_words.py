"""A schedule as people type it: ``09:00 weekdays Europe/Berlin until 17:00``, ``mon to fri at nine, New York``.

What is not mentioned stays as it was.  Words that mean nothing raise :class:`Slip` with an example that
works: a word is never taken for part of another, so nobody gets questions at a time they did not name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any, Literal, Protocol

from bot.groups.schedule_dates import DATES_OFF, Slip, dates
from bot.groups.schedules import known_holidays
from bot.progress.zones import code_of_country, country_of, is_zone, like_place, named_zone
from bot.records import TOPICS_BETWEEN, Schedule

EVERY_DAY = frozenset(range(7))
WEEKDAYS = frozenset(range(5))
FULL = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOST_ITEMS = 5
LONGEST_TOPIC, CUT_TOPIC = 10, 4
THE_COUNTRYS = "of the country"
EXAMPLE = "`/schedule 09:00 weekdays Europe/Berlin`"
SETS = {
    **dict.fromkeys(("weekday", "weekdays", "workday", "workdays"), WEEKDAYS),
    **dict.fromkeys(("daily", "everyday"), EVERY_DAY),
    **dict.fromkeys(("weekend", "weekends"), frozenset({5, 6})),
}
PINNING = {"pin", "pinned", "unpin"}
NOT = {"no", "without", "don't", "skip"}
NOTHING = {"none", "off", "never"}
FILLERS = {
    *("at", "every", "each", "in", "on", "and", "a", "the", "question", "time", "zone", "o'clock", "uhr", ","),
    *("from", "to", "set", "add", "change", "move", "make", "it", "instead", "please", "is", "per", "day"),
}

_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
_CLOCK = r"\d{1,2}(?:[:.]\d{2}(?:am|pm)?|am|pm)"
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBER = "|".join(_NUMBERS)
HABITS: tuple[tuple[str, str], ...] = (
    (r"^/schedule\b", ""),
    (r"[–—]", "-"),
    (r"[\"“”„`]", " "),
    (",", " , "),
    (r"\b([ap])\.\s?m\b\.?", r"\1m"),
    (r"(\d)\s+([ap]m)\b", r"\1\2"),
    (r"\b(?:noon|midday)\b", "12:00"),
    (r"\bmidnight\b", "00:00"),
    (r"\b(every|each) ?day\b", "daily"),
    (r"\b(?:m-f|mo-fr)\b", "mon-fri"),
    (rf"\b({_DAY})\s*(?:to|through|thru|till|until)\s+({_DAY})\b", r"\1-\2"),
    (rf"\b({_DAY})/(?={_DAY})", r"\1 "),
    (rf"({_CLOCK})\s*(?:-|to)\s*({_CLOCK})", r"\1 until \2"),
    (r"\b(?:no|without) clos(?:e|ing)(?: time)?\b", "until none"),
    (r"\b(?:(?:open )?(?:until|till|til)|clos(?:e|es|ing)(?: time)?(?: at)?:?)(?=\s)", "until"),
)
"""Patterns of what people write, and what each is replaced by before the words are read."""

_TIME = re.compile(r"(\d{1,2})(?:[:.h]?(\d{2})|h)?(am|pm)?", re.IGNORECASE)
_OFFSET = re.compile(r"(?:utc|gmt)?[+-]\d{1,2}(?::?\d{2})?", re.IGNORECASE)
_ITEMS = re.compile(r"(\d+)\s*x?\s*(?:questions?|items?|(?:a|per) day)\b", re.IGNORECASE)


class TopicOf(Protocol):
    """The name of a topic for what was typed, if there is one; ``whole``: only if that is its full name."""

    def __call__(self, text: str, /, *, whole: bool = False) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """The parts of a schedule that were typed; ``None``: not mentioned, empty: to be taken away."""

    days: frozenset[int] | None = None
    at: time | None = None
    tz: str | None = None
    closes: time | Literal[""] | None = None
    topic: str | None = None
    items: int | None = None
    holidays: str | None = None
    off: tuple[date, ...] | None = None
    pin: bool | None = None

    def applied(self, schedule: Schedule) -> Schedule:
        """``schedule`` with what was mentioned; single dates are added to those it has."""
        told = {name: value for name in self.__slots__ if (value := getattr(self, name)) is not None}
        if "closes" in told:
            told["closes"] = told["closes"] or None
        if self.off:
            told["off"] = tuple(sorted({*schedule.off, *self.off}))
        return replace(schedule, **told)


@dataclass
class _Reading:
    """The words that are left, and what was understood so far."""

    words: list[str]
    topic_of: TopicOf
    found: dict[str, Any] = field(default_factory=dict)

    def after(self, *names: str) -> int | None:
        """Remove the first of these words that is followed by another; returns the index of that other."""
        for number, word in enumerate(self.words[:-1]):
            if word.casefold().rstrip(":") in names:
                del self.words[number]
                return number
        return None


def read_schedule(text: str, usual_tz: str, topic_of: TopicOf, today: date) -> Wanted:
    """What ``text`` asks for; a bare ``holidays`` means those of the zone's country.  Raises :class:`Slip`."""
    found: dict[str, Any] = {}
    for habit, plain in HABITS:
        text = re.sub(habit, plain, text.strip(), flags=re.IGNORECASE)
    text = _in_digits(text)
    if off := DATES_OFF.search(text):
        found["off"] = tuple(dates(off[1], today))
        text = text.replace(off[0], " ", 1)
    if several := _ITEMS.search(text):
        found["items"] = _items(several[1])
        text = text.replace(several[0], " ", 1)
    reading = _Reading(text.split(), topic_of, found)
    if (at := reading.after("until")) is not None:
        closes = reading.words.pop(at)
        found["closes"] = "" if closes.casefold() in NOTHING else _time(closes)
    if (at := reading.after("topic", "topics", "about")) is not None:
        found["topic"] = _topics(reading, at)
    _take_holidays(reading)
    _take_pin(reading)
    _take_words(reading)
    if found.get("holidays") == THE_COUNTRYS:
        found["holidays"] = _of_the_country(str(found.get("tz") or usual_tz))
    return Wanted(**found)


def _in_digits(text: str) -> str:
    """Number words as digits, where they can only be numbers: ``at nine``, ``two questions``."""
    counted = rf"(?<=\bat )({_NUMBER})\b|\b({_NUMBER})(?=\s*(?:questions?|items?|o'clock|am|pm|(?:a|per) day)\b)"
    return re.sub(counted, lambda word: str(_NUMBERS.index(word[0].lower()) + 1), text, flags=re.IGNORECASE)


def _take_words(reading: _Reading) -> None:
    days: set[int] = set()
    places: list[str] = []
    for word in reading.words:
        plain = word.casefold().strip(".")
        if _TIME.fullmatch(plain):
            if "at" in reading.found:
                raise Slip(f"One question time a day: {word[:20]!r} reads like a second. One that works: {EXAMPLE}")
            reading.found["at"] = _time(plain)
        elif (some := _days(plain)) is not None:
            days |= some
        elif _OFFSET.fullmatch(plain):
            raise Slip("Name a city and not an offset, so that summer time is followed: `/schedule 09:00 Berlin`.")
        elif plain in {"except", "not"}:
            raise Slip("Except when? Write dates: `except 2026-12-24`, or the days it comes: `mon-thu`.")
        elif plain not in FILLERS:
            places.append(word)
    if days:
        reading.found["days"] = frozenset(days)
    if places:
        _take_place(reading, places)


def _take_place(reading: _Reading, words: list[str]) -> None:
    """Read words that are a zone, a topic, or one after the other.  Raises :class:`Slip`."""
    for cut in range(len(words), -1, -1):
        first, second = " ".join(words[:cut]), " ".join(words[cut:])
        for place, topic in ((first, second), (second, first)):
            tz = _zone(place)
            name = reading.topic_of(topic, whole=True) if topic else None
            if (tz is not None or not place) and (name is not None or not topic):
                reading.found |= ({"tz": tz} if tz else {}) | ({"topic": name} if name else {})
                return
    typed = " ".join(words)
    near = like_place(typed)
    meant = f" Did you mean {near.partition(' (')[0]}?" if near else ""
    raise Slip(f"I can't read {typed[:40]!r}.{meant} One that works: {EXAMPLE}")


def _zone(text: str) -> str | None:
    """``Europe/Berlin``, ``Berlin``, ``Berlin Germany``."""
    if is_zone(text) and "/" in text:
        return text
    if (named := named_zone(text)) is not None:
        return named
    city, _, land = text.rpartition(" ")
    code = code_of_country(land)
    inside = named_zone(city) if code else None
    return inside if inside and country_of(inside) == code else None


def _topics(reading: _Reading, at: int) -> str:
    """Remove and return the topics that begin at a word; empty: any topic.  Raises :class:`Slip`."""
    if reading.words[at].casefold() in {"any", "all", "everything", *NOTHING}:
        del reading.words[at]
        return ""
    names: list[str] = []
    while at < len(reading.words):
        if reading.words[at].casefold() in {",", "and"}:
            del reading.words[at]
            continue
        run = _longest_topic(reading, at)
        if run is None:
            break
        names.append(run)
    if not names:
        raise Slip(f"I have no questions on “{reading.words[at][:40]}”. `/schedule topic any` asks everything.")
    return TOPICS_BETWEEN.join(dict.fromkeys(names))


def _longest_topic(reading: _Reading, at: int) -> str | None:
    """Remove and return the longest topic that begins there; abbreviated only where no full name fits."""
    for whole, most in ((True, LONGEST_TOPIC), (False, CUT_TOPIC)):
        for end in range(min(at + most, len(reading.words)), at, -1):
            typed = " ".join(reading.words[at:end])
            if (name := reading.topic_of(typed, whole=whole)) is not None:
                del reading.words[at:end]
                return name
    return None


def _take_holidays(reading: _Reading) -> None:
    plain = [word.casefold() for word in reading.words]
    if "holidays" not in plain:
        return
    at = plain.index("holidays")
    named = reading.words[at + 1] if at + 1 < len(reading.words) else ""
    begins = at - 1 if at and plain[at - 1] in NOT else at
    code = code_of_country(named) or (named.upper() if named.isupper() or named.casefold() not in FILLERS else "")
    if re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", code) and known_holidays(code):
        reading.found["holidays"] = code
        del reading.words[begins : at + 2]
    elif named.casefold() in NOTHING:
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
    word = word.removesuffix("s") if word.endswith("days") else word
    return next((n for n, name in enumerate(FULL) if len(word) >= 3 and name.startswith(word)), None)


def _time(text: str) -> time:
    read = _TIME.fullmatch(text)
    hour, minute = (int(read[1]), int(read[2] or 0)) if read else (99, 0)
    if read and read[3] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if read[3].lower() == "pm" else 0)
    if hour > 23 or minute > 59:
        raise Slip(f"I can't read the time {text[:20]!r}; write 09:00. One that works: {EXAMPLE}")
    return time(hour, minute)


def _of_the_country(tz: str) -> str:
    if not known_holidays(country := country_of(tz)):
        raise Slip("Whose holidays? Name the country: `holidays DE`, or a part of it: `holidays DE-BE`.")
    return country


def _items(text: str) -> int:
    if not 1 <= int(text) <= MOST_ITEMS:
        raise Slip(f"Between one and {MOST_ITEMS} questions a day.")
    return int(text)
