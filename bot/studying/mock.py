"""A mock exam as a value: what was dealt, chosen and flagged, and how much time is left.

Everything here follows from its arguments.  The rules that hold: time runs from the stored start to the
stored end whether anybody looks or not, a pause moves the end by exactly its length, and what was chosen
in time stands, whatever is pressed later.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot import codec

QUESTIONS, FEWEST, MOST = 55, 10, 60
SECONDS_EACH = 7200 / QUESTIONS
LONGEST_PAUSE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Entry:
    """One question: its item, in which version, and delivery, what is chosen, when last, and the seconds it was looked at."""

    item: str
    version: int
    delivery: str
    chosen: tuple[str, ...] = ()
    at: datetime | None = None
    flagged: bool = False
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Mock:
    """``number`` is the question that is open; ``shown`` since when; ``ended`` when it was over.

    ``handed_in``: its answers are written down.  ``ran_out``: nobody ended it; its time, or its pause, was over.
    """

    started: datetime
    until: datetime
    entries: tuple[Entry, ...]
    number: int = 0
    shown: datetime | None = None
    paused: datetime | None = None
    ended: datetime | None = None
    handed_in: bool = False
    ran_out: bool = False

    @property
    def here(self) -> Entry:
        """The question that is open."""
        return self.entries[self.number]

    @property
    def answered(self) -> int:
        """How many have a choice."""
        return sum(bool(entry.chosen) for entry in self.entries)

    def left(self, now: datetime) -> timedelta:
        """How much time is left; it stands still in a pause."""
        return max(timedelta(0), self.until - (self.paused or now))

    def over(self, now: datetime) -> bool:
        """Whether nothing can be chosen any more: handed in, out of time, or paused for too long."""
        forgotten = self.paused is not None and now - self.paused > LONGEST_PAUSE
        return self.ended is not None or forgotten or self.left(now) == timedelta(0)


def begin(entries: tuple[Entry, ...], now: datetime) -> Mock:
    """A mock exam of these questions, its clock running from now at the exam's pace."""
    return Mock(now, now + timedelta(seconds=round(SECONDS_EACH * len(entries))), entries, shown=now)


def choose(mock: Mock, number: int, chosen: tuple[str, ...], now: datetime) -> Mock:
    """With a choice for one question, which may be changed until the end; too late it changes nothing."""
    if mock.over(now) or mock.paused:
        return mock
    entry = replace(mock.entries[number], chosen=chosen, at=now)
    return replace(mock, entries=_with(mock, number, entry))


def flag(mock: Mock, number: int, now: datetime, *, on: bool) -> Mock:
    """With a question marked to come back to, or no longer."""
    if mock.over(now):
        return mock
    return replace(mock, entries=_with(mock, number, replace(mock.entries[number], flagged=on)))


def go(mock: Mock, number: int, now: datetime) -> Mock:
    """At another question; the time it was looked at goes to the one that is left."""
    if mock.over(now) or mock.paused or not 0 <= number < len(mock.entries):
        return mock
    return replace(_timed(mock, now), number=number, shown=now)


def pause(mock: Mock, now: datetime) -> Mock:
    """With its clock stopped."""
    return mock if mock.over(now) or mock.paused else replace(_timed(mock, now), paused=now, shown=None)


def resume(mock: Mock, now: datetime) -> Mock:
    """With its clock running again; the end moves by the length of the pause."""
    if mock.paused is None or mock.over(now):
        return mock
    return replace(mock, until=mock.until + (now - mock.paused), paused=None, shown=now)


def end(mock: Mock, now: datetime) -> Mock:
    """Handed in, at the latest when its time was over."""
    if mock.ended is not None:
        return mock
    at = min(mock.paused or now, mock.until)
    return replace(_timed(mock, at), ended=at, paused=None, shown=None, ran_out=mock.over(now))


def spent(mock: Mock) -> float:
    """The seconds the questions were looked at."""
    return sum(entry.seconds for entry in mock.entries)


def open_ones(mock: Mock) -> tuple[int, ...]:
    """The numbers of the questions to come back to: flagged, or without a choice."""
    return tuple(at for at, entry in enumerate(mock.entries) if entry.flagged or not entry.chosen)


def as_state(mock: Mock) -> dict[str, Any]:
    """Plain JSON; ``open`` and ``paper`` are what other parts must not give away."""
    secret = {"open": mock.here.delivery, "paper": [entry.item for entry in mock.entries]}
    return {**codec.encode(mock), **(secret if mock.ended is None else {})}


def _with(mock: Mock, number: int, entry: Entry) -> tuple[Entry, ...]:
    return (*mock.entries[:number], entry, *mock.entries[number + 1 :])


def _timed(mock: Mock, now: datetime) -> Mock:
    """With the time since it was shown added to the open question."""
    if mock.shown is None:
        return mock
    seconds = max(0.0, (min(now, mock.until) - mock.shown).total_seconds())
    entry = replace(mock.here, seconds=mock.here.seconds + seconds)
    return replace(mock, entries=_with(mock, mock.number, entry), shown=now)
