"""The coach: the rooms of ``/cards``, ``/case``, ``/map`` and ``/kit``, and every button of theirs.

``presses`` is the whole table of buttons; each row is (verb, what it does), with a button's ids beside it.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.coaching.cards import Cards
from bot.coaching.case_room import CaseRoom
from bot.coaching.kit_room import KitRoom
from bot.coaching.map_room import MapRoom
from bot.coaching.reading import Reading
from bot.coaching.workshop import Workshops
from bot.conversation import Pressed
from bot.quizzing.desk import QuizDesk


class Coach:
    """The course beyond its questions; cases and the assessment are asked by the quiz desk."""

    def __init__(self, desk: QuizDesk) -> None:
        self._reading = Reading(desk.world)
        self._workshops = Workshops(desk.world, self._reading)
        self.cards = Cards(desk.world, self._reading)
        self.cases = CaseRoom(desk)
        self.maps = MapRoom(desk.world)
        self.kit = KitRoom(desk, self._reading, self._workshops)

    @property
    def presses(self) -> Mapping[str, Pressed]:
        """Every verb a button of ours may carry."""
        return {
            "card": self.cards.press,  # round, pattern, letter, topic
            "cards": self.cards.again,  # topic
            "case": self.cases.press,  # case?
            "map": self.maps.press,  # map, here?
            "kit": self.kit.press,  # part; or phase, which, md?
            "shop": self._workshops.press,  # join or next; session; round
            "read": self._reading.read,  # note, section
        }
