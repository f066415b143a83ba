"""The question a channel gets once a day: dealt, counted without names, closed with how people chose.

Posting it exactly once is the caller's business; here is what to post.  Answers are private at once,
so the channel sees a number until the end and bars afterwards, and nobody's wrong answer.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.conversation import FINAL, Place, Replies, Reply
from bot.groups.pictures import OptionCount, options_picture
from bot.progress.choosing import Candidate, Situation, choose
from bot.progress.facts import Answer, Fact
from bot.progress.judged import judged, withdrawn
from bot.progress.mastery import by_objective
from bot.quizzing.courses import Course
from bot.quizzing.deal import Occasion, Question, as_shown, deal, make_id
from bot.quizzing.items import Item
from bot.quizzing.question import ask, code_of, options
from bot.quizzing.sourcing import source_of
from bot.quizzing.tally import bars, result
from bot.quizzing.topics import find
from bot.quizzing.world import World, channel_of
from bot.records import TOPICS_BETWEEN, Delivery, Session

TRIES = 40
"""A channel's people answer at once, and each is counted."""

HEADS = {"": "Question", "2": "Second question", "3": "Third question", "4": "Fourth question", "5": "Fifth question"}


@dataclass(frozen=True, slots=True)
class Due:
    """What a channel's daily question needs: where, which day (its business key), until when.

    ``pool`` are the items to choose from (empty: all), ``seen`` those to leave out, ``last`` is the one
    before this, so that two days are not about the same.  ``until`` says in words when it closes.
    ``opens``: it is shown then and not now.
    """

    place: Place
    key: str
    closes: datetime
    group: str | None = None
    seen: Collection[str] = ()
    pool: Collection[str] = ()
    last: str | None = None
    until: str = ""
    opens: datetime | None = None


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
        return self._post(question, 0, due.until), delivery

    async def pool(self, tenant: str, topic: str = "") -> tuple[str, ...]:
        """The items a channel may be asked, on a topic or on everything."""
        named = [find(self._world.course, one) for one in topic.split(TOPICS_BETWEEN)] if topic else []
        on = frozenset().union(*(subject.items for subject in named if subject))
        items = _for_anyone(self._world.course, await self._world.ledger.facts(tenant))
        return tuple(item.id for item in items if not on or item.id in on)

    async def counted(self, question: Question, learner: str) -> Replies:
        """The channel's message with one answer more; nothing when this learner was counted before."""
        delivery = question.delivery
        if delivery.closes is not None and self._world.clock.now() >= delivery.closes:
            return ()  # how people chose stands there now, or will in a moment
        for _ in range(TRIES):
            known = await self._world.sessions.get(delivery.place.tenant, delivery.id)
            session = known or _count(delivery, [])
            answered, until = list(session.state["answered"]), str(session.state.get("until", ""))
            if learner in answered:
                return ()
            answered.append(learner)
            if await self._world.sessions.save(replace(_count(delivery, answered, until), revision=session.revision)):
                public = self.question(delivery)
                return (self._post(public, len(answered), until, edit=True),) if public else ()
        return ()

    async def close(self, tenant: str, delivery_id: str) -> Reply | None:
        """The question with its key, and how people chose as a picture; replaces the open question."""
        delivery = await self._world.deliveries.get(tenant, delivery_id)
        question = self.question(delivery) if delivery else None
        if question is None:
            return None
        facts = await self._world.ledger.facts(tenant)
        if question.item.id in withdrawn(facts):
            text = f"{_head(question)} · closed\n\nThis question was taken out; answers to it don't count."
            return Reply(text, replaces=delivery_id, key=delivery_id, version=FINAL)
        choices = [fact.options for fact in facts if isinstance(fact, Answer) and fact.delivery == delivery_id]
        so_far = f"{len(choices)} answered" if choices else ""
        said = closing(
            question, choices, self._world, " · ".join(part for part in (_head(question), "closed", so_far) if part)
        )
        counts = _counts(question, choices)
        images = (await asyncio.to_thread(options_picture, counts, len(choices)),) if choices else ()
        return replace(said, cards=code_of(question), images=images)

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
        now = self._world.clock.now()
        opens = max(now, due.opens or now)
        occasion = Occasion(due.place, opens, "daily", due.closes, group=due.group, session=due.key)
        delivery = deal(item, practice, delivery_id, occasion, self._world.seed)
        await self._world.deliveries.open(delivery)
        await self._world.sessions.save(_count(delivery, [], due.until))
        return await self._world.deliveries.get(due.place.tenant, delivery_id)

    def _choose(self, due: Due, facts: list[Fact]) -> str | None:
        """What helps this group most by the blueprint's weight, and was not asked here yet."""
        course, today = self._world.course, self._world.clock.now().date()
        offered = [
            Candidate(item.id, item.objectives, item.difficulty)
            for item in _for_anyone(course, facts)
            if not due.pool or item.id in due.pool
        ]
        offered = _of_something_else(offered, due)
        own = [answer for answer in judged(facts) if due.group in (None, answer.group)]
        weights = course.blueprint_for(today).shares()
        group = Situation(
            seen=due.seen, standing=by_objective(own, today), weights=weights, seed=f"{due.place.channel}/{due.key}"
        )
        chosen = choose(offered, group)
        return chosen.item if chosen else None

    def _post(self, question: Question, answered: int, until: str = "", *, edit: bool = False) -> Reply:
        so_far = f"{answered} answered" if answered else ""
        head = " · ".join(part for part in (_head(question), so_far, until) if part)
        reply = ask(question, self._world.tokens, head=head, copy="public")
        return replace(reply, replaces=question.delivery.id, version=answered) if edit else reply


