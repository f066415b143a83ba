"""``/say``: one sentence of one's own about what was just read, done or explained, compared with its section.

The rules that hold here: what the sentence is about travels in the button; ``/say`` alone is about what
was asked last.  It is shown to nobody, unless the learner offered to explain it to their group.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.conversation import Button, Call, Command, Field, Form, Place, Press, Replies, Reply, Source, Submit, Turn
from bot.progress.facts import Ticked
from bot.quizzing.deal import make_id
from bot.quizzing.student import read_student
from bot.quizzing.world import World, apart
from bot.records import Session
from bot.studying.library import Library
from bot.studying.prospect import prospect
from bot.studying.saying import Mirror, mirror, nearest
from bot.studying.ticks import CHECK
from bot.studying.trail import answered, section_of

Heard = Callable[[Call, str, str], Awaitable[Replies]]
"""Takes a sentence: the turn, what it is about (an id), the words."""

Read = Callable[[str, Place], tuple[str, tuple[str, ...]]]
"""Reads a button: its verb and ids."""

APART = "one sentence"
TRIES = 4
LONGEST = 600
ASKED = "One sentence of your own: `/say …`"


class SayRoom:
    """Takes sentences and passes them on; ``hears`` maps the kinds of sentences to who hears them."""

    def __init__(self, world: World, library: Library, read: Read) -> None:
        self._world = world
        self._library = library
        self._read = read
        self.hears: dict[str, Heard] = {"trail": self._trail, "check": self._check}

    async def form(self, turn: Turn) -> Form | None:
        """The box a sentence is written in."""
        if not isinstance(turn, Press):
            return None
        _, ids = self._read(turn.token, turn.place)
        box = Field("words", "Your sentence", optional=False, long=True)
        return Form("In one sentence", self._world.tokens.mint("said", *ids, place=turn.place), (box,), submit="Say it")

    async def say(self, command: Command) -> Replies:
        """``/say words``, about what was asked last."""
        session = await self._world.sessions.current(apart(command.place, APART), command.learner.id)
        if session is None or not session.state:
            nothing = "There is nothing to say in a sentence yet; `Read on` under a missed question asks."
            return (Reply(nothing, private=True),)
        if not command.argument:
            return (Reply(ASKED, private=True),)
        return await self._heard(command, session.state["kind"], session.state["about"], command.argument)

    async def press(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``Say it …`` where no box opens: how to say it."""
        await self.expect(press, ids[0], ids[1])
        return (Reply(ASKED, private=True),)

    async def submitted(self, turn: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """The box came back."""
        words = turn.values.get("words", "") if isinstance(turn, Submit) else ""
        return await self._heard(turn, ids[0], ids[1], words)

    async def expect(self, turn: Call, kind: str, about: str) -> None:
        """Remember what ``/say`` is about from now on: ``kind`` names who hears it, ``about`` is an id for them."""
        await self._remember(turn, {"kind": kind, "about": about})

    async def expect_nothing(self, turn: Call) -> None:
        """Forget what ``/say`` was about."""
        await self._remember(turn, {})

    async def _remember(self, turn: Call, state: Mapping[str, str]) -> None:
        tenant, learner = turn.learner.tenant, turn.learner.id
        for _ in range(TRIES):
            place = apart(turn.place, APART)
            known = await self._world.sessions.current(place, learner)
            session = known or Session(make_id(tenant, learner, APART), place, learner, {})
            if await self._world.sessions.save(replace(session, state=dict(state))):
                return

    async def _heard(self, turn: Call, kind: str, about: str, words: str) -> Replies:
        hears = self.hears.get(kind)
        if hears is None:
            return (Reply("That is from an older version of me.", private=True),)
        return await hears(turn, about, " ".join(words.split())[:LONGEST])

    async def _trail(self, turn: Call, about: str, words: str) -> Replies:
        held = await self.about_question(turn, about, words)
        if isinstance(held, Reply):
            return (held,)
        found, source = held
        return (Reply(found.words(), sources=(source,), private=True, data={"holds": found.holds}),)

    async def about_question(self, turn: Call, delivery: str, words: str) -> tuple[Mirror, Source] | Reply:
        """A sentence about an answered question, beside the section its answer rests on."""
        question = await answered(self._world, turn.learner, delivery)
        if isinstance(question, Reply):
            return question
        rests = section_of(self._world.course, question)
        if rests is None:
            return Reply("The section it rested on is gone; the question is being looked at.", private=True)
        note, exact = rests
        # A section of tables alone says nothing in a sentence; the first of its note that does stands for it.
        section = next((part for part in (exact, *note.sections) if part.sentences), exact)
        names = (await read_student(self._world, turn.learner)).names
        found = mirror(words, section.sentences, names.plainly(question.item.deciding_constraint))
        return found, self._library.source(note, section, 1, turn.place)

    async def _check(self, turn: Call, about: str, words: str) -> Replies:
        """The check of a plan's block, beside all its notes; what holds ticks it."""
        student = await read_student(self._world, turn.learner)
        made = prospect(student)
        block = made.block(about) if made else None
        if block is None:
            return (Reply("Your plan has changed; `/plan` shows it as it is now.", private=True),)
        notes = [note for slug in block.notes if (note := student.course.notes.get(slug))]
        where = {
            " ".join((note.title, part.heading, *part.sentences)): (note, part)
            for note in notes
            for part in note.sections
            if part.sentences
        }
        if not where:
            return (Reply("There is nothing to hold it against.", private=True),)
        note, part = where[nearest(f"{block.check} {words}", tuple(where))]
        found = mirror(words, part.sentences, "")
        source = self._library.source(note, part, 1, turn.place, block.id)
        if found.holds:
            fact = Ticked(turn.learner.id, block.id, CHECK, student.now)
            await self._world.ledger.append(turn.learner.tenant, fact, key=f"tick/{block.id}/{CHECK}")
        plan = Button("Plan", self._world.tokens.mint("plan", place=turn.place))
        said = f"{found.words()} ✓" if found.holds else found.words()
        return (Reply(said, buttons=(plan,), sources=(source,), private=True, data={"holds": found.holds}),)
