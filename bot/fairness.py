"""Which of the waiting turns begin: every tenant in its turn, one of each person, the oldest first.

The rules that hold here: whoever has least running goes first, so a flood of one tenant does not stand
before the few of another; and while several tenants are about, one of them never has every place, so
that somebody else's turn can begin at once.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from bot.memory.streams import Entry

ABOUT = 60.0
KEPT_FREE = 4


@dataclass
class Fairness:
    """One worker's.  ``places`` is how many turns it runs at once; a quarter of them is kept for others."""

    places: int
    now: Callable[[], float] = time.monotonic
    _about: dict[str, float] = field(default_factory=dict)

    def order(self, waiting: Sequence[Entry], running: Iterable[Entry]) -> list[Entry]:
        """What may begin, first things first; each person at most once, and not while something of theirs runs."""
        busy = list(running)
        self._notice([*waiting, *busy])
        has = Counter(entry.tenant for entry in busy)
        oldest = _of_each(waiting, {(entry.tenant, entry.learner) for entry in busy})
        ordered: list[Entry] = []
        while oldest:
            first = min(oldest, key=lambda entry: (has[entry.tenant], age(entry)))
            oldest.remove(first)
            has[first.tenant] += 1
            ordered.append(first)
        return ordered

    def full(self, tenant: str, running: Iterable[Entry]) -> bool:
        """Whether a tenant has as many places as it may have now."""
        most = self.places - self.places // KEPT_FREE if len(self._about) > 1 else self.places
        return sum(entry.tenant == tenant for entry in running) >= most

    def _notice(self, entries: Iterable[Entry]) -> None:
        at = self.now()
        self._about |= {entry.tenant: at for entry in entries}
        self._about = {tenant: seen for tenant, seen in self._about.items() if at - seen < ABOUT}


def _of_each(waiting: Sequence[Entry], busy: set[tuple[str, str]]) -> list[Entry]:
    oldest: dict[tuple[str, str], Entry] = {}
    for entry in sorted(waiting, key=age):
        if (whose := (entry.tenant, entry.learner)) not in busy:
            oldest.setdefault(whose, entry)
    return list(oldest.values())


def age(entry: Entry) -> tuple[int, ...]:
    """Older turns are less."""
    return tuple(map(int, entry.id.split("-")))
