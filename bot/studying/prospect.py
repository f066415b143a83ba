"""A learner's plan as it stands now: the course's template, bent to their track, date, hours and gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bot.progress.days import ONE_DAY, local_day
from bot.progress.exam_days import last_outcome
from bot.progress.facts import Answer, ExamTaken, Recall
from bot.progress.mastery import by_objective
from bot.progress.plan import Plan, Span, Theme, last_day, plan, usual_hours
from bot.quizzing.plan_templates import PlanBlock, PlanTemplate
from bot.quizzing.student import Student
from bot.studying.ticks import Deed, Progress, progress

NEAR = 3
"""Days by which a plan may be longer or shorter than its template's title says."""
FITS = 0.6
"""How much of a template's weeks must be there for it to be taken; its hours are cut down with them."""


@dataclass(frozen=True)
class Prospect:
    """A plan with its progress.  ``since`` is when it began."""

    student: Student
    template: PlanTemplate
    since: date

    @property
    def last(self) -> date:
        """The last day of study."""
        return last_day(self.since, self.student.exam, self.template.weeks)

    @property
    def hours(self) -> int:
        """All its hours: those somebody said they have, else what the days allow."""
        said = self.student.profile.plan_hours
        return said or usual_hours(self.since, self.last, self.template.hours, self.template.weeks)

    @property
    def days(self) -> int:
        """From its first day to its last, both included."""
        return (self.last - self.since).days + 1

    @property
    def as_named(self) -> bool:
        """Whether the template's own title still fits: all its hours, in about its weeks."""
        return self.hours == self.template.hours and abs(self.days - 7 * self.template.weeks) <= NEAR

    @cached_property
    def blocks(self) -> tuple[PlanBlock, ...]:
        """The blocks as this learner's track takes them; before a second attempt those that were weak come first."""
        blocks, student = self.template.for_track(self.student.profile.track), self.student
        failed = _failed(student)
        return _weak_first(blocks, student, failed) if failed else blocks

    @cached_property
    def progress(self) -> dict[str, Progress]:
        """How far each block is."""
        student, day_start = self.student, self.student.profile.day_start
        rows = {row.id: row for drawn in student.course.maps.values() for row in drawn.rows}
        cards = [fact for fact in student.facts if isinstance(fact, Recall) and fact.card in rows]
        deeds = [
            *(Deed(answer.at, answer.day, answer.objectives, answer.correct) for answer in student.answers),
            *(
                Deed(card.at, local_day(card.at, student.tz, day_start), (rows[card.card].objective,), card.right)
                for card in cards
            ),
        ]
        return dict(progress(self.blocks, deeds, student.facts, self.since))

    @cached_property
    def plan(self) -> Plan:
        """What is left of it, from today on."""
        student = self.student
        track = student.course.track(student.profile.track)
        return plan(
            [Theme(one.id, one.hours, one.objectives, self.progress[one.id].done) for one in self.blocks],
            student.today,
            self.last,
            self.hours,
            standing=by_objective(student.facts, student.today),
            emphasis=track.emphasise if track else (),
        )

    @property
    def current(self) -> Span | None:
        """The span whose turn it is."""
        return next(iter(self.plan.spans), None)

    def block(self, block_id: str) -> PlanBlock | None:
        """The block with this id, as it stands in this plan."""
        return next((block for block in self.blocks if block.id == block_id), None)


def prospect(student: Student) -> Prospect | None:
    """The plan of this learner; ``None`` where the course has no templates."""
    if not student.course.plans:
        return None
    since, failed = student.profile.plan_from or student.today, _failed(student)
    if failed and since <= failed.exam:
        since = failed.exam + ONE_DAY  # for the second attempt nothing is ticked off yet
    return Prospect(student, _template(student, since), since)


def _failed(student: Student) -> ExamTaken | None:
    """The exam that a second attempt is to follow."""
    told = last_outcome(student.facts)
    return told if told and told.how == "again" else None


def _weak_first(blocks: Sequence[PlanBlock], student: Student, failed: ExamTaken) -> tuple[PlanBlock, ...]:
    """Those that stood below the learner's own average at the exam, weakest first; the others as they were.

    A block that only takes up again what others began keeps its place: it needs them.
    """
    until = [fact for fact in student.facts if not isinstance(fact, Answer) or fact.at <= failed.at]
    standing, begun = by_objective(until, failed.exam), set[str]()
    shares: dict[str, float] = {}
    for block in blocks:
        known = [standing[one].share for one in block.objectives if one in standing and standing[one].enough]
        if known and not begun.issuperset(block.objectives):
            shares[block.id] = min(known)
        begun.update(block.objectives)
    average = sum(shares.values()) / max(1, len(shares))
    return tuple(sorted(blocks, key=lambda block: min(average, shares.get(block.id, average))))


def _template(student: Student, since: date) -> PlanTemplate:
    """The longest one that fits before the exam; without a date the usual one."""
    plans = sorted(student.course.plans.values(), key=lambda one: -one.weeks)
    if student.exam is None:
        return next((one for one in plans if one.default), plans[0])
    days = (last_day(since, student.exam, 0) - since).days + 1
    return next((one for one in plans if days >= FITS * 7 * one.weeks), plans[-1])
