"""The quiz desk: what ``/quiz``, ``/drill`` and ``/review`` do, and every button of a question.

Start reading the quizzing here.  ``presses`` is the whole table of buttons; each row is (verb, what it
does), and a button's ids are listed beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot import codec
from bot.conversation import Call, Command, Learner, Press, Pressed, Replies, Reply, Submit
from bot.quizzing.answering import Answering
from bot.quizzing.asides import Asides
from bot.quizzing.corrections import tell
from bot.quizzing.daily import Daily
from bot.quizzing.deal import make_id
from bot.quizzing.doubts import Doubts
from bot.quizzing.live import Live
from bot.quizzing.picking import to_review
from bot.quizzing.placing import Placing
from bot.quizzing.practice import Practice, practice
from bot.quizzing.requests import Request, read_request
from bot.quizzing.run import SECONDS_A_QUESTION, Run, RunKind
from bot.quizzing.running import Runs
from bot.quizzing.student import Student, read_student
from bot.quizzing.topics import EVERYTHING, Subject, complete, find, nearest
from bot.quizzing.world import World

DRILLED = 10


class QuizDesk:
    """Everything about questions that a tutor offers."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._runs = Runs(world)
        self._placing = Placing(world, self._runs)
        self.daily = Daily(world)
        self._live = Live(world, self.daily)
        self._answering = Answering(world, self._runs, self._live, self.daily)
        self._asides = Asides(world, self._runs, self._answering)
        self.doubts = Doubts(world, self._runs)

    @property
    def presses(self) -> Mapping[str, Pressed]:
        """Every verb a button of ours may carry."""
        answering, asides = self._answering, self._asides
        known, undecided, answered = answering.known, answering.undecided, asides.answered
        return {
            "answer": known(answering.answer),  # delivery, options, confidence
            "choose": undecided(answering.choose),  # delivery, options, confidence
            "adjust": undecided(answering.adjust),  # delivery, options, confidence
            "change": undecided(answering.change),  # delivery, options, confidence
            "skip": undecided(answering.skip),  # delivery
            "flip": answered(asides.flip),  # delivery
            "whynot": answered(asides.why_not),  # delivery
            "source": answered(asides.source),  # delivery, option?
            "explain": answered(asides.explain),  # delivery, option?
            "report": answered(asides.report),  # delivery, reason?
            "again": self.again,  # quiz or review, session
            "about": self.about,  # topic
            "place": self._placing.press,  # step, cause, what was chosen?
            "live": self._live.press,  # next, reveal or end; session; number
            "mine": self._live.mine,  # delivery
        }

    async def quiz(self, command: Command) -> Replies:
        """``/quiz [topic] [n | 5m]``, ``/quiz live …``, ``/quiz placement``."""
        request = read_request(command.argument)
        student = await read_student(self.world, command.learner)
        if request.placement and student.profile.track is None:
            return (self._placing.ask_track(command.place, make_id(command.learner.tenant, command.id)),)
        if request.placement:
            return await self._placing.begin(command.place, command.id, student)
        if request.bare and (open_run := await self._runs.unfinished(command.place, command.learner)):
            return await self._runs.resume(open_run, student)
        subject = self._subject(request)
        if isinstance(subject, Reply):
            return (subject,)
        if request.live:
            return await self._live.open(command, request, subject.name or request.topic, subject.items)
        run = self._run("quiz", request, subject, student)
        first = await self._begin(command, run, student)
        newcomer = request.bare and not student.answers and student.profile.track is None
        if not newcomer:
            return first
        return (self._placing.offer(command.place, make_id(command.learner.tenant, command.id)), *first)

    async def drill(self, command: Command) -> Replies:
        """``/drill [topic] [n]``: at the exam's pace, question by question and in all."""
        return await self._asked("drill", command)

    async def review(self, command: Command) -> Replies:
        """``/review [topic]``: what is due, then what was missed."""
        return await self._asked("review", command)

    async def again(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``Five more`` on the same topic, or ``Review what I missed``: once for each ended run and day."""
        kind: RunKind = "review" if ids[0] == "review" else "quiz"
        student = await read_student(self.world, press.learner)
        ended = await self.world.sessions.get(press.learner.tenant, ids[1])
        before = codec.decode(Run, ended.state) if ended and kind == "quiz" else None
        on_a_topic = before is not None and before.kind in ("quiz", "drill")
        subject = Subject(before.topic, frozenset(before.pool)) if before and on_a_topic else EVERYTHING
        run = self._run(kind, Request(), subject, student)
        cause = f"{kind}/{ids[1]}/{student.today.isoformat()}"
        return await self._runs.start(press.place, cause, run, student)

    async def about(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``Quiz me on this``: three questions on a topic an answer was about."""
        student = await read_student(self.world, press.learner)
        subject = find(self.world.course, ids[0]) or EVERYTHING
        run = self._run("quiz", Request(subject.name, 3), subject, student)
        return await self._runs.start(press.place, press.id, run, student)

    async def listed(self, turn: Call, kind: RunKind, topic: str, items: Sequence[str]) -> Replies:
        """A run over a list of its own, in its order: a case, the assessment.

        Asked for again within the month it goes on where it stands, or says once more how it ended.
        """
        student = await read_student(self.world, turn.learner)
        asked = tuple(item for item in items if item not in student.withdrawn and item not in student.course.held_back)
        run = Run(kind, student.now, student.now, topic, len(asked), pool=asked, queue=asked)
        cause = f"{kind}/{topic}/{student.today:%Y-%m}/{turn.place.channel or ''}"
        return await self._runs.start(turn.place, cause, run, student)

    async def practice(self, learner: Learner) -> Practice:
        """How practising stands, for a learner's own card."""
        return practice(await read_student(self.world, learner))

    def complete(self, text: str) -> Sequence[tuple[str, str]]:
        """Topics while somebody types."""
        return complete(self.world.course, text)

    async def _asked(self, kind: RunKind, command: Command) -> Replies:
        request = read_request(command.argument)
        subject = self._subject(request)
        if isinstance(subject, Reply):
            return (subject,)
        student = await read_student(self.world, command.learner)
        return await self._begin(command, self._run(kind, request, subject, student), student)

    async def _begin(self, command: Command, run: Run, student: Student) -> Replies:
        """The first question, and after it what changed since they were here last."""
        first = await self._runs.start(command.place, command.id, run, student)
        return (*first, *await tell(self.world, student))

    def _subject(self, request: Request) -> Subject | Reply:
        if not self.world.course.served:
            return Reply(
                "This course has no questions yet; `studyhall course new` shows how one is written.", private=True
            )
        if subject := find(self.world.course, request.topic) if request.topic else EVERYTHING:
            of_level = frozenset(
                item.id
                for item in self.world.course.served
                if item.difficulty == request.difficulty and (subject is EVERYTHING or item.id in subject.items)
            )
            return replace(subject, items=of_level or subject.items)
        close = ", ".join(f"`/quiz {name}`" for name in nearest(self.world.course, request.topic))
        return Reply(f"I have no questions on “{request.topic[:40]}”. Try {close}.", private=True)

    def _run(self, kind: RunKind, request: Request, subject: Subject, student: Student) -> Run:
        pool, now = tuple(sorted(subject.items)), student.now
        queue = to_review(student.course, student, pool) if kind == "review" else ()
        usual = request.questions if request.minutes else request.count or DRILLED
        want = {"review": len(queue), "drill": usual}.get(kind, request.questions)
        if kind == "review" and request.count:
            want = min(request.count, len(queue))
        until = now + timedelta(minutes=request.minutes) if request.minutes else None
        if kind == "drill" and want and until is None:
            until = now + timedelta(seconds=SECONDS_A_QUESTION * want)
        return Run(kind, now, now, subject.name or request.topic, want, until, pool, queue)
