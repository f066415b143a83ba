"""People who talk to the coach and the quiz desk over the real stores, as one hall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rigs.quiz_hall import Hall

from bot.coaching.coach import Coach


class Both:
    """The quiz desk with the coach beside it, under one table of buttons, as the tutor has them."""

    def __init__(self, desk: Any) -> None:
        self._desk, coach = desk, Coach(desk)
        self.presses = {**desk.presses, **coach.presses}
        self.cards, self.case = coach.cards.cards, coach.cases.case
        self.map, self.kit = coach.maps.map, coach.kit.kit

    def __getattr__(self, name: str) -> Any:
        return getattr(self._desk, name)


@dataclass
class CoachHall(Hall):
    """A hall whose people also say ``/cards``, ``/case``, ``/map`` and ``/kit``."""

    def restart(self) -> None:
        """A new process on the same data."""
        super().restart()
        self.quizzing = Both(self.quizzing)
