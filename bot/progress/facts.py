"""The entries of the ledger: who did what, when, on which local day.  Entries are only ever added.

Every number a person sees (streak, points, mastery, rank) is a pure function of these facts.  The
rule that holds here: a fact records what happened, with everything needed to interpret it later
(zone, local day, item version), and nothing that could be computed from other facts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

Confidence = Literal["sure", "unsure"]
HowTold = Literal["passed", "again", "quiet"]


def item_of(practice: str) -> str:
    """The item of a practice id: answers to a flip are kept apart, under ``x~flip``, but belong to item ``x``."""
    return practice.partition("~")[0]


@dataclass(frozen=True, slots=True)
class Answer:
    """A graded answer.

    ``at`` is the instant of the press (UTC), ``day`` the learner's local day then, in zone ``tz``
    with the day start in force.  ``options`` and ``key`` are option ids, never labels.
    ``first``: the learner's first attempt at this item ever; only that one can earn ``points``.
    ``elapsed`` is seconds from showing to choosing.  ``trap`` is the trap kind of the wrong option
    chosen.  ``group`` is the study group of the place (``None``: private).
    """

    learner: str
    delivery: str
    item: str
    version: int
    options: tuple[str, ...]
    correct: bool
    at: datetime
    day: date
    tz: str
    first: bool
    points: int
    objectives: tuple[str, ...] = ()
    difficulty: int = 2
    elapsed: float | None = None
    confidence: Confidence | None = None
    trap: str | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice in a sealed group quiz: it credits the day at once; points come at the close."""

    learner: str
    delivery: str
    item: str
    options: tuple[str, ...]
    at: datetime
    day: date
    tz: str


@dataclass(frozen=True, slots=True)
class ZoneChange:
    """The learner's zone became ``new`` at ``at`` (it applies from the next local day of ``old``)."""

    learner: str
    at: datetime
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class DaysOff:
    """The weekdays (0 = Monday) the learner chose not to study, from local date ``since`` on."""

    learner: str
    at: datetime
    since: date
    weekdays: frozenset[int]


@dataclass(frozen=True, slots=True)
class Outage:
    """The service was away on this date for the whole tenant: the date is excused."""

    at: datetime
    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Repair:
    """An operator excuses one date for one learner."""

    learner: str
    at: datetime
    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Regrade:
    """An item's key was corrected: answers to ``version`` are judged by ``key`` from now on."""

    item: str
    version: int
    key: tuple[str, ...]
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A disputed item is out: it is served no more and its points do not count."""

    item: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Recall:
    """A rapid-fire card: a pattern was shown and a service picked.  It earns no points and no day.

    ``round`` is the run of cards it belonged to, ``card`` the row of the map, ``picked`` the service.
    """

    learner: str
    round: str
    card: str
    picked: str
    right: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Ticked:
    """Part of a study plan's block was done: ``part`` is ``check``, or ``read:`` and the note that was opened."""

    learner: str
    block: str
    part: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Parked:
    """Something to read was put off until after the exam: the slug of a note."""

    learner: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ExamTaken:
    """How an exam went, as the learner tells it; ``quiet``: they would rather not say."""

    learner: str
    exam: date
    how: HowTold
    at: datetime


Fact: TypeAlias = (
    Answer
    | Choice
    | ZoneChange
    | DaysOff
    | Outage
    | Repair
    | Regrade
    | Withdrawal
    | Recall
    | Ticked
    | Parked
    | ExamTaken
)
