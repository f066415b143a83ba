"""What speaking unasked needs of the world: schedules, what is due, what became of it, a way to say it.

The rule of :mod:`bot.ports` holds here too: every method may be called again with the same arguments.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from bot.conversation import Place, Post
from bot.records import Errand, Push, Said, Schedule


class Schedules(Protocol):
    """Which channels get a daily question, and when."""

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
        """Set its instant; ``once``: only if it has none yet."""
        ...

    async def again(self, errand: Errand, at: datetime | None) -> None:
        """Done for now, next time at ``at`` (``None``: never), unless it was planned anew meanwhile."""
        ...

    async def drop(self, errand: Errand) -> None:
        """It is not to be done any more, whenever it was planned for."""
        ...


class Pushes(Protocol):
    """What became of each unsolicited message.  ``subject`` is a channel, or a learner where ``own``."""

    async def claim(
        self, tenant: str, subject: str, key: str, *, due: datetime, holder: str, lease: float, own: bool = False
    ) -> tuple[bool, Push]:
        """Take a push up: (True, it) to the one who shall work on it, else (False, how it stands).

        ``lease`` is in seconds from now; when it is over, somebody else may go on.
        """
        ...

    async def move(
        self, tenant: str, subject: str, key: str, push: Push, *, fence: int | None = None, own: bool = False
    ) -> bool:
        """Set a push to what is given; ``False`` if it was taken over (a later fence) or is settled otherwise.

        A settled push changes only from UNKNOWN to SENT.
        """
        ...

    async def get(self, tenant: str, subject: str, key: str, *, own: bool = False) -> Push | None: ...

    async def history(self, tenant: str, subject: str, *, own: bool = False) -> dict[str, Push]:
        """Every push of a channel (or of a learner) by its key."""
        ...


class Posting(Protocol):
    """Says something unasked, once for each key."""

    @property
    def platforms(self) -> Collection[str]:
        """Where this process can post."""
        ...

    async def post(self, post: Post, *, until: datetime) -> Said:
        """Say it; the same key again returns what it came to.  After ``until`` it is no longer begun."""
        ...

    async def open_thread(self, key: str, place: Place, message: str, title: str) -> Place | None:
        """A thread under a message, where the platform has them: the place to say more in."""
        ...
