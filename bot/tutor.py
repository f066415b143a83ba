"""The tutor: what happens when somebody says something.  Start reading here.

A turn comes in and replies go out.  ``table_of_skills`` lists what can be asked for by name,
``table_of_presses`` what the buttons do; everything else said to the tutor is a question.  The rule
that holds here: every turn addressed to the tutor ends in at least one reply, whatever breaks, and
every turn that is not ends in silence.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import structlog

from bot.boardroom import Boardroom
from bot.conversation import Command, Form, Learner, Message, Open, Place, Press, Reply, Submit, Turn
from bot.conversing import Conversation
from bot.dashboard import Dashboard
from bot.help import Help
from bot.people import Personal
from bot.ports import Limits, Unavailable, Wait
from bot.quizzing.desk import QuizDesk

Replies: TypeAlias = tuple[Reply, ...]
Respond: TypeAlias = Callable[[Command], Awaitable[Replies]]
Pressed: TypeAlias = Callable[[Press | Submit, tuple[str, ...]], Awaitable[Replies]]
Complete: TypeAlias = Callable[[str], Sequence[tuple[str, str]]]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Skill:
    """One row of the table: /help, the README, Slack's manifest and Discord's commands follow it.

    ``private``: where others read along, only the person who typed it sees the reply.  ``complete``
    gives choices (value, label) for what was typed so far; it is pure and instant.
    """

    name: str
    usage: str
    summary: str
    respond: Respond
    private: bool = True
    form: Callable[[Turn], Form | None] | None = None
    complete: Complete | None = None


@dataclass(frozen=True)
class Rooms:
    """Where the skills live; ``quizzing`` is ``None`` where there is no course to ask from."""

    conversation: Conversation
    quizzing: QuizDesk | None
    dashboard: Dashboard
    boards: Boardroom
    personal: Personal
    help: Help


def table_of_skills(rooms: Rooms) -> tuple[Skill, ...]:
    """Everything that can be asked for by name, in the order /help shows it."""
    quiz = rooms.quizzing
    practice = (
        Skill("quiz", "/quiz [topic] [5 | 5m]", "practises scenarios; by number or by time", quiz.quiz, complete=quiz.complete),
        Skill("drill", "/drill [topic] [10]", "at the exam's pace", quiz.drill, complete=quiz.complete),
        Skill("review", "/review", "what is due, and what you missed", quiz.review, complete=quiz.complete),
    ) if quiz else ()  # fmt: skip
    return (
        Skill("ask", "/ask question", "an answer from your documents", rooms.conversation.ask),
        *practice,
        Skill("me", "/me", "streak, due, mistakes fixed, exam, settings", rooms.dashboard.me),
        Skill("streak", "/streak", "your days in a row, and why they count", rooms.dashboard.streak),
        Skill("board", "/board [week | month | all]", "who stands where, fairly", rooms.boards.board),
        Skill("group", "/group", "the study group of this channel", rooms.boards.group),
        Skill(
            "settings", "/settings", "time zone, exam date, board", rooms.personal.settings, form=rooms.personal.form
        ),
        Skill("sources", "/sources", "the documents I read here", rooms.help.sources),
        Skill("privacy", "/privacy", "what is kept; export; delete me", rooms.personal.privacy),
        Skill("help", "/help", "this list", rooms.help.help),
    )


def table_of_presses(rooms: Rooms) -> dict[str, Pressed]:
    """What each button does, by the verb it carries."""
    talk = rooms.conversation
    return {
        **(rooms.quizzing.presses if rooms.quizzing else {}),
        "show": talk.show,  # library, passage
        "share": talk.share,  # turn
        "thumb": talk.thumb,  # up or down, turn
        "gap": talk.gap,  # turn
        "try": talk.try_one,
        "why": rooms.dashboard.why,  # streak or ready
        "board": rooms.boards.pressed,  # how or show, period, measure
        "me": rooms.personal.opened,
        "settings": rooms.personal.submitted,
        "listed": rooms.personal.board,  # show or hide
        "privacy": rooms.personal.pressed,  # export, delete, really, keep
    }


class Tokens(Protocol):
    """Buttons carry their meaning and a keyed tag."""

    def mint(self, verb: str, *ids: str, place: Place) -> str: ...

    def read(self, token: str, place: Place) -> tuple[str, tuple[str, ...]]:
        """Verb and ids.  Raises :class:`ValueError` where the tag does not fit token and place."""
        ...


class Conversing(Protocol):
    """Whoever answers what is said in plain words."""

    async def message(self, message: Message) -> Replies: ...

    async def opened(self, opened: Open) -> Replies: ...


class Tutor:
    """Routes turns to skills and presses, and keeps the promise of exactly one outcome."""

    def __init__(
        self,
        skills: Sequence[Skill],
        presses: Mapping[str, Pressed],
        conversing: Conversing,
        *,
        tokens: Tokens,
        limits: Limits,
        arrive: Callable[[Learner], Awaitable[None]],
    ) -> None:
        self.skills = {skill.name: skill for skill in skills}
        self.presses = dict(presses)
        self._conversing = conversing
        self._tokens = tokens
        self._limits = limits
        self._arrive = arrive

    async def handle(self, turn: Turn) -> Replies:
        """What to say to ``turn``; empty only for a turn that was not addressed to the tutor."""
        try:
            return await self._outcome(turn)
        except Unavailable as away:
            log.warning("unavailable", what=away.what, turn=turn.id)
            return (
                Reply(
                    f"I can't do that right now: {away}. Nothing was lost; please try again in a minute.", private=True
                ),
            )
        except Exception:
            reference = hashlib.sha256(turn.id.encode()).hexdigest()[:8]
            log.exception("failed", turn=turn.id, reference=reference)
            return (
                Reply(
                    f"Something went wrong on my side. If it happens again, tell your admin this reference: `{reference}`.",
                    private=True,
                    data={"outcome": "failed", "reference": reference},
                ),
            )

    async def _outcome(self, turn: Turn) -> Replies:
        if not isinstance(turn, Message) or turn.addressed:
            await self._arrive(turn.learner)
        match turn:
            case Message(addressed=False):
                return await self._conversing.message(turn)
            case Press() | Submit():
                return await self._pressed(turn)
            case Open():
                return await self._conversing.opened(turn)
        if wait := await self._limits.take(turn.learner.tenant, turn.learner.id, turn=turn.id):
            return (_please_wait(wait),)
        if isinstance(turn, Command):
            return await self._command(turn)
        return await self._conversing.message(turn)

    async def _command(self, turn: Command) -> Replies:
        skill = self.skills.get(turn.name)
        if skill is None:
            return (self._unknown(turn.name),)
        return await skill.respond(turn)

    async def _pressed(self, turn: Press | Submit) -> Replies:
        try:
            verb, ids = self._tokens.read(turn.token, turn.place)
        except ValueError:
            return (_not_yours(),)
        pressed = self.presses.get(verb)
        if pressed is None:
            return (
                Reply("That button is from an older version of me. `/help` shows what I can do now.", private=True),
            )
        return await pressed(turn, ids)

    def _unknown(self, name: str) -> Reply:
        near = [known for known in self.skills if known.startswith(name[:2])]
        hint = f" Did you mean `/{near[0]}`?" if near else ""
        return Reply(f"I don't know `/{name[:40]}`.{hint} `/help` shows what I can do.", private=True)


def _please_wait(wait: Wait) -> Reply:
    minutes = max(1, round(wait.seconds / 60))
    when = "in a minute" if minutes == 1 else f"in {minutes} minutes"
    return Reply(
        f"That was the last question for now ({wait.limit}). I'm ready again {when}.",
        private=True,
        data={"outcome": "refused", "reason": "limit"},
    )


def _not_yours() -> Reply:
    return Reply("I can't use that button here. Ask again and you get a fresh one.", private=True)
