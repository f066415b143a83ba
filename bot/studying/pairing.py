"""Who could teach whom: two people whose strong and weak sections complement each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from bot.progress.estimate import Estimate

APART = 0.15
"""How much surer one must be than the other in a section before it is worth a pairing."""


@dataclass(frozen=True, slots=True)
class Pair:
    """``gives`` is the section the first teaches the second, ``takes`` the one it learns from them."""

    first: str
    second: str
    gives: str
    takes: str
    gain: float

    def seen_by(self, learner: str) -> tuple[str, str, str]:
        """The other one, what ``learner`` gives, what they take."""
        return (self.second, self.gives, self.takes) if learner == self.first else (self.first, self.takes, self.gives)


def pairs(standing: Mapping[str, Mapping[str, Estimate]]) -> list[Pair]:
    """Everybody at most once, the most useful pairs first; who complements nobody waits."""
    free = set(standing)
    found = []
    for pair in sorted(_possible(standing), key=lambda pair: (-pair.gain, pair.first, pair.second)):
        if pair.first in free and pair.second in free:
            found.append(pair)
            free -= {pair.first, pair.second}
    return found


def _possible(standing: Mapping[str, Mapping[str, Estimate]]) -> Iterator[Pair]:
    for first, second in combinations(sorted(standing), 2):
        gives = _surest(standing[first], standing[second])
        takes = _surest(standing[second], standing[first])
        if gives and takes:
            yield Pair(first, second, gives[1], takes[1], min(gives[0], takes[0]))


def _surest(one: Mapping[str, Estimate], other: Mapping[str, Estimate]) -> tuple[float, str] | None:
    """Where ``one`` is ahead most, by the middle of what is known; the low bound must be above the other's share."""
    ahead = [
        (mine.share - theirs.share, name)
        for name, mine in one.items()
        if mine.enough and (theirs := other.get(name, Estimate())).enough and mine.share - theirs.share >= APART
    ]
    return max(ahead) if ahead else None
