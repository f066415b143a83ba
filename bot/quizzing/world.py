"""What the quizzing needs of the world, gathered once.

Everything that lasts is behind a port; the present is the clock's; randomness is a ``seed``.  Two small
ports are asked for here because only quizzing needs them: somewhere for a learner's report to go, and
somebody who explains a section further.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from bot.conversation import Place, Press, Replies, Submit
from bot.ports import Clock, Deliveries, Groups, Ledger, Profiles, Reviews, Sessions
from bot.quizzing.courses import Course
from bot.quizzing.question import Mint
from bot.records import Delivery, Report


class Reports(Protocol):
    """Takes reports to whoever keeps the course; the same key twice is one report."""

    async def add(self, tenant: str, report: Report, *, key: str) -> None: ...


class Explaining(Protocol):
    """Answers a question from one section of a note, with citations."""

    async def explain(self, press: Press | Submit, heading: str, question: str) -> Replies: ...


@dataclass(frozen=True, slots=True)
class World:
    """The ports, the course and the two sources of chance and time."""

    course: Course
    ledger: Ledger
    deliveries: Deliveries
    sessions: Sessions
    profiles: Profiles
    reviews: Reviews
    groups: Groups
    reports: Reports
    explaining: Explaining
    clock: Clock
    tokens: Mint
    seed: str = ""
    asks: Callable[[str], bool] = lambda tenant: False
    """Whether a tenant's people have to agree before a board shows them."""

    async def take_part(self, delivery: Delivery, learner: str) -> None:
        """Whoever answers in a group's channel learns with the group."""
        if delivery.group is not None:
            await self.groups.take_part(delivery.place.tenant, delivery.group, learner, self.clock.now())

    async def group_of(self, place: Place) -> str | None:
        """The study group whose channel this is."""
        if place.channel is None:
            return None
        group = await self.groups.of_channel(place.tenant, place.channel)
        return group.id if group else None


def apart(place: Place, name: str) -> Place:
    """Where sessions of one kind are kept beside those of quizzes: under a name that no channel has."""
    return Place(place.platform, place.tenant, name)


def channel_of(place: Place) -> Place:
    """The channel (or private chat) a thread belongs to: a quiz is open in all of it."""
    return replace(place, thread=None)
