"""From a press to its outcome: choosing, changing one's mind, locking in.

The rules that hold here: the first locked-in answer stands and every later press of the same question
gets the same words; what a press means is in the press, so a process that has just started can serve it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.conversation import Place, Press, Pressed, Replies, Reply, Submit
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

MEANT_TWICE = timedelta(seconds=20)
"""A press of the same button so soon after is the same press to whoever made it."""

TIMED = ("quiz", "drill", "review", "placement", "case", "assessment")


@dataclass(frozen=True, slots=True)
class Pressing:
    """A press with what it is about: the question and who presses."""

    press: Press | Submit
    question: Question
    student: Student


Handler = Callable[[Pressing, tuple[str, ...]], Awaitable[Replies]]
"""Serves a press on a question; the tuple holds the ids of the button."""


class Answering:
    """The presses that lead to an answer.  A handler is made a button's by :meth:`known` or :meth:`undecided`."""

    def __init__(self, world: World, runs: Runs, live: Live, daily: Daily) -> None:
        self._world = world
        self._runs = runs
        self._live = live
        self._daily = daily

    def known(self, then: Handler) -> Pressed:
        """What a button does whose question is looked up first; a reply says why where it cannot be served."""

        async def pressed(press: Press | Submit, ids: tuple[str, ...]) -> Replies:
            found = await self.look_up(press, ids[0])
            return (found,) if isinstance(found, Reply) else await then(found, ids)

        return pressed

    def undecided(self, then: Handler) -> Pressed:
        """The same for a button of an open question; one that is answered or over is shown as it ended."""

        async def unless_settled(pressing: Pressing, ids: tuple[str, ...]) -> Replies:
            settled = await self._settled(pressing)
            return (settled,) if settled else await then(pressing, ids)

        return self.known(unless_settled)

    async def choose(self, pressing: Pressing, ids: tuple[str, ...]) -> Replies:
        """A letter on a question everybody sees: the learner gets a private copy of their choice."""
        return (await self._copy(pressing, read_picked(*ids[1:3])),)

    async def adjust(self, pressing: Pressing, ids: tuple[str, ...]) -> Replies:
        """A letter, or how sure one is, on the learner's own copy: the copy is renewed."""
        return (replace(await self._copy(pressing, read_picked(*ids[1:3])), replaces="pressed"),)

    async def change(self, pressing: Pressing, ids: tuple[str, ...]) -> Replies:
        """``Change``: the letters once more."""
        undecided = Picked((), read_picked(*ids[1:3]).confidence)
        return (replace(await self._copy(pressing, undecided), replaces="pressed"),)

    async def answer(self, pressing: Pressing, ids: tuple[str, ...]) -> Replies:
        """The final choice."""
        picked = read_picked(*ids[1:3])
        if not valid(pressing.question, picked.options):
            return (_corrected(pressing.question.delivery.id),)
        if pressing.question.delivery.sealed:
            return await self._live.choose(pressing.question, picked, pressing.student, pressing.press.id)
        return await self._take(pressing, picked)

    async def skip(self, pressing: Pressing, ids: tuple[str, ...]) -> Replies:
        """``Skip``: on to the next one."""
        return await self._runs.skip(pressing.question, pressing.student)

    async def look_up(self, press: Press | Submit, delivery_id: str) -> Pressing | Reply:
        """What a press is about, or the reply that says why it cannot be served."""
        learner = press.learner
        delivery = await self._world.deliveries.get(learner.tenant, delivery_id)
        if delivery is None:
            return _uncounted("That question is no longer kept. `/quiz` asks a new one.", delivery_id)
        if delivery.learner not in (None, learner.id):
            return Reply("That question was asked of somebody else. `/quiz` asks you one.", private=True)
        student = await read_student(self._world, learner)
        question = self._runs.question(delivery, student)
        return Pressing(press, question, student) if question else _corrected(delivery_id)

    async def _settled(self, pressing: Pressing) -> Reply | None:
        """What this learner's answer to it already came to, or that it is too late for one."""
        delivery, student = pressing.question.delivery, pressing.student
        if delivery.sealed:
            return None
        verdict = await self._world.ledger.verdict(student.learner.tenant, student.learner.id, delivery.id)
        if verdict is not None and not verdict.closed:
            return after_answer(pressing.question, verdict, student, self._world.tokens)
        if verdict is not None or (delivery.closes is not None and student.now >= delivery.closes):
            return closed(pressing.question, student, self._world.tokens)
        return None

    async def _copy(self, pressing: Pressing, picked: Picked) -> Reply:
        """What only this learner sees of their choice so far."""
        question = pressing.question
        if question.delivery.learner is not None:
            return self._runs.show(question, await self._runs.head(question.delivery, pressing.student), picked)
        if picked.options:
            return confirm(question, self._world.tokens, picked)
        return choose_again(question, self._world.tokens)

    async def _take(self, pressing: Pressing, picked: Picked) -> Replies:
        question, student = pressing.question, pressing.student
        delivery, tenant = question.delivery, student.learner.tenant
        if item_of(delivery.item) in student.withdrawn:
            text = "This question was taken out; answers to it no longer count."
            following = await self._runs.skip(question, student) if delivery.learner else ()
            return (_uncounted(text, delivery.id, delivery.item), *following)
        await self._world.take_part(delivery, student.learner.id)
        fact = self._fact(question, picked, student)
        known = student.cards.get(fact.item)
        card = review(known, fact, student.exam, day_start=student.profile.day_start)
        verdict = await self._world.ledger.take_answer(tenant, fact, closes=delivery.closes, card=card)
        after = await read_student(self._world, student.learner)
        if verdict.closed:
            return (closed(question, after, self._world.tokens),)
        said = _said_once(after_answer(question, verdict, after, self._world.tokens), delivery, verdict, student.now)
        if delivery.learner is None:
            more = await self._daily.counted(question, student.learner.id)
        else:
            more = await self._runs.answered(question, verdict, after, pressing.press.id)
        asked = await self._first_points(verdict, after, delivery.place)
        return (said, *asked, *more, *await tell(self._world, after))  # the next question stands last

    async def _first_points(self, verdict: Verdict, student: Student, place: Place) -> Replies:
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


def _said_once(said: Reply, delivery: Delivery, verdict: Verdict, now: datetime) -> Reply:
    """In a chat of two a press meant twice leaves one message: the second one renews what the first one said.

    Whoever presses again later has scrolled back, and reads it where they are.
    """
    if not delivery.place.private:
        return said
    key = f"answer-{delivery.id}"
    return replace(said, key=key, replaces=key if verdict.at < now <= verdict.at + MEANT_TWICE else None)


def _uncounted(text: str, delivery: str, item: str = "") -> Reply:
    """The reply to a press that changes nothing: why."""
    data = {"verdict": "closed", "counted": False, "item": item, "delivery": delivery}
    return Reply(text, private=True, data=data)


def _corrected(delivery: str) -> Reply:
    text = "That question was corrected since you saw it, so your choice doesn't count. `/quiz` asks it anew."
    return _uncounted(text, delivery)
