"""What may be said at all: sentences and rows of a fair length, and no code, labels or orders among them."""

from __future__ import annotations

import re

from bot.asking.orders import gives_orders
from bot.asking.rebuilding import CODE_SPAN
from bot.asking.units import NAMED_CELLS, Unit
from retrieval.languages import everyday_words

SHORTEST, LONGEST, LONGEST_ROW = 12, 420, 720
WORDY, NO_PLAIN_WORDS = 14, 0.07
NOT_PROSE = re.compile(
    r"^[\W\d_]*$|^:[a-z]+(?: [\w.]+){0,2}:|^(?:#@|%%?\w|!\w|>>> |\$ )|^(?:import|from) \w+[\w.]* ?(?:import\b|$)|^(?:SELECT|CREATE|INSERT|WITH) "
    r"|\b(?:View (?:on \w|source)|(?:Run|Open) in (?:Google )?Colab|Download notebook)\b|[^│┃║]*[│┃║]"  # lines of a drawn table
)
CODE_INSIDE = re.compile(  # code that nothing marks as such
    r"(?:^|\s)(?:def \w+\(|class \w+[(:]|@\w+(?:\.\w+)*\()|\breturn (?:True|False|None|self)\b|\)\s*[{;](?:\s|$)|/\*|\*/"
)
CELLS = re.compile(r"(?:[^\n\d]{1,28}\n){3,}[^\n\d]{1,28}")  # of a table's head, as a PDF has them
OPTIONAL = re.compile(
    r"\W*\w[\w ]*\W*:\W*(?:optional|required|deprecated)\W*", re.IGNORECASE
)  # and no word of what for
RUN_IN = re.compile(r"(\*\*|__)(?:[\w'’/&-]+ ?){1,3}[.:]?\1[.:]?")  # a label where a heading could stand


def sayable(unit: Unit) -> bool:
    """Whether a piece can be said at all: prose or a row of a fair length that asks and orders nothing."""
    quote = unit.span.quote
    longest = LONGEST_ROW if unit.shape == "row" and NAMED_CELLS in unit.text else LONGEST
    return SHORTEST <= len(unit.text) <= longest and not (
        NOT_PROSE.match(unit.text)
        or (unit.shape != "row" and CODE_INSIDE.search(CODE_SPAN.sub("", unit.text)))
        or RUN_IN.fullmatch(quote)
        or CELLS.fullmatch(quote)
        or OPTIONAL.fullmatch(unit.text)
        or unit.text.endswith("?")
        or gives_orders(quote)
        or (unit.shape != "row" and plain_words(unit) < NO_PLAIN_WORDS)
    )


def plain_words(unit: Unit) -> float:
    """The share of everyday words in a longer piece: names in a row, or labels of a drawing, have hardly any."""
    words = unit.text.lower().split()
    return sum(word in everyday_words() for word in words) / len(words) if len(words) >= WORDY else 1.0
