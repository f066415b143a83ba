"""What a platform may be able to do besides: each ability a Protocol of its own.

Whoever has the methods has the ability; nothing is to be declared.  What asks a platform for something
raises like :meth:`bot.platforms.Platform.deliver`, and done twice it is done once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeAlias, runtime_checkable

from bot.conversation import Place, Turn
from bot.platforms import Inlet, SkillName
from bot.ports import Teams

AHEAD = "at"
"""In an address: the instant (seconds since 1970) at which the platform is to say it by itself."""


@runtime_checkable
class OpensThreads(Protocol):
    """Has threads under messages."""

    async def open_thread(self, place: Place, message: str, title: str) -> Place | None:
        """The thread under a message; ``None`` where there can be none."""


@runtime_checkable
class Pins(Protocol):
    """Has a top of each channel."""

    async def pin(self, place: Place, message: str) -> None:
        """Put a message there."""

    async def unpin(self, place: Place, message: str) -> None:
        """Take it off again; no trouble where it is not pinned, or gone."""


@runtime_checkable
class PostsAhead(Protocol):
    """Says by itself, at its time, what :meth:`deliver` was handed with :data:`AHEAD` in its address."""

    async def find_ahead(self, place: Place, at: str) -> str:
        """The name of what waits there for an instant (seconds since 1970).

        Raises :class:`bot.platforms.NotThere` where certainly nothing does.
        """

    async def take_back(self, place: Place, name: str) -> None:
        """Have it not said; one that is gone needs nothing."""


@runtime_checkable
class KnowsPeople(Protocol):
    """Can tell more of a turn than was on the wire."""

    async def acquaint(self, turn: Turn) -> Turn:
        """``turn`` with what is known of its learner, where it belongs; for the worker, before the tutor sees it."""


@runtime_checkable
class KnowsWhereItIs(Protocol):
    """Can be called where it cannot speak by itself."""

    async def kept_out(self, place: Place) -> str:
        """Why nothing can be posted in the place unasked, and what helps; empty where it can, or nobody can tell."""
        ...


@runtime_checkable
class NamesSkills(Protocol):
    """Calls skills by commands of its own."""

    def introduce(self, skills: Sequence[SkillName]) -> None:
        """Which skills there are."""


@runtime_checkable
class HasRoutes(Protocol):
    """Receives over the HTTP server of the process."""

    def routes(self, inlet: Inlet) -> Sequence[Any]:
        """What is called there."""


@runtime_checkable
class Keeps(Protocol):
    """Has something to remember."""

    def keep(self, store: Any, secrets: Sequence[str]) -> None:
        """Where: a store of opaque bytes, and the secrets to seal them with."""


MadeFor: TypeAlias = Callable[[str, Place], bool]
"""Whether a button's token was made for a place."""


@runtime_checkable
class Meets(Protocol):
    """Has private chats that belong to no team by themselves."""

    def meet(self, teams: Teams, made_for: MadeFor) -> None:
        """Where it is remembered in which teams people were met, and where a button belongs."""


@runtime_checkable
class HasHome(Protocol):
    """Has a team whose token is in the environment."""

    async def home_tenant(self) -> str | None:
        """Its tenant, if there is one.  Raises :class:`ValueError` for a token that is refused."""


@runtime_checkable
class LearnsHome(Protocol):
    """May learn of its home long after the start."""

    def when_home(self, tell: Callable[[str], None]) -> None:
        """``tell`` hears of it."""
