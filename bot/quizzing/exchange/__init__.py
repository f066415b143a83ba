"""Items in other programs' formats: CSV, Moodle GIFT, Anki and JSON, out and in.

What comes in becomes plain tables, the same that a TOML file holds; a file from elsewhere lacks what
only we ask for (a trap, a source, the deciding constraint), and ``course check`` then names each gap.
The rule that holds here: out and in again gives the same items.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.quizzing.courses import Course
from bot.quizzing.exchange import anki, gift, spreadsheet, whole
from bot.quizzing.item_table import Table
from bot.quizzing.items import Item


@dataclass(frozen=True, slots=True)
class Format:
    """One format: how it is written and read, and how its files end."""

    ending: str
    write: Callable[[Course, Sequence[Item]], bytes]
    read: Callable[[bytes], list[Table]]


FORMATS = {
    "json": Format(".json", whole.write, whole.read),
    "csv": Format(".csv", spreadsheet.write, spreadsheet.read),
    "gift": Format(".gift", gift.write, gift.read),
    "anki": Format(".apkg", anki.write, anki.read),
}
