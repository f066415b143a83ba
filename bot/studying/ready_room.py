"""``/ready``: how many of a hundred new exam questions somebody would answer right, and why it says so."""

from __future__ import annotations

from bot.conversation import Button, Command, Learner, Place, Press, Reply, Submit
from bot.progress.readiness import Readiness, readiness
from bot.quizzing.student import Student, read_student
from bot.quizzing.world import World

Replies = tuple[Reply, ...]
WHY = "why"


class ReadyRoom:
    """Readiness, weighed by the outline in force on the learner's exam day."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def ready(self, command: Command) -> Replies:
        """``/ready``."""
        return (await self._figure(command.learner, command.place),)

    async def press(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``Where I stand``, and ``Show why`` under it."""
        if ids[:1] != (WHY,):
            return (await self._figure(press.learner, press.place),)
        student = await read_student(self._world, press.learner)
        lines = stands(student).why(student.course.newest.titles, student.blueprint.shares())
        return (Reply("\n".join(f"- {line}" for line in lines), private=True),)

    async def _figure(self, learner: Learner, place: Place) -> Reply:
        student = await read_student(self._world, learner)
        found, mint = stands(student), self._world.tokens.mint
        lines = list(found.words(student.course.newest.titles)[: 1 if found.enough else 2])
        weakest = student.course.newest.titles.get(found.weakest or "", "")
        if found.enough:
            lines.append(f"Most to gain: *{weakest}*. No promise to pass.")
        drill = mint("go", "quiz", "section", found.weakest or found.thin[0], place=place)
        buttons = (
            Button("Show why", mint("ready", WHY, place=place)),
            Button("Quiz on the thinnest" if found.thin else "Quiz on the weakest", drill, style="primary"),
            Button("Mock exam", mint("go", "mock", place=place)),
        )
        data = {
            "enough": found.enough,
            "share": found.overall.share,
            "low": found.overall.low,
            "high": found.overall.high,
        }
        return Reply("\n".join(lines), buttons=buttons, private=True, data=data)


def stands(student: Student) -> Readiness:
    """A learner's readiness today."""
    return readiness(student.facts, student.blueprint.shares(), student.today)
