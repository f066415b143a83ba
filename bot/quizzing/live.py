"""A quiz a channel takes together: the host starts, reveals, goes on.

The rules that hold here: until the reveal nobody sees more than how many answered; a choice can be
changed until then, and the last one is judged once; names never stand beside answers, everybody reads
their own result privately.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bot import codec
from bot.conversation import Button, Command, Learner, Press, Replies, Reply, Submit
from bot.progress.facts import Answer, Choice
from bot.progress.review import review
from bot.quizzing.daily import Daily, closing
from bot.quizzing.deal import Occasion, Question, deal, make_id
from bot.quizzing.feedback import after_answer, closed
from bot.quizzing.grade import answer, as_data, grade
from bot.quizzing.livestate import LiveState, Turned, as_state
from bot.quizzing.picking import Pick, pick
from bot.quizzing.question import Picked, ask
from bot.quizzing.requests import USUAL, Request
from bot.quizzing.run import Run
from bot.quizzing.student import Student, read_student
from bot.quizzing.wording import counted, joined
from bot.quizzing.world import World, channel_of
from bot.records import Delivery, Session


class Live:
    """Quizzes with a host."""

    def __init__(self, world: World, daily: Daily) -> None:
        self._world = world
        self._daily = daily

    async def open(self, command: Command, request: Request, topic: str, pool: Collection[str]) -> Replies:
        """The lobby: who hosts, how many questions, a button to begin."""
        if command.place.private:
            return (Reply("A live quiz needs a channel: say `/quiz live` where the others are.", private=True),)
        session_id = make_id(command.learner.tenant, command.id)
        host = command.learner
        state = LiveState(host.id, host.name, request.questions or USUAL, topic, tuple(sorted(pool)))
        if await self._world.sessions.get(host.tenant, session_id) is None:
            await self._world.sessions.save(Session(session_id, channel_of(command.place), None, as_state(state)))
        about = f" on {topic}" if topic else ""
        text = (
            f"**Live quiz**: {counted(state.want, 'question')}{about}, hosted by {host.name}.\n"
            "Press a letter when a question is up; you can change it until the reveal."
        )
        start = self._world.tokens.mint("live", "next", session_id, "0", place=command.place)
        return (Reply(text, buttons=(Button("Start", start, style="primary"),), key=session_id),)

    async def press(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``Start``, ``Next``, ``Reveal``, ``Finish``: the host's buttons."""
        action, session_id, number = ids
        session = await self._world.sessions.get(press.learner.tenant, session_id)
        if session is None:
            return (Reply("That live quiz is over. `/quiz live` opens another.", private=True),)
        state = codec.decode(LiveState, session.state)
        if press.learner.id != state.host and not press.learner.admin:
            return (Reply(f"{state.host_name} hosts this one and decides when it goes on.", private=True),)
        if action == "next":
            return await self._next(session, state, int(number), press)
        if action == "reveal":
            return await self._reveal(session, state, int(number))
        return await self._finish(session, state)

    async def choose(self, question: Question, picked: Picked, student: Student, turn: str) -> Replies:
        """Lock a choice in; it is not judged before the reveal."""
        delivery, tenant = question.delivery, student.learner.tenant
        before = await self._world.ledger.choices(tenant, delivery.id)
        choice = student.moment(delivery.id, delivery.item, picked.options)
        await self._world.take_part(delivery, student.learner.id)
        verdict = await self._world.ledger.choose(tenant, choice, turn=turn, closes=delivery.closes)
        if verdict.closed:
            return await self._result(question, student)
        letters = joined(question.letters(picked.options))
        said = Reply(
            f"Your choice: **{letters}**. You can change it until the reveal.",
            private=True,
            data=as_data(verdict, delivery.id),
        )
        if any(known.learner == student.learner.id for known in before):
            return (said,)
        return said, *await self._counted(delivery, len(await self._world.ledger.choices(tenant, delivery.id)))

    async def mine(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``My result``: privately, with one's own trap."""
        student = await read_student(self._world, press.learner)
        delivery = await self._world.deliveries.get(press.learner.tenant, ids[0])
        question = self._daily.question(delivery) if delivery else None
        if question is None:
            return (Reply("That question is no longer kept.", private=True),)
        if await self._world.deliveries.closed_at(press.learner.tenant, ids[0]) is None:
            return (Reply("The host has not revealed it yet.", private=True),)
        return await self._result(question, student)

    async def _result(self, question: Question, student: Student) -> Replies:
        learner = student.learner
        verdict = await self._world.ledger.verdict(learner.tenant, learner.id, question.delivery.id)
        if verdict is None or verdict.closed or verdict.sealed:
            return (closed(question, student, self._world.tokens),)
        return (after_answer(question, verdict, student, self._world.tokens),)

    async def _next(self, session: Session, state: LiveState, number: int, press: Press | Submit) -> Replies:
        if number < len(state.turned):
            if state.turned[number].turn != press.id:
                return (Reply("That question is up already.", private=True),)
            delivery = await self._world.deliveries.get(session.place.tenant, state.turned[number].delivery)
            return self._up(delivery, state, session) if delivery else ()
        run = state.as_run(self._world.clock.now())
        chosen = await self._pick(run, press.learner, session.id)
        if chosen is None:
            return await self._finish(session, state)
        delivery = await self._deal(session, chosen, number)
        state = state.with_one(Turned(delivery.id, chosen.practice, press.id))
        if not await self._world.sessions.save(replace(session, state=as_state(state))):
            return (Reply("That question is up already.", private=True),)
        return self._up(delivery, state, session)

    async def _pick(self, run: Run, host: Learner, session: str) -> Pick | None:
        """Choose as for a learner without a history, so that what the host knows has no influence."""
        student = await read_student(self._world, host)
        unknown = replace(
            student, facts=tuple(f for f in student.facts if not isinstance(f, Answer | Choice)), cards={}
        )
        return pick(self._world.course, unknown, run, f"{self._world.seed}/{session}")

    async def _deal(self, session: Session, chosen: Pick, number: int) -> Delivery:
        occasion = Occasion(
            place=session.place,
            opened=self._world.clock.now(),
            kind="live",
            group=await self._world.group_of(session.place),
            session=session.id,
            sealed=True,
        )
        delivery = deal(chosen.item, chosen.practice, make_id(session.id, str(number)), occasion, self._world.seed)
        await self._world.deliveries.open(delivery)
        return delivery

    def _up(self, delivery: Delivery, state: LiveState, session: Session, answered: int = 0) -> Replies:
        question = self._daily.question(delivery)
        if question is None:
            return ()
        number = [turned.delivery for turned in state.turned].index(delivery.id)
        so_far = f" · {answered} answered" if answered else ""
        shown = ask(
            question, self._world.tokens, head=f"**Question {number + 1} of {state.want}**{so_far}", copy="public"
        )
        letters = self._direct(shown, question)
        reveal = self._world.tokens.mint("live", "reveal", session.id, str(number), place=session.place)
        return (replace(shown, buttons=(*letters, Button("Reveal", reveal))),)

    def _direct(self, shown: Reply, question: Question) -> tuple[Button, ...]:
        """Letters that answer at once where one option is to be chosen; the choice can be changed until the reveal."""
        if question.choose > 1:
            return shown.buttons
        mint, delivery = self._world.tokens, question.delivery
        return tuple(
            Button(question.letter(one), mint.mint("answer", delivery.id, *Picked((one,)).ids(), place=delivery.place))
            for one in delivery.order
        )

    async def _counted(self, delivery: Delivery, answered: int) -> Replies:
        session = await self._world.sessions.get(delivery.place.tenant, delivery.session or "")
        if session is None:
            return ()
        state = codec.decode(LiveState, session.state)
        shown = self._up(delivery, state, session, answered)
        return tuple(replace(up, replaces=delivery.id, version=answered) for up in shown)

    async def _reveal(self, session: Session, state: LiveState, number: int) -> Replies:
        delivery = await self._world.deliveries.get(session.place.tenant, state.turned[number].delivery)
        question = self._daily.question(delivery) if delivery else None
        if question is None:
            return (Reply("That question is no longer kept.", private=True),)
        tenant, now = session.place.tenant, self._world.clock.now()
        choices = await self._world.ledger.close_delivery(tenant, question.delivery.id, now)
        for choice in choices:
            await self._judge(tenant, question, choice)
        mint, place = self._world.tokens, session.place
        last = number + 1 >= state.want
        onward = mint.mint("live", "end" if last else "next", session.id, str(number + 1), place=place)
        mine = mint.mint("mine", question.delivery.id, place=place)
        head = f"**Question {number + 1} of {state.want}** · closed"
        said = closing(question, [choice.options for choice in choices], self._world, head)
        return (replace(said, buttons=(Button("Finish" if last else "Next", onward), Button("My result", mine))),)

    async def _judge(self, tenant: str, question: Question, choice: Choice) -> None:
        """Store what a choice came to; doing it again has no effect."""
        profile = await self._world.profiles.get(tenant, choice.learner)
        cards = await self._world.reviews.cards(tenant, choice.learner)
        facts = await self._world.ledger.facts(tenant, choice.learner)
        graded = grade(question, choice.options, facts)
        fact = answer(question, graded, choice, group=question.delivery.group, timed=False)
        card = review(cards.get(fact.item), fact, profile.exam_date, day_start=profile.day_start)
        await self._world.ledger.take_answer(tenant, fact, card=card)

    async def _finish(self, session: Session, state: LiveState) -> Replies:
        await self._world.sessions.end(session)
        asked = [turned.delivery for turned in state.turned]
        facts = await self._world.ledger.facts(session.place.tenant)
        answers = [fact for fact in facts if isinstance(fact, Answer) and fact.delivery in asked]
        if not answers:
            return (Reply("**The live quiz is over.** Nobody answered this time.", key=f"{session.id}-end"),)
        share = round(100 * sum(fact.correct for fact in answers) / len(answers))
        people = len({fact.learner for fact in answers})
        told = f"**The live quiz is over.** {counted(len(asked), 'question')}, {people} took part, {share} % right."
        return (Reply(f"{told} {_hardest(asked, answers)}".strip(), key=f"{session.id}-end"),)


def _hardest(asked: list[str], answers: list[Answer]) -> str:
    """The question most went wrong at; nothing where there was one alone, or all were right at every one."""
    given = {one: [fact.correct for fact in answers if fact.delivery == one] for one in asked}
    worst = min((one for one in asked if given[one]), key=lambda one: sum(given[one]) / len(given[one]))
    if len(asked) == 1 or all(given[worst]):
        return ""
    return f"Hardest: question {asked.index(worst) + 1} ({sum(given[worst])} of {len(given[worst])} right)."
