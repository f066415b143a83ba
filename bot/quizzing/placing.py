"""Seven questions that find where to start: offered with the first bare ``/quiz``, never forced."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation import Button, Place, Press, Replies, Reply, Submit
from bot.quizzing.courses import Course
from bot.quizzing.items import Item
from bot.quizzing.picking import candidates
from bot.quizzing.run import Run
from bot.quizzing.running import Runs
from bot.quizzing.student import Student, read_student
from bot.quizzing.world import World

QUESTIONS = 7
EXAM_IN = {"21": "In 3 weeks", "42": "In 6 weeks", "90": "In 3 months"}
"""What a button about the exam's date says, by the days until then."""
NO_DATE = "0"


class Placing:
    """The short way in: what you do, when your exam is, seven questions."""

    def __init__(self, world: World, runs: Runs) -> None:
        self._world = world
        self._runs = runs

    def offer(self, place: Place, cause: str) -> Reply:
        """One line and one button beside a first question; it is fine to ignore both."""
        button = Button("Place me first", self._world.tokens.mint("place", "track", cause, place=place))
        return Reply(
            "New here? Seven questions, about ten minutes, show where to start. Or just answer this one.",
            buttons=(button,),
            private=True,
        )

    async def press(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """One step: first ask for the track, then for the exam unless it is known, then begin."""
        step, cause, *said = ids
        tenant, learner = press.learner.tenant, press.learner.id
        if step == "track":
            return (self.ask_track(press.place, cause),)
        if step == "exam" and said and self._world.course.track(said[0]):
            await self._world.profiles.change(tenant, learner, track=said[0])
        student = await read_student(self._world, press.learner)
        if step == "exam" and student.exam is None:
            return (self._ask_exam(press.place, cause),)
        if said and said[0] in EXAM_IN:
            exam = student.today + timedelta(days=int(said[0]))
            await self._world.profiles.change(tenant, learner, exam_date=exam)
            student = await read_student(self._world, press.learner)
        return await self.begin(press.place, cause, student)

    async def begin(self, place: Place, cause: str, student: Student) -> Replies:
        """Start the seven questions."""
        queue = _first_seven(self._world.course, student)
        run = Run("placement", student.now, student.now, want=len(queue), pool=queue, queue=queue)
        return await self._runs.start(place, f"placement/{cause}", run, student)

    def ask_track(self, place: Place, cause: str) -> Reply:
        """The first step: what somebody does."""
        mint = self._world.tokens.mint
        tracks = [
            Button(track.title, mint("place", "exam", cause, track.id, place=place))
            for track in self._world.course.outline.tracks
        ]
        skip = Button("None of these", mint("place", "exam", cause, place=place))
        return Reply("Which is closest to your work?", buttons=(*tracks, skip), private=True)

    def _ask_exam(self, place: Place, cause: str) -> Reply:
        buttons = tuple(
            Button(label, self._world.tokens.mint("place", "begin", cause, days, place=place))
            for days, label in (EXAM_IN | {NO_DATE: "No date yet"}).items()
        )
        return Reply(
            "When is your exam? Reviews and the weight of each section follow it; `/settings` takes the exact date.",
            buttons=buttons,
            private=True,
        )


def _first_seven(course: Course, student: Student) -> tuple[str, ...]:
    """Seven questions: one of each section, heaviest first, then more of the heaviest.

    Those not met yet come first, then those without code and of middle difficulty.
    """
    met = {answer.item for answer in student.answers}
    allowed = {one.item for one in candidates(course, student) if not one.variant}
    shares = student.blueprint.shares()
    sections = sorted(shares, key=lambda section: -shares[section])
    by_section = {
        section: sorted(
            (item for item in course.served if item.id in allowed and item.objectives[0].startswith(f"{section}.")),
            key=lambda item: (
                item.id in met,
                bool(item.code),
                abs(item.difficulty - 2),
                item.kind == "detail",
                item.id,
            ),
        )
        for section in sections
    }
    chosen: list[Item] = []
    while len(chosen) < QUESTIONS and any(by_section.values()):
        for section in sections:
            if by_section[section] and len(chosen) < QUESTIONS:
                chosen.append(by_section[section].pop(0))
    return tuple(item.id for item in chosen)
