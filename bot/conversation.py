"""The words platforms and tutor share: a turn comes in, replies go out.

Everything here is a frozen value without behaviour that touches the world.  Platforms translate
their events into a :data:`Turn`; the tutor answers with :class:`Reply` values; platforms render
those inside their own limits.  Nothing here knows Slack, Discord, Redis or a model.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

LARGEST_FILE = 4_000_000
"""Bytes of a :class:`File`: every platform takes as much, and so does the memory it waits in."""

_LONGEST_AS_TEXT = 20_000
_FILE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,50}(\.[a-z0-9]{1,8}){1,2}")

ButtonStyle = Literal["plain", "primary", "danger"]

Address: TypeAlias = Mapping[str, str]
"""How a platform reaches the place of a turn later; opaque to everyone but that platform."""


@dataclass(frozen=True, slots=True)
class Learner:
    """A person as one platform's tenant knows them.

    ``tenant`` comes from the verified payload only.  ``tz`` is an IANA zone name, or ``None``
    where the platform gives none and the person has not said.  ``admin`` is what the platform
    vouched for in this very turn; it is never stored.  ``external`` marks a guest or a person of
    another organisation in a shared channel.
    """

    platform: str
    tenant: str
    id: str
    name: str
    tz: str | None = None
    admin: bool = False
    external: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is said.  ``channel`` is ``None`` in a private chat with the tutor."""

    platform: str
    tenant: str
    channel: str | None = None
    thread: str | None = None

    @property
    def private(self) -> bool:
        """Whether only the learner and the tutor read here."""
        return self.channel is None


@dataclass(frozen=True, slots=True)
class Message:
    """Somebody says something.  ``addressed``: to the tutor, so silence would be an error.

    ``overheard``: its platform shows no answer to one person alone where others read, but to a press or a command.
    """

    id: str
    learner: Learner
    place: Place
    text: str
    addressed: bool = True
    address: Address = field(default_factory=dict)
    overheard: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A skill called by its name, as in ``/quiz monitoring``."""

    id: str
    learner: Learner
    place: Place
    name: str
    argument: str = ""
    address: Address = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Press:
    """A button pressed; ``token`` carries its whole meaning and a keyed tag."""

    id: str
    learner: Learner
    place: Place
    token: str
    address: Address = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Submit:
    """A form sent; ``values`` maps field names to what was typed or chosen."""

    id: str
    learner: Learner
    place: Place
    token: str
    values: Mapping[str, str] = field(default_factory=dict)
    address: Address = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Open:
    """A surface opened without words: ``home`` (a dashboard) or ``joined`` (added to a channel).

    ``left``: the whole team has removed the tutor.
    """

    id: str
    learner: Learner
    place: Place
    view: str
    address: Address = field(default_factory=dict)


Turn: TypeAlias = Message | Command | Press | Submit | Open

Call: TypeAlias = Command | Press | Submit
"""A skill is called: by its name, by a button, or by a form that was sent."""


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press.  ``label`` ≤ 75 characters; ``token`` ≤ 90 ASCII characters."""

    label: str
    token: str
    style: ButtonStyle = "plain"


@dataclass(frozen=True, slots=True)
class Source:
    """One line of the citation table under an answer.

    ``url`` is ``None`` for a local file without a public address; such a source is opened with a
    ``Show source`` button.  ``quote`` stands verbatim in the document's extracted text.
    """

    number: int
    title: str
    heading: str
    url: str | None
    quote: str
    where: str = ""
    as_of: str | None = None
    label: str = ""
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A titled block of short lines: a quiz option list, a board, a dashboard section.

    ``rows`` is a small table (first row the header) where one reads better than lines.
    ``code`` is shown literally, in a fixed-width font, with ``language`` as its hint.
    """

    title: str = ""
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    code: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as PNG bytes, with alternative text that holds every number it shows."""

    png: bytes
    alt: str
    name: str = "picture.png"


def file_name(words: str, ending: str) -> str:
    """A plain name made of some words: ``Data, first`` and ``md`` make ``data-first.md``."""
    plain = re.sub(r"[^a-z0-9]+", "-", words.lower())[:50].strip("-")
    return f"{plain or 'file'}.{ending}"


@dataclass(frozen=True, slots=True)
class File:
    """Something to keep: a calendar, a deck of cards, an export.

    ``media`` is its MIME type, ``title`` says in a few words what it is.  Raises :class:`ValueError` for
    a name that is more than a plain lower-case one, for no bytes, and for more than :data:`LARGEST_FILE`.
    """

    name: str
    content: bytes
    media: str
    title: str

    def __post_init__(self) -> None:
        if not _FILE_NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is no plain file name")
        if not 0 < len(self.content) <= LARGEST_FILE:
            raise ValueError(f"{self.name} has {len(self.content)} bytes")

    def shown(self) -> Card | None:
        """Its text, to be copied; ``None`` if it is none, or too long to be copied by hand."""
        try:
            text = self.content.decode()
        except UnicodeDecodeError:
            return None
        lines = text.replace("\r\n", "\n")
        return Card(title=self.name, code=lines) if len(lines) <= _LONGEST_AS_TEXT else None


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a form.  ``choices`` (value, label) makes it a select."""

    name: str
    label: str
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    optional: bool = True
    long: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A dialog to fill in; its values come back as a :class:`Submit` with the same token."""

    title: str
    token: str
    fields: tuple[Field, ...]
    submit: str = "Save"


FINAL = 1 << 30
"""The version of what is never edited again."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the tutor says.

    ``text`` is Markdown in the small dialect every renderer knows: paragraphs, ``**bold**``,
    ``*italic*``, ``code``, fenced code, ``-`` lists, ``>`` quotes and ``[n]`` marks that refer to
    ``sources``.  Links exist only as sources.  ``files`` are handed over with it, as private as it is.
    ``private``: only the learner of the turn sees it.
    ``replaces``: instead of posting, edit the message with this key (``"pressed"`` is the message
    whose button was pressed).  ``key`` names a message so that a later reply can replace it.
    ``version``: of many edits of one message, made by many people at once, the one with the highest
    stands in the end, and the others need not be made.
    ``data`` is for scripts only and is never shown.
    """

    text: str
    cards: tuple[Card, ...] = ()
    buttons: tuple[Button, ...] = ()
    sources: tuple[Source, ...] = ()
    images: tuple[Image, ...] = ()
    private: bool = False
    form: Form | None = None
    replaces: str | None = None
    key: str | None = None
    version: int = 0
    data: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[File, ...] = ()

    def spelled_out(self, why: str) -> Reply:
        """The same where its files cannot be handed over: ``why``, and what they say as far as it can be shown."""
        cards = [card for file in self.files if (card := file.shown())]
        hidden = [f"`{file.name}` is too long to be shown." for file in self.files if not file.shown()]
        return replace(
            self, text="\n\n".join((self.text, " ".join((why, *hidden)))), cards=(*self.cards, *cards), files=()
        )


@dataclass(frozen=True, slots=True)
class Post:
    """A reply that nobody's turn asked for: a daily question, a closing, a digest.

    ``key`` is its business key: whatever happens, one key is said at most once.  ``learner`` is
    set for a message to one person.
    """

    key: str
    place: Place
    reply: Reply
    learner: str | None = None


Replies: TypeAlias = tuple[Reply, ...]
Respond: TypeAlias = Callable[[Command], Awaitable[Replies]]
"""What a skill does when it is called by name."""

Pressed: TypeAlias = Callable[[Press | Submit, tuple[str, ...]], Awaitable[Replies]]
"""What a button does; the tuple holds the ids it carries."""
