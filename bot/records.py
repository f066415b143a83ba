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
Setting: TypeAlias = str | bool | int | date | time | None
PushState = Literal["CLAIMED", "SENDING", "SCHEDULED", "SENT", "UNKNOWN", "FAILED", "SKIPPED", "EMPTY", "WITHDRAWN"]
ErrandKind = Literal["push", "ahead", "close", "digest", "nudge", "letter", "purge"]


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
class Report:
    """A learner says that something is wrong with a question."""

    item: str
    version: int
    learner: str
    reason: str
    at: datetime


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
    """What a learner chose.  ``day_start`` is the wall-clock time at which their day turns.

    ``board_asked``: they were asked about the board; ``told``: the last correction they heard of.
    ``plan_from`` and ``plan_hours``: when their study plan began and how many hours it has.
    ``mentoring``: they agreed to be paired; ``shares_gaps``: whoever leads may see their weak areas.
    ``letters``: they want a word on the eve of their exam and the morning after.
    ``reminders`` come at ``nudge_at``, but not in the quiet hours and not before the date ``snoozed``.
    """

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
    board_asked: bool = False
    told: datetime | None = None
    plan_from: date | None = None
    plan_hours: int | None = None
    mentoring: bool = False
    shares_gaps: bool = False
    letters: bool = False
    nudge: Literal["due", "question"] = "due"
    nudge_at: time = time(8, 30)
    quiet_from: time | None = None
    quiet_to: time | None = None
    snoozed: date | None = None


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


TOPICS_BETWEEN = "; "


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a channel gets its question, on the wall clock of ``tz``.

    ``days`` are weekdays, Monday 0.  ``closes`` is a wall-clock time, of the next day if it is not after
    ``at``; ``None``: twelve hours later.  ``holidays`` (``DE`` or ``DE-BE``) and the dates ``off`` are
    left out.  ``topic`` is what ``/quiz`` would take, several with ``TOPICS_BETWEEN``; empty: whatever
    helps the group most.  ``pin``: the question stands at the top of the channel until it closes.
    """

    place: Place
    days: frozenset[int]
    at: time
    tz: str
    closes: time | None = None
    topic: str = ""
    items: int = 1
    holidays: str = ""
    off: tuple[date, ...] = ()
    pin: bool = False


@dataclass(frozen=True, slots=True)
class Handed:
    """A question that the platform itself is to post at an instant.

    ``terms`` are those of the schedule it was made by, ``id`` is the platform's for what waits there.
    ``back``: it is being taken back, so whether it still waits there is open.
    """

    at: datetime
    terms: str
    id: str = ""
    back: bool = False


@dataclass(frozen=True, slots=True)
class Push:
    """What became of one unsolicited message: a channel's question of a date, its closing, a nudge.

    ``due`` is the instant it was meant for.  ``fence`` counts claims: only the latest may move it, and
    only until ``lease`` (seconds since 1970) nobody else may take it over.  ``messages`` are the
    platform's ids in the order of ``questions`` (deliveries), empty where unknown.  ``ahead``: it was
    handed to the platform before its time; ``plan`` counts how often that was undone.  ``pinned``: the first
    of them was put at the top of its channel.  ``reason`` says why it was not sent, or not pinned.
    """

    state: PushState
    due: datetime
    fence: int = 0
    holder: str = ""
    lease: float = 0.0
    closes: datetime | None = None
    questions: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    at: datetime | None = None
    reason: str = ""
    pinned: bool = False
    plan: int = 0
    ahead: Handed | None = None

    @property
    def settled(self) -> bool:
        """Whether nobody works on it any more."""
        return self.state not in ("CLAIMED", "SENDING", "SCHEDULED")

    @property
    def seen(self) -> bool:
        """Whether it is known where it stands."""
        return bool(self.messages and self.messages[0])


@dataclass(frozen=True, slots=True)
class Errand:
    """Something to do at an instant.  ``subject`` is a channel or a learner, ``key`` the push it is about."""

    kind: ErrandKind
    platform: str
    tenant: str
    subject: str
    at: datetime
    key: str = ""

    @property
    def place(self) -> Place:
        """Where its subject is, if that is a channel."""
        return Place(self.platform, self.tenant, self.subject)


@dataclass(frozen=True, slots=True)
class Said:
    """What a post came to: WAITING is a promise that it is still tried."""

    state: Literal["SENT", "WAITING", "UNKNOWN", "FAILED"]
    message: str = ""
    reason: str = ""
