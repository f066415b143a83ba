"""What else a learner can do with an answered question: flip it, see the others, read on, object.

The rule that holds here: none of it says anything about a question that is still open for this learner.
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import Button, Pressed, Replies, Reply, Source
from bot.quizzing.answering import Answering, Handler, Pressing
from bot.quizzing.deal import Occasion, Question, as_shown, deal, make_id
from bot.quizzing.items import FLIPPED, Option
from bot.quizzing.running import ANSWERABLE, Runs
from bot.quizzing.sourcing import entered, in_full, source_of
from bot.quizzing.world import World
from bot.records import Report

REASONS = {
    "two": "Two answers fit",
    "wrong": "Wrong answer marked right",
    "old": "Out of date",
    "unclear": "Unclear",
}


class Asides:
    """The buttons under an answer."""

    def __init__(self, world: World, runs: Runs, answering: Answering) -> None:
        self._world = world
        self._runs = runs
        self._answering = answering

    def answered(self, then: Handler) -> Pressed:
        """What a button does whose question this learner has answered; an open one has to be answered first."""

        async def unless_open(pressing: Pressing, ids: tuple[str, ...]) -> Replies:
            if await self._open(pressing):
                return (Reply("Answer it first; then I say everything about it.", private=True),)
            return await then(pressing, ids)

        return self._answering.known(unless_open)

    async def flip(self, pressing: Pressing, ids: tuple[str, ...]) -> Replies:
        """``Now flip it``: the same case with one constraint changed, asked at once."""
        item, shown, student = pressing.question.item, pressing.question.delivery, pressing.student
        if item.flip is None:
            return (Reply("This one has no other side.", private=True),)
        occasion = Occasion(shown.place, student.now, "flip", student.now + ANSWERABLE, student.learner.id, shown.group)
        delivery_id = make_id(shown.id, "flip", student.learner.id)
        delivery = replace(deal(item, item.id + FLIPPED, delivery_id, occasion), order=shown.order)
        await self._world.deliveries.open(delivery)
        return (self._runs.show(as_shown(item, delivery, student.names)),)

    async def why_not(self, pressing: Pressing, ids: tuple[str, ...]) -> Replies:
        """``Why not the others``: every option with its reason and where it stands."""
        question, names = pressing.question, pressing.student.names
        lines, sources = [], list[Source]()
        for one in question.delivery.order:
            option = question.item.option(one)
            source = source_of(question, option, len(sources) + 1, self._world.course, self._world.tokens)
            number = entered(source, sources)
            mark = "✓" if one in question.key else "✗"
            lines.append(f"**{question.letter(one)}** {mark} {names.plainly(option.why)} [{number}]")
        return (Reply("\n\n".join(lines), sources=tuple(sources), private=True),)

    async def source(self, pressing: Pressing, ids: tuple[str, ...]) -> Replies:
        """``Show source``: the section itself."""
        option = self._meant(pressing.question, ids)
        source = replace(source_of(pressing.question, option, 1, self._world.course, self._world.tokens), token=None)
        note = self._world.course.notes.get(option.source.note)
        section = note.section(option.source.heading) if note else None
        if section is None:
            return (Reply("The section it rested on is gone; the question is being looked at.", private=True),)
        return (Reply(in_full(source.title, section), sources=(source,), private=True),)

    async def explain(self, pressing: Pressing, ids: tuple[str, ...]) -> Replies:
        """``Explain more``: the tutor goes on from the section that decides."""
        option, names = self._meant(pressing.question, ids), pressing.student.names
        asked = f"{names.plainly(pressing.question.item.deciding_constraint)}: {names.plainly(option.text)}"
        return await self._world.explaining.explain(pressing.press, option.source.heading, asked)

    async def report(self, pressing: Pressing, ids: tuple[str, ...]) -> Replies:
        """``Report``: first what is wrong, then a word of thanks."""
        delivery = pressing.question.delivery
        if len(ids) > 1 and ids[1] in REASONS:
            report = Report(delivery.item, delivery.version, pressing.press.learner.id, ids[1], pressing.student.now)
            key = f"{pressing.press.learner.id}/{delivery.item}/{delivery.version}/{ids[1]}"
            await self._world.reports.add(pressing.press.learner.tenant, report, key=key)
            return (Reply("Thank you. Somebody will read the question again; you hear if it changes.", private=True),)
        buttons = tuple(
            Button(label, self._world.tokens.mint("report", delivery.id, reason, place=delivery.place))
            for reason, label in REASONS.items()
        )
        return (Reply("What is wrong with it?", buttons=buttons, private=True),)

    async def _open(self, pressing: Pressing) -> bool:
        delivery, learner = pressing.question.delivery, pressing.press.learner
        if await self._world.ledger.verdict(learner.tenant, learner.id, delivery.id) is not None:
            return False
        if delivery.closes is not None and pressing.student.now >= delivery.closes:
            return False
        return await self._world.deliveries.closed_at(learner.tenant, delivery.id) is None

    def _meant(self, question: Question, ids: tuple[str, ...]) -> Option:
        """The option a source button names, else the first right one."""
        known = len(ids) > 1 and ids[1] in question.delivery.order
        return question.item.option(ids[1] if known else question.key[0])
