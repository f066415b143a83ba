"""What else a learner can do with an answered question: flip it, see the others, read on, object.

The rule that holds here: none of it says anything about a question that is still open for this learner.
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import Button, Press, Reply, Source, Submit
from bot.quizzing.answering import Answering, Pressed
from bot.quizzing.deal import Occasion, Question, as_shown, deal, make_id
from bot.quizzing.items import FLIPPED, Option
from bot.quizzing.running import ANSWERABLE, Runs
from bot.quizzing.sourcing import source_of
from bot.quizzing.wording import clipped, legible
from bot.quizzing.world import World
from bot.records import Report

REASONS = {
    "two": "Two answers fit",
    "wrong": "Wrong answer marked right",
    "old": "Out of date",
    "unclear": "Unclear",
}
MOST_SHOWN = 1200


class Asides:
    """The buttons under an answer."""

    def __init__(self, world: World, runs: Runs, answering: Answering) -> None:
        self._world = world
        self._runs = runs
        self._answering = answering

    async def flip(self, press: Press | Submit, ids: tuple[str, ...]) -> tuple[Reply, ...]:
        """``Now flip it``: the same case with one constraint changed, asked at once."""
        pressed = await self._answered(press, ids)
        if isinstance(pressed, Reply):
            return (pressed,)
        item, shown, student = pressed.question.item, pressed.question.delivery, pressed.student
        if item.flip is None:
            return (Reply("This one has no other side.", private=True),)
        occasion = Occasion(shown.place, student.now, "flip", student.now + ANSWERABLE, student.learner.id, shown.group)
        delivery_id = make_id(shown.id, "flip", student.learner.id)
        delivery = replace(deal(item, item.id + FLIPPED, delivery_id, occasion), order=shown.order)
        await self._world.deliveries.open(delivery)
        return (self._runs.show(as_shown(item, delivery, student.names)),)

    async def why_not(self, press: Press | Submit, ids: tuple[str, ...]) -> tuple[Reply, ...]:
        """``Why not the others``: every option with its reason and where it stands."""
        pressed = await self._answered(press, ids)
        if isinstance(pressed, Reply):
            return (pressed,)
        question, names = pressed.question, pressed.student.names
        lines, sources = [], list[Source]()
        for one in question.delivery.order:
            option = question.item.option(one)
            number = self._number(question, option, sources)
            mark = "✓" if one in question.key else "✗"
            lines.append(f"**{question.letter(one)}** {mark} {names.plainly(option.why)} [{number}]")
        return (Reply("\n\n".join(lines), sources=tuple(sources), private=True),)

    async def source(self, press: Press | Submit, ids: tuple[str, ...]) -> tuple[Reply, ...]:
        """``Show source``: the section itself."""
        pressed = await self._answered(press, ids)
        if isinstance(pressed, Reply):
            return (pressed,)
        option = self._meant(pressed.question, ids)
        source = replace(source_of(pressed.question, option, 1, self._world.course, self._world.tokens), token=None)
        note = self._world.course.notes.get(option.source.note)
        section = note.section(option.source.heading) if note else None
        if section is None:
            return (Reply("The section it rested on is gone; the question is being looked at.", private=True),)
        text = f"**{source.title}** · {source.heading} [1]\n\n{clipped(legible(section.text), MOST_SHOWN)}"
        return (Reply(text, sources=(source,), private=True),)

    async def explain(self, press: Press | Submit, ids: tuple[str, ...]) -> tuple[Reply, ...]:
        """``Explain more``: the tutor goes on from the section that decides."""
        pressed = await self._answered(press, ids)
        if isinstance(pressed, Reply):
            return (pressed,)
        option, names = self._meant(pressed.question, ids), pressed.student.names
        asked = f"{names.plainly(pressed.question.item.deciding_constraint)}: {names.plainly(option.text)}"
        return await self._world.explaining.explain(press, option.source.note, option.source.heading, asked)

    async def report(self, press: Press | Submit, ids: tuple[str, ...]) -> tuple[Reply, ...]:
        """``Report``: first what is wrong, then a word of thanks."""
        pressed = await self._answered(press, ids)
        if isinstance(pressed, Reply):
            return (pressed,)
        delivery = pressed.question.delivery
        if len(ids) > 1 and ids[1] in REASONS:
            report = Report(delivery.item, delivery.version, press.learner.id, ids[1], pressed.student.now)
            key = f"{press.learner.id}/{delivery.item}/{delivery.version}/{ids[1]}"
            await self._world.reports.add(press.learner.tenant, report, key=key)
            return (Reply("Thank you. Somebody will read the question again; you hear if it changes.", private=True),)
        buttons = tuple(
            Button(label, self._world.tokens.mint("report", delivery.id, reason, place=delivery.place))
            for reason, label in REASONS.items()
        )
        return (Reply("What is wrong with it?", buttons=buttons, private=True),)

    async def _answered(self, press: Press | Submit, ids: tuple[str, ...]) -> Pressed | Reply:
        pressed = await self._answering.look_up(press, ids[0])
        if isinstance(pressed, Reply):
            return pressed
        if await self._open(pressed):
            return Reply("Answer it first; then I say everything about it.", private=True)
        return pressed

    async def _open(self, pressed: Pressed) -> bool:
        delivery, learner = pressed.question.delivery, pressed.press.learner
        if await self._world.ledger.verdict(learner.tenant, learner.id, delivery.id) is not None:
            return False
        if delivery.closes is not None and pressed.student.now >= delivery.closes:
            return False
        return await self._world.deliveries.closed_at(learner.tenant, delivery.id) is None

    def _meant(self, question: Question, ids: tuple[str, ...]) -> Option:
        """The option a source button names, else the first right one."""
        known = len(ids) > 1 and ids[1] in question.delivery.order
        return question.item.option(ids[1] if known else question.key[0])

    def _number(self, question: Question, option: Option, sources: list[Source]) -> int:
        """The number of an option's source in the table, entered if it is new."""
        source = source_of(question, option, len(sources) + 1, self._world.course, self._world.tokens)
        for known in sources:
            if (known.title, known.heading) == (source.title, source.heading):
                return known.number
        sources.append(source)
        return source.number
