"""Single dates as people type them: ``except 2026-12-24``, ``except 24 Dec to 2 Jan``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MOST_DATES = 60

_MONTH = rf"(?:{'|'.join(MONTHS)})[a-z]*\.?"
_DATE = rf"\d{{4}}-\d\d-\d\d|\d{{1,2}}\.\d{{1,2}}\.(?:\d{{4}})?|\d{{1,2}}\.? {_MONTH}(?: \d{{4}})?|{_MONTH} \d{{1,2}}(?: \d{{4}})?"
DATES_OFF = re.compile(
    rf"\b(?:except|but not|not)(?: on)?:?\s+(none\b|(?:{_DATE})(?:\s*(?:,|and|to|-|\.\.)*\s*(?:{_DATE}))*)",
    re.IGNORECASE,
)


class Slip(ValueError):
    """What was typed cannot be used; the message says what can."""


def dates(text: str, today: date) -> Iterator[date]:
    """The dates of a list with ranges in it.  Raises :class:`Slip`."""
    before: date | None = None
    last = 0
    for found in re.finditer(_DATE, text, re.IGNORECASE):
        day = _date(found[0], today)
        spanned = before is not None and bool(re.search(r"to|-|\.\.", text[last : found.start()]))
        if before is not None and spanned:
            if not 0 < (day - before).days <= MOST_DATES:
                raise Slip(f"From {before} to {day} is no span of dates, or one of more than {MOST_DATES} days.")
            yield from (before + timedelta(days=n) for n in range(1, (day - before).days))
        yield day
        before, last = day, found.end()


def _date(text: str, today: date) -> date:
    """``2026-12-24``, ``24.12.2026``, ``24 Dec``; without a year, the next one."""
    parts = re.findall(r"\d+|[a-z]+", text.lower())
    month = next((MONTHS.index(part[:3]) + 1 for part in parts if part[:3] in MONTHS), None)
    numbers = [int(part) for part in parts if part.isdigit()]
    try:
        if month is None and "-" in text:
            return date.fromisoformat(text)
        day, month = (numbers.pop(0), month) if month else (numbers.pop(0), numbers.pop(0))
        if numbers:
            return date(numbers[0], month, day)
        this = date(today.year, month, day)
        return this if this >= today else this.replace(year=today.year + 1)
    except ValueError:
        raise Slip(f"I can't read the date {text[:20]!r}; write 2026-12-24.") from None
