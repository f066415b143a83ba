"""Cells of a table as what can be set against each other: an amount of something, a day, a time of day."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.documents.front_matter import parse_day

DAY, CLOCK, SPAN, MASS, LENGTH, MONEY = "day", "clock", "span", "mass", "length", "money"
AMOUNT = re.compile(
    r"^(?:(?:up to|about|approx\.?|ca\.?|max\.?|[~≈≤<])\s*)?(?P<sign>[€$£¥]?)\s?(?P<number>[-−]?\d[\d.,]*)\s?(?P<unit>\D*)$",
    re.IGNORECASE,
)
TIME_OF_DAY = re.compile(r"^(\d{1,2}):(\d\d)$")
EITHER_WAY = re.compile(r"[1-9]\d{0,2}[.]\d{3}|\d+,\d{3},?")  # 1.250 is one and a quarter, or a thousand and more
THOUSANDS = re.compile(r"[-−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
NAMED = ("eur", "usd", "gbp", "jpy", "chf", "dkk", "sek", "nok", "pln", "inr", "cad", "aud", "euro", "dollar")
CURRENCIES = frozenset(("€", "$", "£", "¥", *NAMED))
HOUR, DAY_LONG = 3600.0, 86400.0
UNITS: dict[str, tuple[str, float]] = {
    **dict.fromkeys(("ms", "millisecond"), (SPAN, 0.001)),
    **dict.fromkeys(("s", "sec", "second"), (SPAN, 1.0)),
    **dict.fromkeys(("min", "minute"), (SPAN, 60.0)),
    **dict.fromkeys(("h", "hour"), (SPAN, HOUR)),
    "day": (SPAN, DAY_LONG), "week": (SPAN, 7 * DAY_LONG), "month": (SPAN, 30.4 * DAY_LONG), "year": (SPAN, 365.25 * DAY_LONG),
    "mg": (MASS, 0.001), "g": (MASS, 1.0), "kg": (MASS, 1000.0), "t": (MASS, 1e6),
    "mm": (LENGTH, 0.001), "cm": (LENGTH, 0.01), "m": (LENGTH, 1.0), "km": (LENGTH, 1000.0),
    "kb": ("size", 1e3), "mb": ("size", 1e6), "gb": ("size", 1e9), "tb": ("size", 1e12),
    "ml": ("volume", 0.001), "l": ("volume", 1.0),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amount:
    """``value`` counts in the same unit for everything of one ``kind``: ``of`` is the currency, or the unit as written."""

    kind: str
    of: str
    value: float


def amount_of(cell: str) -> Amount | None:
    """What ``cell`` holds; nothing for words, for two figures in one cell and for what can be read in two ways."""
    text = cell.strip(" .*`")
    if clock := TIME_OF_DAY.match(text):
        return Amount(CLOCK, "", 60.0 * int(clock[1]) + int(clock[2]))
    if day := parse_day(text) or parse_day(f"1 {text}") or parse_day(f"{text}-01"):
        return Amount(DAY, "", float(day.toordinal()))
    found = AMOUNT.match(text)
    if found is None or (EITHER_WAY.fullmatch(found["number"]) and not THOUSANDS.fullmatch(found["number"])):
        return None
    value = _value(found["number"])
    if value is None:
        return None
    unit = found["unit"].strip().casefold()
    unit = unit if unit in UNITS or unit in CURRENCIES else unit.removesuffix("s")
    if found["sign"] or unit.split(" ")[0] in CURRENCIES:
        return Amount(MONEY, found["sign"] or unit, value)
    kind, factor = UNITS.get(unit, ("", 1.0))
    return Amount(kind, "" if kind else unit, factor * value)


def _value(number: str) -> float | None:
    number = number.replace("−", "-").rstrip(".,")
    number = number.replace(",", "") if THOUSANDS.fullmatch(number) else number.replace(",", ".")
    try:
        return float(number)
    except ValueError:
        return None
