"""``/exam``: the date everything leads to, and what the tutor does on the eve, the day and the days after.

The rule that holds here: nothing is sent unasked unless the learner pressed for it, and what they say of
the outcome is theirs; whoever leads sees a count of five people or more, or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from bot.conversation import Command, Learner, Place, Press, Replies, Reply, Respond, Submit
from bot.groups.ports import Errands
from bot.progress.days import ONE_DAY
from bot.progress.exam_days import outcome, phase, protected
from bot.progress.facts import ExamTaken, HowTold, Repair
from bot.progress.present import local_now
from bot.progress.traps import traps
from bot.quizzing.desk import QuizDesk
from bot.quizzing.placing import EXAM_IN
from bot.quizzing.student import Student, read_student
from bot.quizzing.wording import counted
from bot.studying.around_exam import AroundExam
from bot.studying.exam_letters import PlanLetters

REASON = "your exam"
WARM_UP, TRAPS = 5, 5
TOLD: Mapping[str, HowTold] = {"passed": "passed", "failed": "again"}


class ExamRoom:
    """The exam and the days around it.  ``settings`` carries a date out as ``/settings exam`` does."""

    def __init__(self, desk: QuizDesk, errands: Errands, settings: Respond) -> None:
        self._desk = desk
        self._world = desk.world
        self._letters = PlanLetters(errands, desk.world.clock)
        self._settings = settings
        self._days = AroundExam(desk.world)

    async def exam(self, command: Command) -> Replies:
        """``/exam``, ``/exam 2026-12-10``, ``/exam none``, ``/exam quiet``, ``/exam passed``, ``/exam failed``."""
        if not command.argument:
            return (await self._days.around(command.learner, command.place),)
        said = command.argument.strip().lower()
        if how := TOLD.get(said):
            return (await self._told_unasked(command, how),)
        if said == "quiet":
            await self._world.profiles.change(command.learner.tenant, command.learner.id, letters=False)
            return (Reply("I won't write around your exam.", private=True),)
        done = await self._settings(replace(command, name="settings", argument=f"exam {command.argument}"))
        student = await read_student(self._world, command.learner)
        buttons = self._days.towards(student, command.place) if student.exam else ()
        return (replace(done[0], buttons=buttons), *done[1:])

    async def press(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``in`` days · ``letters`` · ``warm`` · ``traps`` · ``how`` and which exam."""
        student = await read_student(self._world, press.learner)
        match ids:
            case "in", days if days in EXAM_IN:
                day = student.today + timedelta(days=int(days))
                return await self.exam(Command(press.id, press.learner, press.place, "exam", day.isoformat()))
            case ("letters",):
                return (await self._promise(student),)
            case ("warm",):
                return await self._warm_up(press, student)
            case ("traps",):
                return (_traps(student),)
            case "how", day, ("passed" | "again" | "quiet") as how:
                return (await self._told(student, date.fromisoformat(day), how, press.place),)
            case "on", day:
                return await self.exam(Command(press.id, press.learner, press.place, "exam", day))
        return (await self._days.around(press.learner, press.place),)

    async def first(self, command: Command, then: Respond) -> Replies:
        """``/me`` around an exam: on its eve and its day that alone, after it the question how it was, then the card.

        ``then`` makes the card.
        """
        student = await read_student(self._world, command.learner)
        exam = student.profile.exam_date
        now = phase(exam, student.today)
        if exam is None or now not in ("eve", "day", "after") or outcome(student.facts, exam):
            return await then(command)
        around = await self._days.around(command.learner, command.place)
        return (around, *await then(command)) if now == "after" else (around,)

    async def arrive(self, learner: Learner) -> None:
        """Excuse the dates around the exam of somebody who is here, each once."""
        profile = await self._world.profiles.get(learner.tenant, learner.id)
        if profile.exam_date is None or abs(profile.exam_date - self._world.clock.now().date()) > timedelta(days=32):
            return
        facts = await self._world.ledger.facts(learner.tenant, learner.id)
        now, today, _ = local_now(self._world.clock, profile, facts)
        known = [fact.day for fact in facts if isinstance(fact, Repair) and fact.reason == REASON]
        for day in protected(profile.exam_date, today, known):
            if day not in known:
                fact = Repair(learner.id, now, day, REASON)
                await self._world.ledger.append(learner.tenant, fact, key=f"exam/{day.isoformat()}")

    async def _told_unasked(self, command: Command, how: HowTold) -> Reply:
        """How it went, said before it was asked: of the exam whose day has come, else of one taken today."""
        student = await read_student(self._world, command.learner)
        exam = student.profile.exam_date
        if exam is None or exam > student.today:
            exam = student.today
            await self._world.profiles.change(student.learner.tenant, student.learner.id, exam_date=exam)
        return await self._told(student, exam, how, command.place)

    async def _told(self, student: Student, exam: date, how: HowTold, place: Place) -> Reply:
        fact = ExamTaken(student.learner.id, exam, how, student.now)
        await self._world.ledger.append(student.learner.tenant, fact, key=f"taken/{exam.isoformat()}/{how}")
        return self._days.after(await read_student(self._world, student.learner), exam, place)

    async def _promise(self, student: Student) -> Reply:
        """Plan the two letters."""
        if student.exam is None:
            return Reply("There is no exam ahead; `/exam 2026-12-10` sets it.", private=True)
        learner = student.learner
        await self._world.profiles.change(learner.tenant, learner.id, letters=True)
        await self._letters(learner, student.exam, student.tz)
        return Reply(
            "I'll write twice: the evening before, and the morning after. `/exam quiet` takes it back.",
            private=True,
        )

    async def _warm_up(self, press: Press | Submit, student: Student) -> Replies:
        """Five questions that went well: confidence, nothing new."""
        last = {one.item: one for one in student.answers}
        kinds = [trap.kind for trap in traps(student.facts, student.course.traps_offered)]
        known = [
            one.item for one in last.values() if one.correct and student.now - one.at > ONE_DAY and "~" not in one.item
        ]
        known.sort(key=lambda item: (not set(kinds) & student.course.traps_offered.get(item, frozenset()), item))
        if not known:
            return (Reply("Nothing to warm up with, and nothing new today. Rest.", private=True),)
        return await self._desk.listed(press, "review", f"warm up {student.today}", known[:WARM_UP])


def _traps(student: Student) -> Reply:
    found = traps(student.facts, student.course.traps_offered)[:TRAPS]
    lines = []
    for trap in found:
        known = student.course.trap(trap.kind)
        about = f": {known.about}" if known.about else ""
        lines.append(f"- **{known.title}**, {trap.times} of {counted(trap.chances, 'time')}{about}")
    return Reply("\n".join(lines) or "No trap caught you twice. Rest.", private=True)
