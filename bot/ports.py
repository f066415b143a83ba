"""What the tutor needs of the world, as small Protocols.

The rule that holds here: no port knows Redis, a platform or a model, and every method may be called
again with the same arguments without a second effect.  A business key (a delivery, a turn, a date)
makes that so; the first write wins and later calls return what it came to.

``tenant`` is ``Learner.tenant``; platforms keep it unique over all of them.  A port that cannot reach
its world raises :class:`Unavailable`; the tutor says so in one sentence.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from bot.conversation import Place
from bot.progress.facts import Answer, Choice, Fact
from bot.records import (
    Board,
    Delivery,
    Grant,
    Group,
    Profile,
    Receipt,
    Session,
    Setting,
    Standing,
    ThreadPolicy,
    Verdict,
    Wait,
)

Aloud: TypeAlias = Callable[[str], Awaitable[None]]
"""Shows what may be said of an answer so far, while the rest is still being checked.  Never raises."""


class CannotStart(Exception):
    """The start cannot succeed; the message is one sentence that names the thing and the way out."""


class Unavailable(Exception):
    """A part of the world is away: ``Unavailable("the memory")``.  Never the learner's fault.

    ``words``: what to tell the person at once, where there is more to say than "please try again".
    """

    words = ""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} cannot be reached")
        self.what = what


class Busy(Unavailable):
    """Too much is waiting to take more; ``position`` is the place the turn would have had."""

    def __init__(self, position: int) -> None:
        super().__init__("the tutor")
        self.position = position
        self.args = (f"the tutor is busy: you would be number {position} in the queue",)
        self.words = f"I'm busy: you would be number {position} in line. Please try again in a minute."


class MintToken(Protocol):
    """Makes the token of a button: a verb and ids, signed for a place.  Raises ``ValueError`` where they do not fit."""

    def __call__(self, verb: str, *ids: str, place: Place) -> str: ...


class Clock(Protocol):
    """The one source of the present; deadlines are stored instants compared with it."""

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        ...


class Ledger(Protocol):
    """The facts, append-only, and the acts that write them together with their projections."""

    async def take_answer(
        self,
        tenant: str,
        answer: Answer,
        *,
        closes: datetime | None = None,
        card: Mapping[str, Any] | None = None,
    ) -> Verdict:
        """Record a graded answer once per (learner, delivery) and say what it came to.

        ``answer.points`` is what a first attempt would earn; the ledger decides ``first``.  ``card``
        is the review card after this answer, stored with it if it counts.
        """
        ...

    async def verdict(self, tenant: str, learner: str, delivery: str) -> Verdict | None:
        """What this learner's answer to this delivery came to, if there was one."""
        ...

    async def choose(self, tenant: str, choice: Choice, *, turn: str, closes: datetime | None) -> Verdict:
        """Lock in a choice of a sealed delivery; the last one before the close will be judged."""
        ...

    async def choices(self, tenant: str, delivery: str) -> tuple[Choice, ...]:
        """The last choice of each learner so far."""
        ...

    async def close_delivery(self, tenant: str, delivery: str, at: datetime) -> tuple[Choice, ...]:
        """End a sealed delivery (again: no effect) and return the choices to judge with `take_answer`."""
        ...

    async def append(self, tenant: str, fact: Fact, *, key: str) -> bool:
        """Write any other fact once per ``key``; ``False`` when it was there already."""
        ...

    async def facts(self, tenant: str, learner: str | None = None) -> list[Fact]:
        """A learner's facts with the tenant-wide ones, or everybody's, in the order they were written."""
        ...

    async def learners(self, tenant: str) -> tuple[str, ...]:
        """Everyone who has a fact."""
        ...


class Deliveries(Protocol):
    """What was shown, kept while an answer or an open button refers to it."""

    async def open(self, delivery: Delivery) -> None: ...

    async def get(self, tenant: str, delivery: str) -> Delivery | None: ...

    async def closed_at(self, tenant: str, delivery: str) -> datetime | None: ...


class Sessions(Protocol):
    """Quiz sessions by id, and which one is current for a learner (or a channel) in a place."""

    async def get(self, tenant: str, session: str) -> Session | None: ...

    async def current(self, place: Place, learner: str | None) -> Session | None: ...

    async def everywhere(self, tenant: str, learner: str) -> tuple[Session, ...]:
        """What is current for this learner in any place."""
        ...

    async def save(self, session: Session) -> bool:
        """Store it as the current one; ``False`` if somebody saved since ``session.revision``."""
        ...

    async def end(self, session: Session) -> None: ...


