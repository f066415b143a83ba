"""What a question is: a scenario with a goal, options with reasons, and the constraint that decides.

Values only.  The rule that holds here: an option is known by its ``id`` within the item, never by a
letter; letters belong to one showing (:mod:`bot.quizzing.deal`).  A correction is a new ``version``;
the old one may stay in its file so that what was shown before is still graded as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from bot.quizzing.schema import Written

REASON = 220
"""Characters of a reason."""

Depth = Literal["fundamental", "detail"]

FLIPPED = "~flip"
"""Ends the id under which answers to an item's flip are kept: practice of its own, never points."""


@dataclass(frozen=True, slots=True)
class SourceRef:
    """Where a reason can be read: a section of a note, and perhaps the public page it rests on."""

    note: str
    heading: str
    url: str | None = None
    title: str | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One choice.  ``why`` it is right, or where it fails here; ``trap`` is set on wrong ones."""

    id: str
    text: Annotated[str, Written(most=200)]
    right: bool
    why: Annotated[str, Written(most=REASON)]
    source: SourceRef
    trap: str | None = None


@dataclass(frozen=True, slots=True)
class Flip:
    """The same case with one constraint changed, so that other options are right."""

    change: str
    right: tuple[str, ...]
    why: Annotated[str, Written(most=REASON)]


@dataclass(frozen=True, slots=True)
class Variant:
    """The same question in other words; ``texts`` re-words options by id."""

    scenario: Annotated[str, Written(flowing=True)]
    ask: str
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """A question as its author wrote it.  Product names stand as ``{{product-id}}``.

    ``series`` names the case or the assessment it belongs to; such an item is asked there first, so
    that no quiz spoils it, and returns in reviews like any other.
    """

    id: Annotated[str, Written(most=40, kebab=True)]
    version: Annotated[int, Written(low=1, high=10_000, default=1)]
    objectives: tuple[str, ...]
    topics: tuple[str, ...]
    goal: str
    scenario: Annotated[str, Written(flowing=True)]
    ask: str
    choose: Annotated[int, Written(low=1, high=3, default=1)]
    options: tuple[Option, ...]
    deciding_constraint: Annotated[str, Written(most=120)]
    difficulty: Annotated[int, Written(low=1, high=3)]
    kind: Depth
    reviewed: date
    tracks: tuple[str, ...] = ()
    ordered: bool = False
    code: str = ""
    language: str = ""
    flip: Flip | None = None
    variant: Variant | None = None
    file: str = ""
    series: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """The ids of the right options, in the author's order."""
        return tuple(option.id for option in self.options if option.right)

    @property
    def wrong(self) -> tuple[Option, ...]:
        """The options that are not right."""
        return tuple(option for option in self.options if not option.right)

    @property
    def words(self) -> int:
        """How many words there are to read before one can choose."""
        return sum(
            len(text.split()) for text in (self.goal, self.scenario, self.ask, *(one.text for one in self.options))
        )

    def option(self, option_id: str) -> Option:
        """The option with this id.  Raises :class:`KeyError`."""
        for option in self.options:
            if option.id == option_id:
                return option
        raise KeyError(option_id)
