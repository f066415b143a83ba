"""``/ready``: how many of a hundred new exam questions somebody would answer right, and why it says so."""

from __future__ import annotations

import asyncio

from bot.conversation import Button, Command, Learner, Place, Press, Replies, Reply, Submit
from bot.groups.pictures import areas_picture
from bot.progress.mastery import section
from bot.progress.readiness import Readiness, readiness
from bot.quizzing.desk import QuizDesk
from bot.quizzing.picking import candidates
from bot.quizzing.student import Student, read_student
from bot.quizzing.wording import clipped

WHY, FILL = "why", "fill"
FIVE, TITLE = 5, 40


class ReadyRoom:
    """Readiness, weighed by the outline in force on the learner's exam day."""

    def __init__(self, desk: QuizDesk) -> None:
        self._desk = desk
        self._world = desk.world

    async def ready(self, command: Command) -> Replies:
        """``/ready``."""
        return (await self._figure(command.learner, command.place),)

    async def press(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``Where I stand``, and ``Show why`` under it."""
        student = await read_student(self._world, press.learner)
        if ids[:1] == (FILL,):
            asked = _unseen_in(student, ids[1])
            if not asked:
                return (Reply("You have met every question there; `/review` has what comes back.", private=True),)
            return await self._desk.listed(press, "review", f"section {ids[1]} {len(student.answers)}", asked)
        if ids[:1] != (WHY,):
            return (await self._figure(press.learner, press.place),)
        lines = _stands(student).why(student.course.newest.titles, student.blueprint.shares())
        return (Reply("\n".join(f"- {line}" for line in lines), private=True),)

    async def _figure(self, learner: Learner, place: Place) -> Reply:
        student = await read_student(self._world, learner)
        found, mint = _stands(student), self._world.tokens.mint
        titles = student.course.newest.titles
        lines = list(found.words(titles)[: 1 if found.enough else 2])
        if found.enough:
            lines.append(f"Weakest: *{titles.get(found.weakest or '', '')}*. No promise to pass.")
        least = min(found.thin, key=found.answers) if found.thin else found.weakest or ""
        buttons = (
            Button("Show why", mint("ready", WHY, place=place)),
            Button(
                f"Five on {clipped(titles.get(least, least), TITLE)}",
                mint("ready", FILL, least, place=place),
                style="primary",
            ),
            Button("Mock exam", mint("go", "mock", place=place)),
        )
        told = any(one.enough for one in found.sections.values())
        areas = student.course.newest.section_titles
        images = (await asyncio.to_thread(areas_picture, found.sections, areas),) if told else ()
        data = {
            "enough": found.enough,
            "share": found.overall.share,
            "low": found.overall.low,
            "high": found.overall.high,
        }
        return Reply("\n".join(lines), buttons=buttons, images=images, private=True, data=data)


def _unseen_in(student: Student, name: str) -> list[str]:
    """Five questions of a section that this learner has not met: what a figure for it needs."""
    met = {answer.item for answer in student.answers}
    fresh = [one for one in candidates(student.course, student) if not one.variant and one.item not in met]
    return [one.item for one in fresh if section(one.objectives[0]) == name][:FIVE]


def _stands(student: Student) -> Readiness:
    """A learner's readiness today."""
    return readiness(student.facts, student.blueprint.shares(), student.today)
