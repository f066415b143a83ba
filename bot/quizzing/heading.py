"""What stands above a question of a run: where one is, and in a case what has happened so far."""

from __future__ import annotations

from bot.quizzing.cases import Case
from bot.quizzing.courses import Course
from bot.quizzing.kit import Area
from bot.quizzing.products import Names
from bot.quizzing.run import Run
from bot.quizzing.student import Student

AWAY_DAYS = 4
"""A long weekend is no absence."""


def heading(run: Run, course: Course, names: Names, remark: str = "") -> str:
    """``Question 3 of 5``; in a case its title, the step and what came of the one before."""
    remark = f" · {remark}" if remark else ""
    if run.kind == "case" and (case := course.cases.get(run.topic)):
        number = _step_of(run, case)
        place = f"**{case.title}** · step {number + 1} of {len(case.steps)}"
        return f"{place}{remark}\n\n{names.plainly(case.known_at(number))}"
    number = len(run.dealt)
    place = f"Question {number} of {run.want}" if run.want else f"Question {number}"
    area = _area_of(run.dealt[-1], course) if run.kind == "assessment" and run.dealt else None
    return (f"{place} · {area.title}" if area else place) + remark


def welcome(student: Student) -> str:
    """One line for somebody who was away for some days; empty for everybody else."""
    last = max((answer.day for answer in student.answers), default=student.today)
    return "Good to have you back. One at a time." if (student.today - last).days >= AWAY_DAYS else ""


def _step_of(run: Run, case: Case) -> int:
    """The index of the step dealt last."""
    return next((at for at, item in enumerate(case.items) if item.id in run.dealt[-1:]), 0)


def _area_of(item: str, course: Course) -> Area | None:
    """The area of the assessment that an item belongs to."""
    areas = course.kit.assessment.areas if course.kit.assessment else ()
    return next((area for area in areas if item in area.items), None)
