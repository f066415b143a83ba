"""What can be wrong with the bank as a whole: patterns a learner could exploit without knowing anything."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from operator import mul

from bot.quizzing.courses import Course
from bot.quizzing.findings import Finding
from bot.quizzing.items import Item
from bot.quizzing.likeness import overlap, stems

Embed = Callable[[Sequence[str]], Sequence[Sequence[float]]]

UNLIKELY = 0.01
FEWEST = 20
SAME_BY_WORDS, SAME_BY_MEANING = 0.5, 0.9


@dataclass(frozen=True, slots=True)
class Patterns:
    """Where right options stand and how long they are.  ``chance``: how likely such a spread is by luck alone."""

    positions: Mapping[int, int]
    chance: float
    longest: int
    shortest: int
    expected: float
    single: int

    @property
    def too_long(self) -> bool:
        """Whether "take the longest" beats guessing by more than luck explains."""
        return self.single >= FEWEST and _beyond(self.longest, self.expected, self.single)

    @property
    def too_short(self) -> bool:
        """The same for "take the shortest"."""
        return self.single >= FEWEST and _beyond(self.shortest, self.expected, self.single)


def patterns(items: Iterable[Item]) -> Patterns:
    """Count positions and lengths over the items with one right option."""
    single = [item for item in items if item.choose == 1]
    free = [item for item in single if not item.ordered]
    widest = max((len(item.options) for item in free), default=0)
    seen = dict.fromkeys(range(widest), 0)
    expected = dict.fromkeys(seen, 0.0)
    for item in free:
        seen[[option.right for option in item.options].index(True)] += 1
        for place in range(len(item.options)):
            expected[place] += 1 / len(item.options)
    longest = sum(_stands_out(item, max) for item in single)
    shortest = sum(_stands_out(item, min) for item in single)
    by_luck = sum(1 / len(item.options) for item in single)
    return Patterns(seen, _chance(seen, expected), longest, shortest, by_luck, len(single))


def check_bank(course: Course, embed: Embed | None = None) -> Iterator[Finding]:
    """Positions, lengths and near-duplicates."""
    found = patterns(course.items.values())
    if found.single >= FEWEST and found.chance < UNLIKELY:
        spread = ", ".join(f"{chr(97 + place)} {count}" for place, count in found.positions.items())
        yield _bank("position", f"right options stand unevenly in the files: {spread}", "key_position")
    by_luck = f"{found.expected:.0f} of {found.single} would be chance"
    if found.too_long:
        yield _bank("length", f"the right option is the longest in {found.longest}; {by_luck}", "longest_tell")
    if found.too_short:
        yield _bank("length", f"the right option is the shortest in {found.shortest}; {by_luck}", "shortest_tell")
    yield from near_duplicates(list(course.items.values()), embed)


def near_duplicates(items: Sequence[Item], embed: Embed | None = None) -> Iterator[Finding]:
    """Pairs of items that ask the same, by meaning where an embedder is given, else by words."""
    texts = [f"{item.scenario} {item.ask}" for item in items]
    vectors = [_unit(vector) for vector in embed(texts)] if embed and texts else []
    words = [stems(text) for text in texts]
    for left, right in combinations(range(len(items)), 2):
        likeness = sum(map(mul, vectors[left], vectors[right])) if vectors else overlap(words[left], words[right])
        if likeness >= (SAME_BY_MEANING if vectors else SAME_BY_WORDS):
            one, other = items[left], items[right]
            says = f"it asks nearly the same as {other.id} ({other.file})"
            yield Finding("warning", one.file, one.id, "scenario", says, "near_duplicates")


def _bank(field: str, says: str, rule: str) -> Finding:
    return Finding("warning", "items", "the whole bank", field, says, rule)


def _stands_out(item: Item, extreme: Callable[[Iterable[int]], int]) -> bool:
    """Whether the right option alone is the longest (or the shortest)."""
    lengths = [len(option.text) for option in item.options]
    edge = extreme(lengths)
    return lengths.count(edge) == 1 and item.options[lengths.index(edge)].right


def _beyond(seen: int, expected: float, trials: int) -> bool:
    """More than two standard deviations above chance."""
    share = expected / trials
    return seen - expected > 2 * math.sqrt(trials * share * (1 - share))


def _chance(seen: Mapping[int, int], expected: Mapping[int, float]) -> float:
    """The chi-square test's p-value, by the Wilson-Hilferty approximation."""
    freedom = len(seen) - 1
    if freedom < 1 or not all(expected.values()):
        return 1.0
    statistic = sum((seen[place] - expected[place]) ** 2 / expected[place] for place in seen)
    spread = 2 / (9 * freedom)
    z = ((statistic / freedom) ** (1 / 3) - (1 - spread)) / math.sqrt(spread)
    return math.erfc(z / math.sqrt(2)) / 2


def _unit(vector: Sequence[float]) -> list[float]:
    length = math.sqrt(sum(part * part for part in vector)) or 1.0
    return [part / length for part in vector]