class Profiles(Protocol):
    """Settings, one by one, so that two changes at once do not undo each other."""

    async def get(self, tenant: str, learner: str) -> Profile: ...

    async def change(self, tenant: str, learner: str, **settings: Setting) -> Profile:
        """Set fields of :class:`Profile`; a new ``board`` shows or hides them everywhere at once."""
        ...


class Reviews(Protocol):
    """One review card per learner and item, as plain JSON."""

    async def cards(self, tenant: str, learner: str) -> dict[str, dict[str, Any]]: ...


class Groups(Protocol):
    """Who learns together."""

    async def all(self, tenant: str) -> tuple[Group, ...]: ...

    async def of_channel(self, tenant: str, channel: str) -> Group | None: ...

    async def save(self, tenant: str, group: Group) -> None: ...

    async def join(self, tenant: str, group: str, learner: str, at: datetime) -> None: ...

    async def take_part(self, tenant: str, group: str, learner: str, at: datetime) -> None:
        """Become a member by learning in its channel, unless the person left before."""
        ...

    async def leave(self, tenant: str, group: str, learner: str) -> None: ...

    async def members(self, tenant: str, group: str) -> dict[str, datetime]:
        """Learner and when they joined: late joiners are measured on what was delivered to them."""
        ...


class Boards(Protocol):
    """Standings of the learners who agreed to be shown."""

    async def top(self, tenant: str, board: Board, count: int) -> tuple[Standing, ...]: ...

    async def around(self, tenant: str, board: Board, learner: str) -> tuple[Standing, ...]:
        """The learner with the one above and the one below; empty when they are not on it."""
        ...

    async def private(self, tenant: str, group: str | None = None) -> int:
        """How many learned here who do not want to be seen."""
        ...


class Threads(Protocol):
    """What was said lately in a thread, and whether the tutor speaks there unasked."""

    async def recent(self, place: Place) -> list[tuple[str, str]]:
        """(role, text), oldest first."""
        ...

    async def add(self, place: Place, role: str, text: str, at: datetime) -> None: ...

    async def policy(self, place: Place) -> ThreadPolicy | None: ...

    async def set_policy(self, place: Place, policy: ThreadPolicy) -> None: ...


class AnswerCache(Protocol):
    """Answers to questions asked before; losing one costs time only."""

    async def get(self, key: str) -> str | None: ...

    async def put(self, key: str, value: str, seconds: int, *, whose: tuple[str, str] | None = None) -> None:
        """``whose`` (tenant, learner) words these are: they go when the person is forgotten."""
        ...


class Spend(Protocol):
    """What chat models cost a tenant today (UTC)."""

    async def spent_today(self, tenant: str) -> float: ...

    async def add(self, tenant: str, usd: float) -> None: ...


class Limits(Protocol):
    """How often a person and a tenant may ask."""

    async def take(self, tenant: str, learner: str, *, turn: str) -> Wait | None:
        """Use one up (once per turn); :class:`Wait` if there is none left, and then nothing is used."""
        ...


class Grants(Protocol):
    """Which libraries may be read where."""

    async def readable(self, tenant: str, *, channels: Collection[str] = (), external: bool = False) -> tuple[str, ...]:
        """Libraries for a place: the tenant's own and those of ``channels``; for external people fewer."""
        ...

    async def grant(self, grant: Grant) -> None: ...

    async def revoke(self, library: str, tenant: str, channels: Sequence[str] = ()) -> bool: ...

    async def granted(self, tenant: str) -> tuple[Grant, ...]: ...


class People(Protocol):
    """A person's own data: hand it over, or forget them."""

    async def export(self, tenant: str, learner: str) -> dict[str, Any]: ...

    async def forget(self, tenant: str, learner: str) -> Receipt: ...

    async def forgotten(self, tenant: str, learner: str, at: datetime) -> bool:
        """Whether the person was deleted after ``at``, so that a late turn of theirs is dropped."""
        ...


class Teams(Protocol):
    """The teams a person met the tutor in, where private chats belong to none of them by themselves."""

    async def seen(self, person: str, team: str, name: str) -> None:
        """They were met in this team."""
        ...

    async def of(self, person: str) -> Mapping[str, str]:
        """Every team they were met in, and its name."""
        ...

    async def home(self, person: str) -> str | None:
        """The team they chose for their private chats."""
        ...

    async def choose(self, person: str, team: str) -> bool:
        """Make it their home; ``False`` if they were never met there."""
        ...

    async def ask(self, person: str, turn: str) -> bool:
        """Whether it is this turn in which they are asked to choose: one does, once."""
        ...

    async def leave(self, person: str, team: str) -> None:
        """They are no longer in it, or it is gone."""
        ...
