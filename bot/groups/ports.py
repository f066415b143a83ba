"""The ports of unsolicited messages: schedules, errands (what is due), pushes (what became of it), posting.

The rule of :mod:`bot.ports` holds here too: every method may be called again with the same arguments.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from bot.conversation import Place, Post
from bot.records import Errand, Handed, Push, Said, Schedule


class Later(Exception):
    """The platform is busy or away: try the same again in ``seconds``."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"to be gone on with in {seconds:.0f} s")
        self.seconds = seconds


class Schedules(Protocol):
    """Which channels get a daily question, and when."""

    @property
    def ahead(self) -> Collection[str]:
        """The platforms on which questions are scheduled beforehand, for the platform to post."""
        ...

    async def get(self, tenant: str, channel: str) -> Schedule | None: ...

    async def all(self, tenant: str) -> tuple[Schedule, ...]: ...

    async def save(self, schedule: Schedule) -> datetime | None:
        """Set or replace a channel's schedule; returns when its next question is due, if ever."""
        ...

    async def remove(self, tenant: str, channel: str) -> bool:
        """No more questions there; ``False`` if there was no schedule."""
        ...

    async def lead(self, tenant: str, channel: str) -> str | None:
        """Who gets the channel's six lines on Mondays."""
        ...

    async def set_lead(self, tenant: str, channel: str, learner: str | None) -> None: ...


class Errands(Protocol):
    """What is due when: an index that may be rebuilt, so it decides nothing by itself."""

    async def due(self, platform: str, until: datetime, tenant: str | None = None) -> list[Errand]:
        """The errands whose instant is not after ``until``, oldest first: some of all, or all of a tenant."""
        ...

    async def plan(self, errand: Errand, *, once: bool = False) -> None:
        """Set when it is due; ``once``: only if it was not planned yet."""
        ...

    async def again(self, errand: Errand, at: datetime | None) -> None:
        """Done for now, next time at ``at`` (``None``: never), unless it was planned anew meanwhile."""
        ...

    async def planned(self, errand: Errand) -> datetime | None:
        """When it is due; ``None`` where it is not planned."""
        ...

    async def drop(self, errand: Errand) -> None:
        """Remove it, whenever it was planned for."""
        ...


class Pushes(Protocol):
    """What became of each unsolicited message.  ``subject`` is a channel, or a learner where ``own``."""

    async def claim(
        self, tenant: str, subject: str, key: str, *, due: datetime, holder: str, lease: float, own: bool = False
    ) -> tuple[bool, Push]:
        """Claim a push: (True, the push) to the process that may work on it, else (False, the push as it is).

        ``holder`` names the claim, ``lease`` is how long it lasts in seconds; then another may claim it.
        """
        ...

    async def move(
        self, tenant: str, subject: str, key: str, push: Push, *, fence: int | None = None, own: bool = False
    ) -> bool:
        """Store a push; ``False`` if somebody claimed it since (a later fence) or it is settled otherwise.

        A settled push changes only from UNKNOWN to SENT.
        """
        ...

    async def get(self, tenant: str, subject: str, key: str, *, own: bool = False) -> Push | None: ...

    async def history(self, tenant: str, subject: str, *, own: bool = False) -> dict[str, Push]:
        """Every push of a channel (or of a learner) by its key."""
        ...


class Calendar(Protocol):
    """Schedules posts at platforms that can post by themselves at a given time."""

    async def hand_over(self, post: Post, at: datetime, *, begin: bool = True) -> Said:
        """Schedule a post for ``at``; called again with the same key, it returns what came of it.

        SENT: the platform has it, and ``message`` is its name for it.  FAILED: it certainly has not.
        ``begin``: schedule it if nothing was begun under this key; otherwise only report.
        """
        ...

    async def take_back(self, place: Place, handed: Handed) -> bool:
        """Cancel it; ``False`` where it is too late.  Raises :class:`Later`."""
        ...

    async def arrived(self, key: str, place: Place, handed: Handed, *, until: datetime) -> Said:
        """What became of it once its time has come.

        SENT with its id, or without where the platform does not tell; FAILED: it is certainly not there.
        Raises :class:`Later`, but not after ``until``.
        """
        ...


class Posting(Protocol):
    """Posts messages that nobody asked for, once for each key."""

    @property
    def calendar(self) -> Calendar | None:
        """How to schedule a post at the platform; ``None`` where that is not possible."""
        ...

    @property
    def platforms(self) -> Collection[str]:
        """Where this process can post."""
        ...

    async def post(self, post: Post, *, until: datetime) -> Said:
        """Post it; the same key again returns what came of it.  After ``until`` it is no longer begun."""
        ...

    async def open_thread(self, key: str, place: Place, message: str, title: str, *, until: datetime) -> Place | None:
        """A thread under a message, where the platform has them: the place to say more in.

        Done twice, it is the same one.  Raises :class:`Later`, but not after ``until``.
        """
        ...

    async def pin(self, key: str, place: Place, message: str, *, until: datetime) -> str:
        """Keep a message at the top of its channel; done twice, it is pinned once.

        Returns why that cannot be, in words for an operator; empty: it is pinned.  Raises :class:`Later`,
        but not after ``until``.
        """
        ...

    async def unpin(self, key: str, place: Place, message: str, *, until: datetime) -> None:
        """Take it off again; no trouble where it is not pinned.  Raises :class:`Later`, but not after ``until``."""
        ...
