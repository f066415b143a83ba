"""A word that no document has, as the one of its family that they have: complain and complaint, heavy and weight, 3.2 and 3.2.0.

The rule that holds here: a word that any document uses is left as it was said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import takewhile

WORD = re.compile(r"(?<![\w./-])(?:[a-z]{4,}|\d+\.\d+)(?![\w/-]|\.\w)")
SHORTEST = 5  # letters that a family has in common
ENDINGS_LISTED = (
    "e i y t c s r th er or ar al el it ur iv ist ist ant ent anc enc abl ibl ing ion ness ment ship ation at"
)
ENDINGS = frozenset(("", *ENDINGS_LISTED.split()))
LONGEST = max(map(len, ENDINGS))
MEASURED: Mapping[str, str] = {
    "heavy": "weight", "light": "weight", "wide": "width", "narrow": "width", "tall": "height", "deep": "depth",
    "cheap": "price", "cost": "price", "expensive": "price", "pricey": "price", "costly": "price",
}  # fmt: skip

Spread = Callable[[str], int]
Beginning = Callable[[str], Iterable[str]]


def relative_of(word: str, stem: str, spread: Spread, beginning: Beginning) -> str | None:
    """The term that stands for ``word`` in the documents, if one does.

    ``spread`` tells in how many passages a term occurs, ``beginning`` gives the terms that begin with some letters.
    """
    if word[0].isdigit():
        return f"{word}.0" if spread(f"{word}.0") else None
    if word in MEASURED:
        return MEASURED[word] if spread(MEASURED[word]) else None
    if len(stem) < SHORTEST:
        return None
    known = [term for term in beginning(stem[: max(SHORTEST, len(stem) - LONGEST)]) if _akin(stem, term)]
    return max(known, key=lambda term: (spread(term), term), default=None)


def _akin(one: str, other: str) -> bool:
    """Whether two stems are one word but for their endings."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    root = sum(1 for _ in alike)
    return root >= SHORTEST and one[root:] in ENDINGS and other[root:] in ENDINGS
