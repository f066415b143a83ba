"""What changed since somebody studied it: questions corrected, notes checked anew; and asking them again."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation import Button, Press, Replies, Reply, Submit
from bot.quizzing.desk import QuizDesk
from bot.quizzing.student import Student, read_student
from bot.quizzing.wording import counted

SHOWN = 8
AGAIN = "again"


@dataclass(frozen=True, slots=True)
class _Change:
    """A note that is newer than the answers that rest on it, or that a corrected question rests on."""

    title: str
    as_of: str
    items: tuple[str, ...]


def _changed(student: Student) -> list[_Change]:
    """By note, the one with most questions first."""
    last = {answer.item: answer for answer in student.answers}
    found: dict[str, list[str]] = {}
    for answer in last.values():
        item = student.course.items.get(answer.item)
        if item is None or item.id in student.course.held_back:
            continue
        slug = item.option(item.key[0]).source.note
        note = student.course.notes.get(slug)
        newer = note is not None and note.as_of is not None and note.as_of > answer.day
        if newer or item.version > answer.version:
            found.setdefault(slug, []).append(item.id)
    notes = student.course.notes
    return [
        _Change(notes[slug].title, f"{as_of:%d %b %Y}" if (as_of := notes[slug].as_of) else "", tuple(items))
        for slug, items in sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))
        if slug in notes
    ]


class ChangesRoom:
    """The list, and the questions once more."""

    def __init__(self, desk: QuizDesk) -> None:
        self._desk = desk

    async def press(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``What changed``, and ``Ask me these again``."""
        student = await read_student(self._desk.world, press.learner)
        found = _changed(student)
        if ids == (AGAIN,) and found:
            items = [item for change in found for item in change.items]
            return await self._desk.listed(press, "review", f"changed {student.today}", items)
        if not found:
            return (Reply("Nothing you answered has changed since.", private=True),)
        count = sum(len(change.items) for change in found)
        lines = [
            f"- *{change.title}*, as of {change.as_of}: {counted(len(change.items), 'question')}"
            for change in found[:SHOWN]
        ]
        again = Button(
            "Ask me these again", self._desk.world.tokens.mint("changed", AGAIN, place=press.place), style="primary"
        )
        text = "\n".join([f"**Changed since you studied it** · {counted(count, 'question')}", *lines])
        return (
            Reply(text, buttons=(again,), private=True, data={"changed": [list(change.items) for change in found]}),
        )
