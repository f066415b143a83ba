"""A learner as the quizzing sees them: their facts, their settings, their day, their blueprint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from bot.conversation import Learner
from bot.progress.days import local_day, zone_in_force
from bot.progress.exam_days import outcome
from bot.progress.facts import Answer, Choice, Fact, Regrade, item_of
from bot.progress.judged import judged, withdrawn
from bot.progress.present import UNKNOWN_ZONE
from bot.progress.review import ReviewCard, fitted, review_cards
from bot.progress.zones import is_zone
from bot.quizzing.blueprints import Blueprint
from bot.quizzing.courses import Course
from bot.quizzing.products import Names
from bot.quizzing.world import World
from bot.records import Profile


@dataclass(frozen=True)
class Student:
    """One learner at one instant; read once for each turn, and again after writing."""

    learner: Learner
    profile: Profile
    facts: tuple[Fact, ...]
    cards: Mapping[str, Mapping[str, Any]]
    now: datetime
    course: Course

    @cached_property
    def tz(self) -> str:
        """The zone they live in now: a change holds from the next local day of the old zone."""
        stated = self.profile.tz or self.learner.tz or UNKNOWN_ZONE
        usual = stated if is_zone(stated) else UNKNOWN_ZONE
        return zone_in_force(self.now, self.facts, usual, self.profile.day_start)

    @property
    def today(self) -> date:
        """Their local day."""
        return local_day(self.now, self.tz, self.profile.day_start)

    @property
    def exam(self) -> date | None:
        """Their exam, while it lies ahead and they have not told how it went."""
        ahead = self.profile.exam_date
        return ahead if ahead and ahead >= self.today and not outcome(self.facts, ahead) else None

    @cached_property
    def blueprint(self) -> Blueprint:
        """The outline they are measured by."""
        return self.course.blueprint_for(self.today, self.exam, self.profile.blueprint)

    @property
    def names(self) -> Names:
        """Product names as their exam has them."""
        return self.course.names(self.blueprint.id)

    @cached_property
    def answers(self) -> list[Answer]:
        """Their answers as they are judged today."""
        return [answer for answer in judged(self.facts) if answer.learner == self.learner.id]

    @cached_property
    def withdrawn(self) -> frozenset[str]:
        """Items that are out for the whole tenant."""
        return withdrawn(self.facts)

    def moment(self, delivery: str, item: str, options: tuple[str, ...]) -> Choice:
        """What they choose now, with their local day."""
        return Choice(self.learner.id, delivery, item, options, self.now, self.today, self.tz)


async def read_student(world: World, learner: Learner) -> Student:
    """The learner as of now; review dates follow the exam date they have now."""
    student = Student(
        learner=learner,
        profile=await world.profiles.get(learner.tenant, learner.id),
        facts=tuple(await world.ledger.facts(learner.tenant, learner.id)),
        cards={},
        now=world.clock.now(),
        course=world.course,
    )
    stored = await world.reviews.cards(learner.tenant, learner.id)
    return replace(student, cards=_present_cards(student, stored))


def _present_cards(student: Student, stored: Mapping[str, Mapping[str, Any]]) -> dict[str, ReviewCard]:
    """The stored cards as they stand today: exam date, corrected keys and withdrawn items taken into account."""
    exam, day_start = student.exam, student.profile.day_start
    cards = fitted(stored, exam, day_start)
    regraded = {fact.item for fact in student.facts if isinstance(fact, Regrade)}
    cards |= review_cards([answer for answer in student.answers if answer.item in regraded], exam, day_start)
    return {item: card for item, card in cards.items() if item_of(item) not in student.withdrawn}
