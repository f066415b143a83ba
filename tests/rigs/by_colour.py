"""What a message would say by colour alone, and so not to everybody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

LETTER = re.compile(r"[A-H]")
COLOURED = ("color", "accent_color", "background_color")


def by_colour_alone(buttons: Iterable[tuple[str, bool]], words: str) -> Iterator[str]:
    """Buttons as (label, stands out): a letter that stands out was chosen, so words must say that too."""
    shown = [(label, out) for label, out in buttons if LETTER.fullmatch(label)]
    for label, out in shown:
        if out and not re.search(rf"(?i:choice|chose|chosen)\W[^\n]*\b{label}\b", words):
            yield f"that {label} was chosen is said by colour alone"
