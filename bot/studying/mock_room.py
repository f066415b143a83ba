"""``/mock``: a timed mock exam that may be paused, left and gone on with after any restart.

The rules that hold here: during the exam nothing says what is right; every press is kept before it is
shown; handing in writes each answer down once, at the instant it was chosen, so a press that comes twice,
or a process that dies between two answers, changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot import codec
from bot.conversation import Call, Command, Learner, Place, Press, Replies, Reply, Submit
from bot.progress.review import review
from bot.quizzing.deal import make_id
from bot.quizzing.grade import answer, grade
from bot.quizzing.student import read_student
from bot.quizzing.world import World, apart
from bot.records import Session
from bot.studying import mock as exam
from bot.studying.mock import Entry, Mock
from bot.studying.mock_draw import draw
from bot.studying.mock_paper import NOTHING, Sitting, confirm, offer, paper, paused
from bot.studying.mock_report import missed_deck, report, times, to_review

Change = Callable[[Mock, datetime], Mock]

TRIES = 8
APART = "mock exam"
PARTS = {"report": report, "times": times, "missed": to_review, "anki": missed_deck}


class MockRoom:
    """One mock exam at a time for each learner."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def mock(self, command: Command) -> Replies:
        """``/mock``: what it is, or on with the one that is open; ``/mock 30`` asks fewer."""
        sitting = await self._sitting(command)
        if sitting and sitting.mock.ended is None:
            return await self._on(sitting, command, exam.resume)
        wanted = re.search(r"\b\d{1,9}\b", command.argument)
        count = max(exam.FEWEST, min(exam.MOST, int(wanted[0]) if wanted else exam.QUESTIONS))
        count = len(draw(await read_student(self._world, command.learner), count, ""))
        return (offer(count, command.place, self._world.tokens, sitting),)

    async def press(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``begin`` and how many; else what to do, the exam's id, and what that takes."""
        action, *rest = ids
        if action == "begin":
            return await self._begin(press, int(rest[0]))
        sitting = await self._sitting(press)
        if sitting is None or sitting.session.id != rest[0]:
            return (_gone(),)
        if action in PARTS and sitting.mock.ended:
            return (PARTS[action](await self._handed_in(sitting)),)
        if action == "end" and sitting.mock.ended is None and not rest[1:]:
            return (confirm(sitting),)
        return await self._on(sitting, press, _change(action, rest[1:]))

    async def _begin(self, press: Press | Submit, count: int) -> Replies:
        sitting = await self._sitting(press)
        if sitting and sitting.mock.ended is None:
            return await self._on(sitting, press, exam.resume)
        student = await read_student(self._world, press.learner)
        session_id = make_id(press.learner.tenant, press.learner.id, APART, press.id)
        items = draw(student, count, f"{self._world.seed}/{session_id}")
        if len(items) < exam.FEWEST:
            return (offer(len(items), press.place, self._world.tokens, sitting),)
        entries = tuple(Entry(item.id, item.version, make_id(session_id, str(at))) for at, item in enumerate(items))
        mock = exam.begin(entries, student.now)
        session = Session(session_id, apart(press.place, APART), press.learner.id, exam.as_state(mock))
        await self._world.sessions.save(session)
        begun = await self._sitting(press)
        return await self._shown(begun, press) if begun else (_gone(),)

    async def _on(self, sitting: Sitting, turn: Call, change: Change) -> Replies:
        """Carry a change out on the newest state, and show what there is then."""
        for _ in range(TRIES):
            now, before = self._world.clock.now(), sitting.mock
            after = exam.end(before, now) if before.over(now) else change(before, now)
            session = replace(sitting.session, state=exam.as_state(after))
            if after == before or await self._world.sessions.save(session):
                return await self._shown(replace(sitting, mock=after), turn)
            newer = await self._sitting(turn)
            if newer is None:
                break
            sitting = newer
        return (_gone(),)

    async def _shown(self, sitting: Sitting, turn: Call) -> Replies:
        if sitting.mock.ended is not None:
            return (report(await self._handed_in(sitting)),)
        if sitting.mock.paused is not None:
            return (paused(sitting),)
        if question := sitting.question(sitting.mock.number):
            await self._world.deliveries.open(question.delivery)
        reply = paper(sitting)
        return (reply if isinstance(turn, Command) else replace(reply, replaces="pressed"),)

    async def arrive(self, learner: Learner) -> None:
        """Hand in the mock exam of somebody who is here again, if its time ran out meanwhile."""
        sitting, now = await self._sitting_of(learner, Place(learner.platform, learner.tenant)), self._world.clock.now()
        if sitting is None or sitting.mock.handed_in or not sitting.mock.over(now):
            return
        ended = exam.end(sitting.mock, now)
        session = replace(sitting.session, state=exam.as_state(ended))
        if ended == sitting.mock or await self._world.sessions.save(session):
            await self._handed_in(replace(sitting, mock=ended))

    async def _handed_in(self, sitting: Sitting) -> Sitting:
        """Store every answer, once; returns the sitting with the learner as they are afterwards."""
        if sitting.mock.handed_in:
            return sitting
        await self._hand_in(sitting)
        done = replace(sitting.mock, handed_in=True)
        newest = await self._world.sessions.get(sitting.student.learner.tenant, sitting.session.id)
        if newest is not None:
            await self._world.sessions.save(replace(newest, state=exam.as_state(done)))
        return replace(sitting, mock=done, student=await read_student(self._world, sitting.student.learner))

    async def _hand_in(self, sitting: Sitting) -> None:
        """Store every answer; the ledger takes each once, so this may be repeated."""
        student, tenant = sitting.student, sitting.student.learner.tenant
        for at, entry in enumerate(sitting.mock.entries):
            question = sitting.question(at)
            if not entry.chosen or entry.at is None or question is None or entry.item in student.withdrawn:
                continue
            moment = replace(student, now=entry.at).moment(entry.delivery, entry.item, entry.chosen)
            given = answer(question, grade(question, entry.chosen, student.facts), moment, group=None, timed=False)
            given = replace(given, elapsed=entry.seconds)
            card = review(student.cards.get(entry.item), given, student.exam, day_start=student.profile.day_start)
            await self._world.ledger.take_answer(tenant, given, card=card)

    async def _sitting(self, turn: Call) -> Sitting | None:
        return await self._sitting_of(turn.learner, turn.place)

    async def _sitting_of(self, learner: Learner, place: Place) -> Sitting | None:
        """The learner's newest mock exam, open or over."""
        session = await self._world.sessions.current(apart(place, APART), learner.id)
        if session is None:
            return None
        student = await read_student(self._world, learner)
        mock, tokens = codec.decode(Mock, session.state), self._world.tokens
        return Sitting(session, mock, student, place, tokens, self._world.seed)


def _change(action: str, ids: Sequence[str]) -> Change:
    """What a button of an open mock exam does to it."""
    match action, *ids:
        case "pick", number, chosen:
            options = () if chosen == NOTHING else tuple(chosen.split("."))
            return lambda mock, now: exam.choose(mock, int(number), options, now)
        case "go", number:
            return lambda mock, now: exam.go(mock, int(number), now)
        case "flag", number, on:
            return lambda mock, now: exam.flag(mock, int(number), now, on=on != NOTHING)
        case "pause", *_:
            return exam.pause
        case "end", *_:
            return exam.end
    return exam.resume


def _gone() -> Reply:
    return Reply("That mock exam is over. `/mock` begins another.", private=True)
