"""``/case [name]``: one story in several decisions, asked and graded like any other question."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation import Button, Call, Command, Learner, Place, Press, Replies, Reply, Submit
from bot.quizzing.cases import Case
from bot.quizzing.desk import QuizDesk
from bot.quizzing.student import read_student
from bot.quizzing.topics import means
from bot.quizzing.wording import counted


class CaseRoom:
    """The cases of the course."""

    def __init__(self, desk: QuizDesk) -> None:
        self._desk = desk

    def complete(self, text: str) -> Sequence[tuple[str, str]]:
        """Cases while somebody types: (id, title)."""
        cases = self._desk.world.course.cases.values()
        return [(case.id, case.title) for case in cases if not text.strip() or means(text, f"{case.title} {case.id}")]

    async def case(self, command: Command) -> Replies:
        """``/case``: which there are; ``/case fraud``: that one, from where it was left."""
        cases = self._desk.world.course.cases.values()
        if not cases:
            return (Reply("This course has no cases.", private=True),)
        if not command.argument.strip():
            return (await self._list(command.learner, command.place),)
        fits = [case for case in cases if means(command.argument, f"{case.title} {case.id.replace('-', ' ')}")]
        if len(fits) != 1:
            listed = await self._list(command.learner, command.place)
            text = f"I can't tell which case “{command.argument[:40]}” is. {listed.text}"
            return (Reply(text, buttons=listed.buttons, private=True),)
        return await self._begin(command, fits[0])

    async def press(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """A case from the list, or the list itself."""
        if not ids:
            return (await self._list(press.learner, press.place),)
        case = self._desk.world.course.cases.get(ids[0])
        if case is None:
            return (Reply("That case is no longer part of the course. `/case` shows those there are.", private=True),)
        return await self._begin(press, case)

    async def _begin(self, turn: Call, case: Case) -> Replies:
        return await self._desk.listed(turn, "case", case.id, [item.id for item in case.items])

    async def _list(self, learner: Learner, place: Place) -> Reply:
        student = await read_student(self._desk.world, learner)
        met = {answer.item for answer in student.answers}
        lines, buttons = ["Which case?"], []
        for case in self._desk.world.course.cases.values():
            done = sum(item.id in met for item in case.items)
            seen = f"{counted(len(case.items), 'step')}" + (f", {done} answered" if done else "")
            lines.append(f"- **{case.title}** · {seen}. {case.about}")
            buttons.append(Button(case.title, self._desk.world.tokens.mint("case", case.id, place=place)))
        return Reply("\n".join(lines), buttons=tuple(buttons), private=True)
