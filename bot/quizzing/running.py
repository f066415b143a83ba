"""Runs a quiz for one person: deals the next question, resumes, skips, ends, says how it went.

The rules that hold here: a question's id follows from its run and its position, so dealing it twice
deals it once; a run is saved before its question is shown, and a save from a stale copy is refused, so
that of two processes that go on with the same run one only repeats what the other said.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot import codec
from bot.conversation import Learner, Place, Replies, Reply
from bot.quizzing.deal import Occasion, Question, as_shown, deal, make_id
from bot.quizzing.debrief import over
from bot.quizzing.elsewhere import elsewhere
from bot.quizzing.heading import heading, welcome
from bot.quizzing.picking import Pick, low_notice, pick
from bot.quizzing.question import UNDECIDED, Copy, Picked, ask
from bot.quizzing.run import Done, Run
from bot.quizzing.student import Student
from bot.quizzing.world import World, channel_of
from bot.records import Delivery, Session, Verdict

ANSWERABLE = timedelta(days=7)


class Runs:
    """The runs of single learners."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def start(self, place: Place, cause: str, run: Run, student: Student) -> Replies:
        """Begin ``run``, once for each ``cause``; one already going on in this place is left behind."""
        tenant, learner = student.learner.tenant, student.learner.id
        session_id = make_id(tenant, learner, cause)
        known = await self._world.sessions.get(tenant, session_id)
        return await self._go_on(known or Session(session_id, channel_of(place), learner, codec.encode(run)), student)

    async def unfinished(self, place: Place, learner: Learner) -> Session | None:
        """The run this learner left open here, if they may still mean it."""
        session = await self._world.sessions.current(channel_of(place), learner.id)
        if session is None or "began" not in session.state:
            return None
        run = codec.decode(Run, session.state)
        return session if run.open and not run.stale(self._world.clock.now()) else None

    async def resume(self, session: Session, student: Student) -> Replies:
        """The open question once more."""
        run = codec.decode(Run, session.state)
        delivery = await self._world.deliveries.get(session.place.tenant, run.open or "")
        question = self.question(delivery, student) if delivery else None
        if question is None or question.item.id in student.withdrawn:
            return await self._go_on(replace(session, state=codec.encode(replace(run, open=None))), student)
        return (self.show(question, heading(run, student.course, student.names, "where you left off")),)

    async def answered(self, question: Question, verdict: Verdict, student: Student, turn: str) -> Replies:
        """What follows an answer: the next question or the end; nothing for an answer given before."""
        session = await self._session_of(question.delivery)
        if session is None or verdict.closed:
            return ()
        run, delivery = codec.decode(Run, session.state), question.delivery
        earlier = run.answered(delivery.id)
        if earlier is None:
            seconds = (verdict.at - delivery.opened).total_seconds()
            done = Done(delivery.id, delivery.item, verdict.right, seconds, turn)
            was_open = run.open in (delivery.id, None)
            run = run.closed(done, student.now)
            session = replace(session, state=codec.encode(run))
            if not was_open:
                await self._world.sessions.save(session)
                return ()
        elif earlier.turn != turn or earlier != run.done[-1]:
            return ()
        return await self._go_on(session, student)

    async def skip(self, question: Question, student: Student) -> Replies:
        """Leave a question out; it counts neither way and may come another time."""
        session = await self._session_of(question.delivery)
        if session is None:
            return (Reply("Left out. `/quiz` asks another.", private=True),)
        run = codec.decode(Run, session.state)
        if run.open == question.delivery.id:
            run = run.skipped(question.delivery.id, student.now)
            session = replace(session, state=codec.encode(run))
        elif question.delivery.id not in run.passed[-1:]:
            return (Reply("That question is behind you; the newest one is open.", private=True),)
        return await self._go_on(session, student)

    def question(self, delivery: Delivery, student: Student) -> Question | None:
        """What was shown, or ``None`` when that version of the item is no longer known."""
        item = self._world.course.item(delivery.item, delivery.version)
        return as_shown(item, delivery, student.names) if item else None

    def show(self, question: Question, head: str = "", picked: Picked = UNDECIDED) -> Reply:
        """A question only this learner answers."""
        at_once = question.delivery.place.private or question.delivery.kind == "flip"
        copy: Copy = "final" if at_once else "own"
        return ask(question, self._world.tokens, head=head, picked=picked, copy=copy)

    async def head(self, delivery: Delivery, student: Student) -> str:
        """Which question of its run this is."""
        session = await self._session_of(delivery)
        return heading(codec.decode(Run, session.state), student.course, student.names) if session else ""

    async def _go_on(self, session: Session, student: Student) -> Replies:
        """Deal the next question of a run, or end it."""
        run = codec.decode(Run, session.state)
        if run.open is not None:
            return await self.resume(session, student)
        chosen = None if run.over(student.now) else await self._pick(session, run, student)
        if chosen is None:
            await self._end(session)
            return (over(run, student, self._world.tokens, session),)
        delivery = await self._deal(session, run, chosen, student)
        run = run.opened(delivery.id, chosen.practice, student.now)
        if not await self._world.sessions.save(replace(session, state=codec.encode(run))):
            return await self._somebody_went_on(session, student)
        question = as_shown(chosen.item, delivery, student.names)
        begins = len(run.dealt) == 1 and run.kind in ("quiz", "drill")
        notice = low_notice(self._world.course, student, run) if begins else None
        back = welcome(student) if len(run.dealt) == 1 else ""
        above = [back, heading(run, student.course, student.names), notice]
        return (self.show(question, "\n\n".join(part for part in above if part)),)

    async def _pick(self, session: Session, run: Run, student: Student) -> Pick | None:
        others = await elsewhere(self._world, student.learner, student.now, but=session.id)
        return pick(self._world.course, student, run, self._world.seed, others, gently=not student.answers)

    async def _deal(self, session: Session, run: Run, chosen: Pick, student: Student) -> Delivery:
        occasion = Occasion(
            place=session.place,
            opened=student.now,
            kind=run.kind,
            closes=student.now + ANSWERABLE,
            learner=student.learner.id,
            group=await self._world.group_of(session.place),
            session=session.id,
        )
        delivery_id = make_id(session.id, str(len(run.dealt)))
        delivery = deal(chosen.item, chosen.practice, delivery_id, occasion, self._world.seed, variant=chosen.variant)
        await self._world.deliveries.open(delivery)
        return delivery

    async def _end(self, session: Session) -> None:
        """Store how the run ended, and leave its place without a current run."""
        if await self._world.sessions.save(session):
            await self._world.sessions.end(session)

    async def _somebody_went_on(self, session: Session, student: Student) -> Replies:
        """Another press moved this run on while we did; show where it stands."""
        newer = await self._world.sessions.get(session.place.tenant, session.id)
        if newer is None or codec.decode(Run, newer.state).open is None:
            return ()
        return await self.resume(newer, student)

    async def _session_of(self, delivery: Delivery) -> Session | None:
        if delivery.session is None or delivery.learner is None:
            return None
        return await self._world.sessions.get(delivery.place.tenant, delivery.session)
