"""The coach: what ``/cards``, ``/case``, ``/map`` and ``/kit`` do, and every button of theirs.

``presses`` is the whole table of buttons; each row is (verb, what it does), with a button's ids beside it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.coaching.cards import Cards
from bot.coaching.case_room import CaseRoom
from bot.coaching.kit_room import KitRoom
from bot.coaching.map_room import MapRoom
from bot.coaching.reading import Reading
from bot.coaching.workshop import Workshops
from bot.conversation import Command, Press, Reply, Submit
from bot.quizzing.desk import QuizDesk
from bot.quizzing.topics import means

PARTS = ("checklist", "assessment", "workshop", "metrics")
Pressed = Callable[[Press | Submit, tuple[str, ...]], Awaitable[tuple[Reply, ...]]]


class Coach:
    """The course beyond its questions; cases and the assessment are asked by the quiz desk."""

    def __init__(self, desk: QuizDesk) -> None:
        self._course = desk.world.course
        self._reading = Reading(desk.world)
        self._cards = Cards(desk.world, self._reading)
        self._cases = CaseRoom(desk)
        self._maps = MapRoom(desk.world)
        self._workshops = Workshops(desk.world, self._reading)
        self._kit = KitRoom(desk, self._reading, self._workshops)

    @property
    def presses(self) -> Mapping[str, Pressed]:
        """Every verb a button of ours may carry."""
        return {
            "card": self._cards.press,  # round, pattern, letter, topic
            "cards": self._cards.again,  # topic
            "case": self._cases.press,  # case?
            "map": self._maps.press,  # map, here?
            "kit": self._kit.press,  # part; or phase, which, md?
            "shop": self._workshops.press,  # join or next; session; round
            "read": self._reading.read,  # note, section
        }

    def complete_case(self, text: str) -> Sequence[tuple[str, str]]:
        """Cases while somebody types."""
        cases = self._course.cases.values()
        return [(case.id, case.title) for case in cases if not text.strip() or means(text, f"{case.title} {case.id}")]

    def complete_map(self, text: str) -> Sequence[tuple[str, str]]:
        """Maps while somebody types."""
        maps = self._course.maps.values()
        return [(drawn.title, drawn.title) for drawn in maps if not text.strip() or means(text, drawn.title)]

    def complete_kit(self, text: str) -> Sequence[tuple[str, str]]:
        """Parts of the kit while somebody types."""
        return [(part, part) for part in PARTS if part.startswith(text.strip().lower())]

    async def cards(self, command: Command) -> tuple[Reply, ...]:
        """``/cards [topic]``."""
        return await self._cards.cards(command)

    async def case(self, command: Command) -> tuple[Reply, ...]:
        """``/case [name]``."""
        return await self._cases.case(command)

    async def map(self, command: Command) -> tuple[Reply, ...]:
        """``/map [topic]``."""
        return await self._maps.map(command)

    async def kit(self, command: Command) -> tuple[Reply, ...]:
        """``/kit [part]``."""
        return await self._kit.kit(command)
