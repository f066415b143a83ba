"""The tutor: what happens when somebody says something.  Start reading here.

A platform turns what somebody did into a turn, stores it, and hands it to :meth:`Tutor.handle`; the replies
that come back are posted.  What a turn leads to depends on its kind:

- ``/quiz iam`` is ``Command(name="quiz", argument="iam")``.  It runs the skill of that name: the row in
  :mod:`bot.skills` says ``QuizDesk.quiz``, in :mod:`bot.quizzing.desk`.
- A button or a form (``Press``, ``Submit``) carries a signed token, ``verb/id/…``.  The verb finds its row
  in the second table of :mod:`bot.skills`.
- A ``Message`` is a question to the documents, answered in :mod:`bot.rooms.conversing`; "quiz me on iam" calls
  the skill.
- An ``Open`` (a home tab, a channel joined) shows a dashboard or a welcome, from there too.

The rule that holds here: every turn addressed to the tutor ends in at least one reply, whatever breaks, and
every turn that is not ends in silence.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from difflib import get_close_matches
from typing import Protocol

import structlog

from bot.conversation import (
    Button,
    Command,
    Form,
    Learner,
    Message,
    Open,
    Place,
    Press,
    Pressed,
    Replies,
    Reply,
    Submit,
    Turn,
)
from bot.ports import Aloud, Limits, Unavailable
from bot.records import Wait
from bot.rooms.plain_words import is_small_talk, meant_as_skill
from bot.skills import Skill

ASKING = "ask"
"""The one skill that puts a question to the documents."""

log = structlog.get_logger(__name__)


class Tokens(Protocol):
    """Buttons carry their meaning and a keyed tag."""

    def mint(self, verb: str, *ids: str, place: Place) -> str: ...

    def read(self, token: str, place: Place) -> tuple[str, tuple[str, ...]]:
        """Verb and ids.  Raises :class:`ValueError` where the tag does not fit token and place."""
        ...


class Conversing(Protocol):
    """Whoever answers what is said in plain words."""

    async def message(self, message: Message, aloud: Aloud | None = None) -> Replies: ...

    async def opened(self, opened: Open) -> Replies: ...


class Tutor:
    """Routes turns to skills and presses, and keeps the promise of exactly one outcome.

    ``arrive`` is called for everybody who turns to the tutor, ``afterwards`` adds to the answer of a message;
    ``admins`` are ids of people whom the operator named as such.
    """

    def __init__(
        self,
        skills: Sequence[Skill],
        presses: Mapping[str, Pressed],
        conversing: Conversing,
        *,
        tokens: Tokens,
        limits: Limits,
        arrive: Callable[[Learner], Awaitable[None]],
        afterwards: Callable[[Message], Awaitable[Replies]],
        admins: frozenset[str] = frozenset(),
    ) -> None:
        self.skills = {skill.name: skill for skill in skills}
        self.presses = {**presses, "go": self._go}
        self._conversing = conversing
        self._tokens = tokens
        self._limits = limits
        self._arrive = arrive
        self._afterwards = afterwards
        self._admins = admins

    async def handle(self, turn: Turn, aloud: Aloud | None = None) -> Replies:
        """What to say to ``turn``; empty only for a turn that was not addressed to the tutor.

        ``aloud`` hears a written answer as it grows; the reply still says all of it.
        """
        turn = self._entitled(turn)
        try:
            if isinstance(turn, Message) and not turn.addressed:
                return await self._conversing.message(turn, aloud)
            await self._arrive(turn.learner)
            return await self._outcome(turn, aloud)
        except Unavailable as away:
            log.warning("unavailable", what=away.what, turn=turn.id)
            return (_try_again(away),)
        except Exception:
            reference = _reference(turn)
            log.exception("failed", turn=turn.id, reference=reference)
            return (_went_wrong(reference),)

    def excuse(self, turn: Turn) -> Replies:
        """What to say to a turn that was given up: whoever waits for an answer is told that none comes."""
        reference = _reference(turn)
        log.error("given up", turn=turn.id, reference=reference)
        unasked = isinstance(turn, Open) or (isinstance(turn, Message) and not turn.addressed)
        return () if unasked else (_went_wrong(reference),)

    async def _outcome(self, turn: Turn, aloud: Aloud | None) -> Replies:
        match turn:
            case Press() | Submit():
                return await self._pressed(turn)
            case Open():
                return await self._conversing.opened(turn)
            case Command() if turn.name != ASKING:
                return await self._command(turn)
            case Message() if named := meant_as_skill(turn.text, self.skills):
                if turn.overheard and self.skills[named[0]].private:
                    return (self._between_us(*named, turn.place),)
                return await self._command(Command(turn.id, turn.learner, turn.place, *named, turn.address))
            case Message() if is_small_talk(turn.text):
                return await self._conversing.message(turn)
        # Only questions are limited: they are what costs.
        if wait := await self._limits.take(turn.learner.tenant, turn.learner.id, turn=turn.id):
            return (_please_wait(wait),)
        if isinstance(turn, Command):
            return await self._command(turn)
        return (*await self._conversing.message(turn, aloud), *await self._afterwards(turn))

    def _between_us(self, name: str, argument: str, place: Place) -> Reply:
        """A button that answers whoever presses it, alone."""
        try:
            token = self._tokens.mint("go", name, *argument.split(), place=place)
        except ValueError:
            token = self._tokens.mint("go", name, place=place)
        called = f"/{name} {argument}".strip()
        return Reply(f"That stays between us: press here, or type `{called}`.", buttons=(Button(called, token),))

    async def _command(self, turn: Command) -> Replies:
        if turn.name not in self.skills and (meant := meant_as_skill(f"{turn.name} {turn.argument}", self.skills)):
            turn = replace(turn, name=meant[0], argument=meant[1])
        skill = self.skills.get(turn.name)
        return (self._unknown(turn.name),) if skill is None else await skill.respond(turn)

    async def _pressed(self, turn: Press | Submit) -> Replies:
        try:
            verb, ids = self._tokens.read(turn.token, turn.place)
        except ValueError:
            return (_private("I can't use that button here. Ask again and you get a fresh one."),)
        pressed = self.presses.get(verb)
        if pressed is None:
            return (_private("That button is from an older version of me. `/help` shows what I can do now."),)
        try:
            return await pressed(turn, ids)
        except (LookupError, ValueError):
            # We signed it, so what does not fit are most likely the ids of an older version, or of a newer one.
            reference = _reference(turn)
            log.exception("a button could not be read", verb=verb, ids=len(ids), turn=turn.id, reference=reference)
            return (_unread(reference),)

    def made_for(self, token: str, place: Place) -> bool:
        """Whether a button's token was made for ``place``."""
        try:
            self._tokens.read(token, place)
        except ValueError:
            return False
        return True

    async def _go(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """A button that stands for a skill and what would be typed after its name."""
        name, *words = ids
        if name not in self.skills:
            return (_private("That is no longer offered here. `/help` shows what is."),)
        return await self.skills[name].respond(Command(press.id, press.learner, press.place, name, " ".join(words)))

    async def form(self, turn: Turn) -> Form | None:
        """The form a turn opens, if it opens one: a command without words, or a button that stands for the form."""
        name = turn.name if isinstance(turn, Command) and not turn.argument else ""
        if isinstance(turn, Press):
            with suppress(ValueError):
                name, ids = self._tokens.read(turn.token, turn.place)
                name = ids[0] if name == "me" and ids else name  # a row of the card
        skill = self.skills.get(name)
        return await skill.form(self._entitled(turn)) if skill and skill.form else None

    def _entitled(self, turn: Turn) -> Turn:
        """The turn of somebody whom the operator named an admin, as one."""
        if turn.learner.id not in self._admins:
            return turn
        return replace(turn, learner=replace(turn.learner, admin=True))

    def _unknown(self, name: str) -> Reply:
        near = get_close_matches(name, self.skills, n=1)
        hint = f" Did you mean `/{near[0]}`?" if near else ""
        return _private(f"I don't know `/{name[:40]}`.{hint} `/help` shows what I can do.")


def _reference(turn: Turn) -> str:
    """What finds a turn in the log."""
    return hashlib.sha256(turn.id.encode()).hexdigest()[:8]


def _private(text: str, **data: str) -> Reply:
    return Reply(text, private=True, data=data)


def _try_again(away: Unavailable) -> Reply:
    return _private(f"I can't do that right now: {away}. Nothing was lost; please try again in a minute.")


def _went_wrong(reference: str) -> Reply:
    return _private(
        f"Something went wrong on my side. If it happens again, tell your admin this reference: `{reference}`.",
        outcome="failed",
        reference=reference,
    )


def _unread(reference: str) -> Reply:
    return _private(
        "I can't read that button any more; it may be from another version of me. `/help` shows what I can do now. "
        f"If it is a new one, tell your admin this reference: `{reference}`.",
        outcome="unread",
        reference=reference,
    )


def _please_wait(wait: Wait) -> Reply:
    minutes = max(1, round(wait.seconds / 60))
    when = "in a minute" if minutes == 1 else f"in {minutes} minutes"
    return _private(
        f"That was the last question for now ({wait.limit}). I'm ready again {when}.", outcome="refused", reason="limit"
    )
