"""What people do in a study hall and what they are shown, in words that every platform understands.

A :class:`Driver` carries acts out as people of its platform would and reports what each of them can see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias, TypeVar

M = TypeVar("M")
B = TypeVar("B")


@dataclass(frozen=True, slots=True)
class Ask:
    """Mention the tutor in the channel ``#study`` with a question; this begins a thread."""

    text: str


@dataclass(frozen=True, slots=True)
class Follow:
    """Say something in that thread without a mention; where that is never heard, reply to the tutor's message.

    ``to_tutor=False``: it is said to somebody else.
    """

    text: str
    to_tutor: bool = True


@dataclass(frozen=True, slots=True)
class Tell:
    """Write to the tutor in a private chat."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """Call a skill by its name in the channel; ``private``: in the private chat with the tutor."""

    skill: str
    argument: str = ""
    private: bool = False


@dataclass(frozen=True, slots=True)
class Press:
    """Press the newest button whose label is or begins so, of those ``whose`` (the presser) can see.

    ``times``: at once, as an impatient thumb does; each is a press of its own.
    """

    label: str
    times: int = 1
    whose: str | None = None


@dataclass(frozen=True, slots=True)
class Fill:
    """Send the form that was shown last, with these fields filled in."""

    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Restart:
    """The service stops and another process goes on."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Days go by."""

    days: int


@dataclass(frozen=True, slots=True)
class Until:
    """The clock goes to this instant; what comes due on the way is said."""

    moment: datetime


Act: TypeAlias = Ask | Follow | Tell | Call | Press | Fill | Restart | Wait | Until


@dataclass(frozen=True, slots=True)
class Shown:
    """A message that appeared or changed, as people see it.

    ``text``: every word on it, cards, sources and alternative texts included; ``to``: the one person who
    can see it, or ``None`` for everybody; ``links``: every address that can be opened from it;
    ``fields``: what is to be filled in, if it is a form.
    """

    text: str
    to: str | None
    buttons: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


class Driver(Protocol):
    """One platform, spoken to as its people do."""

    async def act(self, who: str, act: Act) -> list[Shown]:
        """Carry one act out, wait until the study hall has nothing left to do, and say what was shown."""
        ...

    async def answers(self) -> int:
        """How many answers to questions of a quiz were counted."""
        ...


def newest(label: str, seen: Sequence[tuple[M, Sequence[tuple[str, B]]]], whose: str) -> tuple[M, B]:
    """The newest message with a button that is called ``label`` or else begins so, and that button."""
    wanted = label.casefold()
    for message, offered in reversed(seen):
        exact = [button for name, button in offered if name.casefold() == wanted]
        if found := exact or [button for name, button in offered if name.casefold().startswith(wanted)]:
            return message, found[0]
    last = next(([name for name, _ in offered] for _, offered in reversed(seen) if offered), [])
    raise AssertionError(f"@{whose} sees no button {label!r}; the last ones were {last}")
