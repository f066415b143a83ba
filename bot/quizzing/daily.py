"""The question a channel gets once a day: dealt, counted without names, closed with how people chose.

Posting it exactly once is the caller's business; here is what to post.  Answers are private at once,
so the channel sees a number until the end and bars afterwards, and nobody's wrong answer.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from bot.conversation import Place, Reply
from bot.progress.choosing import Candidate, Situation, choose
from bot.progress.facts import Answer, Fact, Withdrawal
from bot.progress.judged import judged
from bot.progress.mastery import by_objective
from bot.quizzing.deal import Occasion, Question, as_shown, deal, make_id
from bot.quizzing.question import ask
from bot.quizzing.sourcing import source_of
from bot.quizzing.tally import bars, result
from bot.quizzing.wording import counted
from bot.quizzing.world import World, channel_of
from bot.records import Delivery, Session

TRIES = 8


@dataclass(frozen=True, slots=True)
class Due:
    """What a channel's daily question needs: where, which day (its business key), until when."""

    place: Place
    key: str
    closes: datetime
    group: str | None = None
    seen: Collection[str] = ()


class Daily:
    """Questions for a whole channel."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def ask(self, due: Due) -> tuple[Reply, Delivery] | None:
        """The question for this day, the same one however often it is called; ``None``: nothing left."""
        delivery_id = make_id(due.place.tenant, due.place.channel or "", due.key)
        delivery = await self._world.deliveries.get(due.place.tenant, delivery_id)
        if delivery is None:
            delivery = await self._deal(due, delivery_id)
        if delivery is None or (question := self.question(delivery)) is None:
            return None
        return self._post(question, 0), delivery

    async def counted(self, question: Question, learner: str) -> tuple[Reply, ...]:
        """The channel's message with one answer more; nothing when this learner was counted before."""
        delivery = question.delivery
        for _ in range(TRIES):
            known = await self._world.sessions.get(delivery.place.tenant, delivery.id)
            session = known or _count(delivery, [])
            answered: list[str] = list(session.state["answered"])
            if learner in answered:
                return ()
            answered.append(learner)
            if await self._world.sessions.save(replace(_count(delivery, answered), revision=session.revision)):
                public = self.question(delivery)
                return (self._post(public, len(answered), edit=True),) if public else ()
        return ()

    async def close(self, tenant: str, delivery_id: str) -> Reply | None:
        """How people chose, in place of the question."""
        delivery = await self._world.deliveries.get(tenant, delivery_id)
        question = self.question(delivery) if delivery else None
        if question is None:
            return None
        facts = await self._world.ledger.facts(tenant)
        choices = [fact.options for fact in facts if isinstance(fact, Answer) and fact.delivery == delivery_id]
        return closing(question, choices, self._world)

    def question(self, delivery: Delivery) -> Question | None:
        """What the channel reads: product names of the blueprint in force today."""
        course = self._world.course
        item = course.item(delivery.item, delivery.version)
        blueprint = course.blueprint_for(self._world.clock.now().date())
        return as_shown(item, delivery, course.names(blueprint.id)) if item else None

    async def _deal(self, due: Due, delivery_id: str) -> Delivery | None:
        facts = await self._world.ledger.facts(due.place.tenant)
        practice = self._choose(due, facts)
        item = self._world.course.item(practice) if practice else None
        if practice is None or item is None:
            return None
        occasion = Occasion(due.place, self._world.clock.now(), "daily", due.closes, group=due.group)
        delivery = deal(item, practice, delivery_id, occasion, self._world.seed)
        await self._world.deliveries.open(delivery)
        await self._world.sessions.save(_count(delivery, []))
        return await self._world.deliveries.get(due.place.tenant, delivery_id)

    def _choose(self, due: Due, facts: list[Fact]) -> str | None:
        """What helps this group most by the blueprint's weight, and was not asked here yet."""
        course, today = self._world.course, self._world.clock.now().date()
        out = {fact.item for fact in facts if isinstance(fact, Withdrawal)}
        offered = [
            Candidate(item.id, item.objectives, item.difficulty)
            for item in course.served
            if item.id not in out and not item.tracks
        ]
        own = [answer for answer in judged(facts) if due.group in (None, answer.group)]
        weights = course.blueprint_for(today).shares()
        group = Situation(seen=due.seen, standing=by_objective(own, today), weights=weights, seed=due.key)
        chosen = choose(offered, group)
        return chosen.item if chosen else None

    def _post(self, question: Question, answered: int, *, edit: bool = False) -> Reply:
        head = "**Question of the day**" + (f" · {counted(answered, 'answer')} so far" if answered else "")
        reply = ask(question, self._world.tokens, head=head, copy="public")
        return replace(reply, replaces=question.delivery.id) if edit else reply


def closing(question: Question, choices: list[tuple[str, ...]], world: World) -> Reply:
    """The end of a question that others saw too: the key, the bars, one source."""
    key = question.item.option(question.key[0])
    names = world.course.names(world.course.blueprint_for(world.clock.now().date()).id)
    return Reply(
        f"**{question.ask}**\n\n{result(question, choices, names.plainly(question.reason))}",
        cards=(bars(question, choices),),
        sources=(source_of(question, key, 1, world.course, world.tokens),),
        replaces=question.delivery.id,
        key=question.delivery.id,
    )


def _count(delivery: Delivery, answered: list[str]) -> Session:
    """Who answered so far, kept beside the question; ``open`` names it for whoever asks about it."""
    return Session(delivery.id, channel_of(delivery.place), None, {"open": delivery.id, "answered": answered})
