"""Who a course is studied by, which wrong turns it names, and how else its objectives can be cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bot.quizzing.schema import Written


@dataclass(frozen=True, slots=True)
class Track:
    """A way through the course for one background."""

    id: str
    title: str
    about: str = ""
    emphasise: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trap:
    """A kind of wrong turn that wrong options set."""

    id: str
    title: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of another way to cut the course."""

    title: str
    objectives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """Another way to cut the same objectives, as some guides do."""

    id: str
    title: Annotated[str, Written(default="")]
    parts: tuple[Part, ...]
