"""A schedule in words: as a sentence, and as the text that ``/schedule`` would read it from."""

from __future__ import annotations

from calendar import day_abbr
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from bot.groups.schedule_words import EVERY_DAY, WEEKDAYS
from bot.progress.zones import city
from bot.quizzing.wording import counted, joined
from bot.records import TOPICS_BETWEEN, Schedule


def _said_days(days: frozenset[int]) -> str:
    """``every weekday``, ``on Mon and Thu``."""
    if days == EVERY_DAY:
        return "every day"
    if days == WEEKDAYS:
        return "every weekday"
    return "on " + joined([day_abbr[day] for day in sorted(days)])


def said(schedule: Schedule) -> str:
    """``A question every weekday at 09:00 (Berlin), open until 17:00, on monitoring.``"""
    what = "A question" if schedule.items == 1 else counted(schedule.items, "question")
    parts = [f"{what} {_said_days(schedule.days)} at {schedule.at:%H:%M} ({city(schedule.tz)})"]
    if schedule.closes is not None:
        parts.append(f"open until {schedule.closes:%H:%M}{'' if schedule.closes > schedule.at else ' the next day'}")
    if schedule.topic:
        parts.append(f"on {joined(schedule.topic.split(TOPICS_BETWEEN))}")
    if schedule.pin:
        parts.append("pinned while it is open")
    if schedule.holidays:
        parts.append(f"not on public holidays ({schedule.holidays})")
    if schedule.off:
        parts.append("not " + joined([_said_span(first, last) for first, last in _spans(schedule.off)]))
    return ", ".join(parts) + "."


def _spans(days: Sequence[date]) -> list[tuple[date, date]]:
    """Dates in a row as one: the first and the last."""
    spans: list[tuple[date, date]] = []
    for day in days:
        if spans and day - spans[-1][1] == timedelta(days=1):
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return spans


def _said_span(first: date, last: date) -> str:
    return f"on {first.day} {first:%b}" if first == last else f"from {first.day} {first:%b} to {last.day} {last:%b}"


def fields_of(schedule: Schedule) -> Mapping[str, str]:
    """What stands in each field of its dialog, by the field's name; empty where nothing is set."""
    days = {EVERY_DAY: "daily", WEEKDAYS: "weekdays"}.get(schedule.days) or " ".join(
        day_abbr[day].lower() for day in sorted(schedule.days)
    )
    return {
        "at": f"{schedule.at:%H:%M}",
        "days": days,
        "tz": schedule.tz,
        "closes": f"{schedule.closes:%H:%M}" if schedule.closes is not None else "",
        "topic": schedule.topic.replace(TOPICS_BETWEEN, ", "),
        "items": str(schedule.items),
        "holidays": schedule.holidays,
        "pin": "pin" if schedule.pin else "no pin",
    }


def spelled(schedule: Schedule) -> str:
    """``09:00 mon thu Europe/Berlin until 17:00 topic monitoring``: read again, it is the same schedule."""
    fields = fields_of(schedule)
    parts = [fields["at"], fields["days"], fields["tz"]]
    if fields["closes"]:
        parts.append(f"until {fields['closes']}")
    if fields["topic"]:
        parts.append(f"topic {fields['topic']}")
    if schedule.items > 1:
        parts.append(f"{schedule.items} questions")
    if schedule.pin:
        parts.append("pin")
    if schedule.holidays:
        parts.append(f"holidays {schedule.holidays}")
    if schedule.off:
        parts.append("except " + ", ".join(day.isoformat() for day in schedule.off))
    return " ".join(parts)
