"""Which of the waiting turns begin: tenants take turns, each person has one at a time, the oldest goes first.

The rules that hold here: whoever has least running goes first, so a flood of one tenant does not stand
before the few of another; and while several tenants are about, one of them never has every place, so
that somebody else's turn can begin at once.

Places are not enough where processor or server are short: the turns of a flood slow down everything
beside them.  So a tenant that has more than half of all turns, while others are about, has a quarter of
the places, and they begin one after another, never together; and where its turns cost processor, one of
them begins only when this process has rested from the last.  Turns that wait for a model cost none, and
need no rest.
"""

from __future__ import annotations

import math
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from bot.memory.streams import Entry

ABOUT = 60.0
"""Seconds that a tenant counts as being about after its last turn."""

KEPT_FREE = 4
"""Of so many places one is kept for others."""

OF_THE_PROCESSOR = 0.35
"""The part of one processor that a worker may use before it rests from a flood."""

LATELY, AT_LEAST = 15.0, 10
"""Seconds that are looked back over, and how many turns there must be in them before one tenant's are a flood."""

APART = 0.1
"""Seconds that a turn of a flood waits after any other that began: side by side both would take twice as long."""

ASIDE = 0.05
"""Seconds that a turn of a flood stands aside at each of its steps at most: most turns are done by then."""

A_WHILE = 1.0
"""Seconds that a flood is held back at most."""


@dataclass
class Fairness:
    """One worker's queue order.  ``places`` is how many turns it runs at once; a quarter of them is kept for others.

    ``now`` and ``used`` are seconds that passed and seconds of processor that this process used.
    """

    places: int
    now: Callable[[], float] = time.monotonic
    used: Callable[[], float] = time.process_time
    _about: dict[str, float] = field(default_factory=dict)
    _begun: deque[tuple[float, str]] = field(default_factory=deque)
    _turns: Counter[str] = field(default_factory=Counter)
    _waiting: Counter[str] = field(default_factory=Counter)
    _owed: float = 0.0
    _tired: float = -math.inf
    _flooded: float = -math.inf
    _other: float = -math.inf
    _looked: tuple[float, float] | None = None

    def order(self, waiting: Sequence[Entry], running: Iterable[Entry]) -> list[Entry]:
        """What may begin, first things first; each person at most once, and not while something of theirs runs."""
        busy = list(running)
        self._notice([*waiting, *busy])
        has = Counter(entry.tenant for entry in busy)
        self._waiting = Counter(entry.tenant for entry in waiting)
        lines = _lines(waiting, {(entry.tenant, entry.learner) for entry in busy})
        first = [(self._floods(tenant), has[tenant], age(line[0]), tenant) for tenant, line in lines.items()]
        heapify(first)
        ordered: list[Entry] = []
        while first:
            floods, count, _, tenant = heappop(first)
            line = lines[tenant]
            ordered.append(line.popleft())
            if line:
                heappush(first, (floods, count + 1, age(line[0]), tenant))
        return ordered

    def full(self, tenant: str, running: Iterable[Entry]) -> bool:
        """Whether a tenant runs as many turns as it may right now."""
        has = sum(entry.tenant == tenant for entry in running)
        if len(self._about) < 2:
            return has >= self.places
        if self._floods(tenant) and (self._too_soon() or has >= self.places // KEPT_FREE or self._rests(has)):
            return True
        return has >= self.places - self.places // KEPT_FREE

    def begins(self, entry: Entry) -> bool:
        """Take note that a turn begins now; whether it is one of a flood beside which others are about."""
        at = self.now()
        self._begun.append((at, entry.tenant))
        self._turns[entry.tenant] += 1
        while at - self._begun[0][0] > LATELY:
            _, gone = self._begun.popleft()
            self._turns[gone] -= 1
        self._turns = +self._turns
        flood = len(self._about) > 1 and self._floods(entry.tenant)
        if flood:
            self._flooded = at
        else:
            self._other = at
        return flood

    def goes_first(self) -> float:
        """Seconds for which a turn of a flood is still to let others go first, that began just now."""
        return max(0.0, self._other + ASIDE - self.now())

    def _floods(self, tenant: str) -> bool:
        """Whether more than half of what waits and of what began lately is this tenant's."""
        of_all = len(self._begun) + self._waiting.total()
        return of_all >= AT_LEAST and 2 * (self._turns[tenant] + self._waiting[tenant]) > of_all

    def _too_soon(self) -> bool:
        """Whether a turn of a flood would run beside one that has just begun."""
        since = self.now() - self._flooded
        return since < APART or (since < A_WHILE and self.now() - self._other < APART)

    def _rests(self, has: int) -> bool:
        """Whether a flooding tenant with ``has`` turns running here must wait for the processor, for a second at most."""
        at, used = self.now(), self.used()
        if self._looked is not None:
            passed, worked = at - self._looked[0], used - self._looked[1]
            self._owed = max(0.0, self._owed + worked - OF_THE_PROCESSOR * passed)
        self._looked = at, used
        if self._owed > 0.0:
            self._tired = at
        if has:
            return at - self._tired < A_WHILE
        return self._owed > 0.0 and at - self._flooded < A_WHILE

    def _notice(self, entries: Iterable[Entry]) -> None:
        at = self.now()
        self._about |= {entry.tenant: at for entry in entries}
        self._about = {tenant: seen for tenant, seen in self._about.items() if at - seen < ABOUT}


def _lines(waiting: Sequence[Entry], busy: set[tuple[str, str]]) -> dict[str, deque[Entry]]:
    """Per tenant the oldest turn of each person who has nothing running, oldest first."""
    lines: dict[str, deque[Entry]] = {}
    for entry in sorted(waiting, key=age):
        if (whose := (entry.tenant, entry.learner)) not in busy:
            busy.add(whose)
            lines.setdefault(entry.tenant, deque()).append(entry)
    return lines


def age(entry: Entry) -> tuple[int, ...]:
    """A sort key: older turns come first."""
    return tuple(map(int, entry.id.split("-")))
