"""What a platform is: a folder here with ``open_platform(env)``; adding one is adding a folder.

A platform owns sockets, deadlines and looks.  It feeds turns into an :class:`Inlet` (which makes
them durable before the platform acknowledges anything) and carries replies out through
:meth:`Platform.deliver`, which never retries by itself: whether a message may be sent again is the
outbox's decision, and only an honest outcome lets it decide.  What only some can do (threads, pins, posts
ahead of their time) is in :mod:`bot.platforms.abilities`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol

from bot.conversation import Address, Form, Place, Reply, Turn


@dataclass(frozen=True, slots=True)
class SkillName:
    """What a platform needs to know of a skill before any work is done."""

    name: str
    usage: str
    summary: str
    private: bool


class Inlet(Protocol):
    """The durable way in."""

    @property
    def skills(self) -> Sequence[SkillName]:
        """What can be asked for by name."""
        ...

    async def enqueue(self, turn: Turn, *dedupe: str) -> bool:
        """Put a turn on the stream, once for all of its ``dedupe`` keys; ``False`` if it was there.

        Returns only when the turn is stored.  Raises :class:`bot.ports.Unavailable` if it cannot be.
        """

    async def form(self, turn: Turn) -> Form | None:
        """The form this turn opens, if it opens one, with what is set now.

        Takes a second at most.  Raises :class:`bot.ports.Unavailable` if it cannot be looked up.
        """

    def complete(self, skill: str, typed: str) -> Sequence[tuple[str, str]]:
        """Choices (value, label) that fit what was typed so far: a pure function."""


class RateLimited(Exception):
    """The platform asks to wait ``seconds`` before anything more of this kind goes to this place."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"rate limited for {seconds:.1f} s")
        self.seconds = seconds


class NotDelivered(Exception):
    """The platform did certainly not accept the message; ``final``: and never will."""

    def __init__(self, reason: str, *, final: bool) -> None:
        super().__init__(reason)
        self.final = final


class NotThere(Exception):
    """Everything said in the place for more than a day was looked through, and the message is not there."""


class OutcomeUnknown(Exception):
    """The connection broke at a moment at which the message may or may not have been accepted."""


class Draft(Protocol):
    """A message that grows on the screen while its answer is still being checked.

    It is ended by :meth:`Platform.deliver` with its id under ``"draft"`` in the address: the whole
    reply then stands in its place, whatever was shown of it and whichever process began it.
    """

    message: str

    async def grow(self, text: str) -> None:
        """Show ``text``: everything that may be said so far.  Returns at once and never raises."""


class Platform(Protocol):
    """One platform, connected with the tokens of its environment.

    ``resend_safe``: within two minutes a post whose outcome is unknown may be repeated, because the
    platform itself recognises the nonce.
    """

    name: str
    resend_safe: bool

    async def listen(self, inlet: Inlet) -> None:
        """Receive until cancelled."""

    async def deliver(self, place: Place, address: Address, reply: Reply, nonce: str) -> str:
        """Say ``reply`` once and return the message's id.

        ``address`` comes from the turn that is answered (empty for a push), ``nonce`` is stable
        over attempts.  Raises :class:`RateLimited`, :class:`NotDelivered` or
        :class:`OutcomeUnknown`; never retries.
        """

    async def begin(self, place: Place, address: Address, nonce: str) -> Draft | None:
        """Begin a message that grows; ``None`` where replies come whole.

        Raises :class:`RateLimited`, :class:`NotDelivered` or :class:`OutcomeUnknown`; never retries.
        """

    async def find(self, place: Place, nonce: str) -> str | None:
        """The id of an earlier message with this nonce; ``None`` where nobody can tell.

        Raises :class:`NotThere` where it certainly was never said.
        """

    async def close(self) -> None:
        """Stop listening and let go of every connection."""


def open_platforms(env: Mapping[str, str], only: Sequence[str] = ()) -> Iterator[Platform]:
    """The platforms whose tokens ``env`` holds, found by walking this package."""
    for found in sorted(iter_modules(__path__), key=lambda module: module.name):
        if not found.ispkg or found.name == "terminal" or (only and found.name not in only):
            continue
        platform: Platform | None = import_module(f"{__name__}.{found.name}.connection").open_platform(env)
        if platform is not None:
            yield platform