def closing(question: Question, choices: list[tuple[str, ...]], world: World, head: str) -> Reply:
    """The end of a question that others saw too: what the letters stood for, the key, the bars, one source."""
    key = question.item.option(question.key[0])
    outcome = _outcome(question, choices, world)
    return Reply(
        "\n\n".join((head, question.scenario, f"**{question.ask}**", *options(question), outcome)),
        cards=(*code_of(question), bars(question, choices)),
        sources=(source_of(question, key, 1, world.course, world.tokens),),
        replaces=question.delivery.id,
        key=question.delivery.id,
        version=FINAL,
    )


def _head(question: Question) -> str:
    """What stands above it; one of several a day says which of them it is."""
    number = (question.delivery.session or "").partition("/")[2]
    return f"**{HEADS.get(number, HEADS[''])} of the day**"


def _outcome(question: Question, choices: list[tuple[str, ...]], world: World) -> str:
    """The key, how many had it, and why, in the product names of today."""
    names = world.course.names(world.course.blueprint_for(world.clock.now().date()).id)
    return result(question, choices, names.plainly(question.reason))


def _for_anyone(course: Course, facts: Iterable[Fact]) -> list[Item]:
    """The items that any channel may be asked: not taken out, and made for no single track."""
    out = withdrawn(facts)
    return [item for item in course.served if item.id not in out and not item.tracks]


def _of_something_else(offered: list[Candidate], due: Due) -> list[Candidate]:
    """Without what shares an objective with the question before, as long as something is left."""
    last = next((set(one.objectives) for one in offered if one.item == due.last), set())
    return [one for one in offered if one.item not in due.seen and not last & set(one.objectives)] or offered


def _counts(question: Question, choices: Sequence[Sequence[str]]) -> list[OptionCount]:
    times = Counter(option for chosen in choices for option in chosen)
    return [
        OptionCount(question.letter(one), text, times[one], one in question.key) for one, text in question.texts.items()
    ]


def _count(delivery: Delivery, answered: list[str], until: str = "") -> Session:
    """Who answered so far, kept beside the question; ``open`` names it for whoever asks about it."""
    state = {"open": delivery.id, "answered": answered, "until": until}
    return Session(delivery.id, channel_of(delivery.place), None, state)
