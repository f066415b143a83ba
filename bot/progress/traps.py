"""Which wrong turns a learner, or a group, takes again and again.

The rule that holds here: a trap is measured against how often it was set.  "4 of 6" means six answered
questions offered that trap and four times it caught them; once is chance and is not shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from bot.progress.facts import Fact
from bot.progress.judged import judged

NOT_BY_CHANCE = 2


@dataclass(frozen=True, slots=True)
class Trap:
    """A kind of wrong option that was chosen ``times`` out of the ``chances`` it was offered."""

    kind: str
    times: int
    chances: int


def traps(facts: Iterable[Fact], offered: Mapping[str, Collection[str]]) -> list[Trap]:
    """The traps that caught more than once, worst first.

    ``facts`` may be one learner's or a group's; ``offered`` tells the trap kinds among each item's options.
    """
    chances: Counter[str] = Counter()
    times: Counter[str] = Counter()
    for answer in judged(facts):
        kinds = set(offered.get(answer.item, ()))
        if answer.trap:
            times[answer.trap] += 1
            kinds.add(answer.trap)
        chances.update(kinds)
    found = [Trap(kind, count, chances[kind]) for kind, count in times.items() if count >= NOT_BY_CHANCE]
    return sorted(found, key=lambda trap: (-trap.times, -trap.times / trap.chances, trap.kind))
