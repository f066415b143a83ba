"""The days around an exam: what may be said to somebody then, and what rests.

The rules that hold here: on the eve there are ten minutes of warm-up and then silence until the person
writes; on the day nothing is asked; from the eve to the morning after no reminder comes and the streak is
excused; a month later the exam lies behind and the usual days go on.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from bot.progress.days import ONE_DAY
from bot.progress.facts import ExamTaken, Fact

Phase = Literal["none", "ahead", "eve", "day", "after", "behind"]

AFTERWARDS = 30
RETAKE_AFTER = 14
"""Days to wait before a second attempt, as the course's exam facts have it."""


def phase(exam: date | None, today: date) -> Phase:
    """Where ``today`` lies before or after the exam; ``none`` without one, ``behind`` a month after it."""
    if exam is None:
        return "none"
    left = (exam - today).days
    if left > 1:
        return "ahead"
    if left < 0:
        return "after" if -left <= AFTERWARDS else "behind"
    return "eve" if left else "day"


def silent(exam: date | None, day: date) -> bool:
    """Whether no reminder may come on ``day``: the eve, the day itself, the morning after."""
    return exam is not None and abs((exam - day).days) <= 1


def protected(exam: date, today: date, excused: Iterable[date] = ()) -> tuple[date, ...]:
    """The dates around ``exam`` that the streak is excused, as far as they have come.

    ``excused`` are those of earlier exams: nobody sits two within a fortnight, so a date moved from day to
    day protects nothing more.
    """
    if phase(exam, today) not in ("eve", "day", "after"):
        return ()
    days = [day for day in (exam - ONE_DAY, exam, exam + ONE_DAY) if day <= today]
    others = [day for day in excused if not exam - ONE_DAY <= day <= exam + ONE_DAY]
    return () if any(abs((day - exam).days) < RETAKE_AFTER for day in others) else tuple(days)


def outcome(facts: Iterable[Fact], exam: date) -> ExamTaken | None:
    """What the learner said last about this exam."""
    return next((f for f in reversed(list(facts)) if isinstance(f, ExamTaken) and f.exam == exam), None)


def last_outcome(facts: Iterable[Fact]) -> ExamTaken | None:
    """What the learner said last about any exam."""
    return next((fact for fact in reversed(list(facts)) if isinstance(fact, ExamTaken)), None)
