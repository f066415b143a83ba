"""The values that cross the ports: what was shown, what it came to, who may read what.

Frozen, without behaviour; made by the tutor or by the memory and understood by both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Literal, TypeAlias

from bot.conversation import Place

Period = Literal["day", "week", "month", "season", "all"]
Measure = Literal["points", "fixed"]
Visibility = Literal["ask", "show", "hide", "pseudonym"]
ThreadPolicy = Literal["auto", "ask", "never"]
Setting: TypeAlias = str | bool | date | time | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer came to; every press of the same delivery by the same learner gets this value.

    ``counted``: it is a new answer that feeds the day, reviews and mastery.  ``first``: the learner's
    first attempt at the item ever; only that one has ``points``.  ``sealed``: locked in, judged at the
    close.  ``closed``: it came after the close and changed nothing.
    """

    item: str
    delivery: str
    options: tuple[str, ...]
    right: bool
    counted: bool
    first: bool
    points: int
    at: datetime
    day: date
    sealed: bool = False
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """What was shown: which version of which item, in which order, where, until when.

    ``id`` is short (it travels in buttons).  ``learner`` is ``None`` when anyone in the place may
    answer.  ``sealed``: choices are judged together at the close.
    """

    id: str
    item: str
    version: int
    order: tuple[str, ...]
    place: Place
    opened: datetime
    closes: datetime | None = None
    learner: str | None = None
    group: str | None = None
    kind: str = "quiz"
    sealed: bool = False
    session: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A run of items that survives a restart.  ``state`` is plain JSON, read only by the quizzing code.

    ``revision`` counts saves: a save from a stale copy is refused instead of undoing another press.
    """

    id: str
    place: Place
    learner: str | None
    state: Mapping[str, Any]
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Profile:
    """What a learner chose.  ``day_start`` is the wall-clock time at which their day turns."""

    learner: str
    name: str = ""
    tz: str | None = None
    day_start: time = time(3)
    exam_date: date | None = None
    track: str | None = None
    blueprint: str | None = None
    reminders: bool = False
    board: Visibility = "ask"
    pseudonym: str | None = None
    cram: bool = False
    home: str | None = None
    tz_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A study group: the people of one or more channels."""

    id: str
    name: str
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """One leaderboard: the period that holds ``day``, for a group or (``None``) the whole tenant."""

    period: Period
    day: date
    group: str | None = None
    measure: Measure = "points"


@dataclass(frozen=True, slots=True)
class Standing:
    """A row of a board.  Competition ranking: 1, =2, =2, 4."""

    rank: int
    learner: str
    points: int
    tied: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """A limit is reached: which one, in words, and when the next turn is welcome."""

    limit: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Grant:
    """A tenant may read a library: everywhere, or in ``channels`` only; ``external`` people too or not."""

    library: str
    tenant: str
    channels: tuple[str, ...] = ()
    external: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of a deletion, without the person in it: ``removed`` counts entries by what they were."""

    id: str
    at: datetime
    removed: Mapping[str, int] = field(default_factory=dict)
