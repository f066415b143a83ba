"""From a press to its outcome: choosing, changing one's mind, locking in.

The rules that hold here: the first locked-in answer stands and every later press of the same question
gets the same words; what a press means is in the press, so a process that has just started can serve it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.conversation import Place, Press, Reply, Submit
from bot.groups.appearing import ask_to_appear
from bot.progress.facts import Answer, item_of
from bot.progress.review import review
from bot.quizzing.corrections import tell
from bot.quizzing.daily import Daily
from bot.quizzing.deal import Question
from bot.quizzing.feedback import after_answer, closed
from bot.quizzing.grade import answer, grade, valid
from bot.quizzing.live import Live
from bot.quizzing.question import Picked, choose_again, confirm, read_picked
from bot.quizzing.running import Runs
from bot.quizzing.student import Student, read_student
from bot.quizzing.world import World
from bot.records import Delivery, Verdict

TIMED = ("quiz", "drill", "review", "placement", "case", "assessment")


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press with what it is about: the question and who presses."""

    press: Press | Submit
    question: Question
    student: Student


class Answering:
    """The presses that lead to an answer."""

    def __init__(self, world: World, runs: Runs, live: Live, daily: Daily) -> None:
        self._world = world
        self._runs = runs
        self._live = live
        self._daily = daily

    async def choose(self, press: Press | Submit, ids: tuple[str, ...]) -> tuple[Reply, ...]:
        """A letter on a question everybody sees: the learner gets a private copy of their choice."""
        return await self._picking(press, ids, again=False)

    async def adjust(self, press: Press | Submit, ids: tuple[str, ...]) -> tuple[Reply, ...]:
        """A letter, or how sure one is, on the learner's own copy: the copy is renewed."""
        return await self._picking(press, ids, again=True)

    async def change(self, press: Press | Submit, ids: tuple[str, ...]) -> tuple[Reply, ...]:
        """``Change``: the letters once more, unless it is locked in."""
        pressed = await self.look_up(press, ids[0])
        if isinstance(pressed, Reply):
            return (pressed,)
        if settled := await self.settled(pressed):
            return (settled,)
        undecided = Picked((), read_picked(*ids[1:3]).confidence)
        return (replace(await self._copy(pressed, undecided), replaces="pressed"),)

    async def answer(self, press: Press | Submit, ids: tuple[str, ...]) -> tuple[Reply, ...]:
        """The final choice."""
        pressed = await self.look_up(press, ids[0])
        if isinstance(pressed, Reply):
            return (pressed,)
        picked = read_picked(*ids[1:3])
        if not valid(pressed.question, picked.options):
            return (_corrected(pressed.question.delivery.id),)
        if pressed.question.delivery.sealed:
            return await self._live.choose(pressed.question, picked, pressed.student, press.id)
        return await self._take(pressed, picked)

    async def skip(self, press: Press | Submit, ids: tuple[str, ...]) -> tuple[Reply, ...]:
        """``Skip``: on to the next one, unless this one is answered."""
        pressed = await self.look_up(press, ids[0])
        if isinstance(pressed, Reply):
            return (pressed,)
        if settled := await self.settled(pressed):
            return (settled,)
        return await self._runs.skip(pressed.question, pressed.student)

    async def look_up(self, press: Press | Submit, delivery_id: str) -> Pressed | Reply:
        """What a press is about, or the reply that says why it cannot be served."""
        learner = press.learner
        delivery = await self._world.deliveries.get(learner.tenant, delivery_id)
        if delivery is None:
            return _gone(delivery_id)
        if delivery.learner not in (None, learner.id):
            return Reply("That question was asked of somebody else. `/quiz` asks you one.", private=True)
        student = await read_student(self._world, learner)
        question = self._runs.question(delivery, student)
        return Pressed(press, question, student) if question else _corrected(delivery_id)

    async def settled(self, pressed: Pressed) -> Reply | None:
        """What this learner's answer to it already came to, or that it is too late for one."""
        delivery, student = pressed.question.delivery, pressed.student
        if delivery.sealed:
            return None
        verdict = await self._world.ledger.verdict(student.learner.tenant, student.learner.id, delivery.id)
        if verdict is not None and not verdict.closed:
            return after_answer(pressed.question, verdict, student, self._world.tokens)
        if verdict is not None or (delivery.closes is not None and student.now >= delivery.closes):
            return closed(pressed.question, student, self._world.tokens)
        return None

    async def _picking(self, press: Press | Submit, ids: tuple[str, ...], *, again: bool) -> tuple[Reply, ...]:
        pressed = await self.look_up(press, ids[0])
        if isinstance(pressed, Reply):
            return (pressed,)
        if settled := await self.settled(pressed):
            return (settled,)
        reply = await self._copy(pressed, read_picked(*ids[1:3]))
        return (replace(reply, replaces="pressed") if again else reply,)

    async def _copy(self, pressed: Pressed, picked: Picked) -> Reply:
        """What only this learner sees of their choice so far."""
        question = pressed.question
        if question.delivery.learner is not None:
            return self._runs.show(question, await self._runs.head(question.delivery, pressed.student), picked)
        if picked.options:
            return confirm(question, self._world.tokens, picked)
        return choose_again(question, self._world.tokens)

    async def _take(self, pressed: Pressed, picked: Picked) -> tuple[Reply, ...]:
        question, student = pressed.question, pressed.student
        delivery, tenant = question.delivery, student.learner.tenant
        if item_of(delivery.item) in student.withdrawn:
            return (_taken_out(delivery),)
        await self._world.take_part(delivery, student.learner.id)
        fact = self._fact(question, picked, student)
        known = student.cards.get(fact.item)
        card = review(known, fact, student.exam, day_start=student.profile.day_start)
        verdict = await self._world.ledger.take_answer(tenant, fact, closes=delivery.closes, card=card)
        after = await read_student(self._world, student.learner)
        if verdict.closed:
            return (closed(question, after, self._world.tokens),)
        said = after_answer(question, verdict, after, self._world.tokens)
        if delivery.learner is None:
            more = await self._daily.counted(question, student.learner.id)
        else:
            more = await self._runs.answered(question, verdict, after, pressed.press.id)
        asked = await self._first_points(verdict, after, delivery.place)
        return (said, *asked, *more, *await tell(self._world, after))  # the next question stands last

    async def _first_points(self, verdict: Verdict, student: Student, place: Place) -> tuple[Reply, ...]:
        """Asked once, when somebody's points would show for the first time."""
        tenant, profile = student.learner.tenant, student.profile
        if not verdict.points or profile.board != "ask" or profile.board_asked or not self._world.asks(tenant):
            return ()
        await self._world.profiles.change(tenant, student.learner.id, board_asked=True)
        return (ask_to_appear(self._world.tokens.mint, place),)

    @staticmethod
    def _fact(question: Question, picked: Picked, student: Student) -> Answer:
        delivery = question.delivery
        return answer(
            question,
            grade(question, picked.options, student.facts),
            student.moment(delivery.id, delivery.item, picked.options),
            group=delivery.group,
            confidence=picked.confidence,
            timed=delivery.kind.split("+")[0] in TIMED,
        )


def _taken_out(delivery: Delivery) -> Reply:
    return Reply(
        "This question was taken out; answers to it no longer count.",
        private=True,
        data={"verdict": "closed", "counted": False, "item": delivery.item, "delivery": delivery.id},
    )


def _gone(delivery_id: str) -> Reply:
    return Reply(
        "That question is no longer kept. `/quiz` asks a new one.",
        private=True,
        data={"verdict": "closed", "counted": False, "item": "", "delivery": delivery_id},
    )


def _corrected(delivery_id: str) -> Reply:
    return Reply(
        "That question was corrected since you saw it, so your choice doesn't count. `/quiz` asks it anew.",
        private=True,
        data={"verdict": "closed", "counted": False, "item": "", "delivery": delivery_id},
    )
