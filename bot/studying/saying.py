"""A sentence of the learner's own, compared with the section it is about.

What is checked, and no more: whether the words that carry the point are in it, whether its numbers stand
in the section, and whether one of the two says *not* where the other does not.  It is a mirror, no mark.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, sqrt

from bot.quizzing.wording import joined

ENOUGH = 0.5
FEWEST = 4
STEM = 5
NAMED = 3

_WORD = re.compile(r"[a-z][a-z-]{2,}|\d+(?:[.,]\d+)?")
_NOT = re.compile(r"\b(?:not|never|no|without|cannot|\w+n't)\b", re.IGNORECASE)
_EMPTY = frozenset(
    _WORD.findall(
        "the and for are was were but that this with which when where what who why how its their there then than "
        "from into have has had can could should would will may might must does did not never without cannot because "
        "you your one only all any each every other some more most very much many such also just"
    )
)


@dataclass(frozen=True, slots=True)
class Mirror:
    """A learner's sentence compared with ``closest``, the sentence of the section that is nearest to it.

    ``holds``: the two say the same, as far as can be told.  ``missing``: words of the point that it lacks;
    ``strange``: its numbers that are not in the section.  ``turned``: only one of the two says *not*.
    ``short``: it is too short to be compared.
    """

    holds: bool
    closest: str = ""
    missing: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()
    turned: bool = False
    short: bool = False

    def words(self) -> str:
        """What the learner reads; ``[1]`` is the section."""
        if self.short:
            return "That is very short: one whole sentence, please."
        if self.strange:
            return f"I don't find {joined(list(self.strange))} in that section. There it says: “{self.closest}” [1]"
        if self.turned:
            return f"Mind the *not*: there it says “{self.closest}” [1]"
        if self.holds:
            return f"Yes, that is what it says: “{self.closest}” [1]"
        about = f" It also turns on {joined([f'*{word}*' for word in self.missing])}." if self.missing else ""
        return f"I can't tell whether that says the same.{about} There it says: “{self.closest}” [1]"


def mirror(said: str, sentences: Sequence[str], point: str) -> Mirror:
    """Hold ``said`` against a section's sentences; ``point`` is what it should be about, in a few words."""
    mine = _stems(said)
    if len(mine) < FEWEST or not sentences:
        return Mirror(False, short=True)
    closest = nearest(said, sentences)
    whole = _stems(" ".join((*sentences, point)))
    wanted = _stems(point) or _stems(closest)
    strange = tuple(number for number in re.findall(r"\d+(?:[.,]\d+)?", said) if number not in whole)
    turned = bool(_NOT.search(said)) != bool(_NOT.search(closest)) and _much(mine, _stems(closest))
    holds = len(wanted & mine) >= ENOUGH * len(wanted) or _much(mine, _stems(closest))
    missing = tuple(dict.fromkeys(_named(point, wanted - mine)))[:NAMED]
    return Mirror(holds and not strange and not turned, closest, missing, strange, turned)


def nearest(said: str, texts: Sequence[str]) -> str:
    """The text closest to ``said``: a word counts the more, the fewer have it, and length is no merit."""
    written = {text: _stems(text) for text in texts}
    having = Counter(stem for found in written.values() for stem in found)
    mine = _stems(said)

    def shared(text: str) -> float:
        found = written[text]
        return sum(log(1 + len(written) / having[stem]) for stem in mine & found) / sqrt(len(found) or 1)

    return max(texts, key=shared)


def _stems(text: str) -> set[str]:
    """The words that carry meaning, cut so that endings do not matter."""
    return {word if word[0].isdigit() else word[:STEM] for word in _WORD.findall(text.lower()) if word not in _EMPTY}


def _much(mine: set[str], theirs: set[str]) -> bool:
    return bool(theirs) and len(mine & theirs) >= ENOUGH * min(len(mine), len(theirs))


def _named(text: str, wanted: Iterable[str]) -> list[str]:
    """The words of ``text`` behind these stems, as they are written there."""
    kept = set(wanted)
    return [word for word in re.findall(r"[\w-]+", text) if _stems(word) & kept]
