"""The tutor: what happens when somebody says something.  Start reading here.

A turn comes in and replies go out.  ``table_of_skills`` lists what can be asked for by name,
``table_of_presses`` what the buttons do; everything else said to the tutor is a question.  The rule
that holds here: every turn addressed to the tutor ends in at least one reply, whatever breaks, and
every turn that is not ends in silence.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Protocol

import structlog

from bot.conversation import Command, Form, Learner, Message, Open, Place, Press, Reply, Submit, Turn
from bot.people import complete_zone
from bot.ports import Aloud, Limits, Unavailable
from bot.records import Wait
from bot.skills import Pressed, Replies, Rooms, Skill

ASKING = "ask"
"""The one skill that puts a question to the documents."""

log = structlog.get_logger(__name__)


def table_of_skills(rooms: Rooms) -> tuple[Skill, ...]:
    """Everything that can be asked for by name, in the order /help shows it."""
    quiz = rooms.quizzing
    practice = (
        Skill("quiz", "/quiz [topic] [5 | 5m]", "practises scenarios; by number or by time", quiz.quiz, complete=quiz.complete),
        Skill("drill", "/drill [topic] [10]", "at the exam's pace", quiz.drill, complete=quiz.complete, brief=True),
        Skill("review", "/review", "what is due, and what you missed", quiz.review, complete=quiz.complete),
    ) if quiz else ()  # fmt: skip
    coach = rooms.coaching
    coached = (
        Skill("case", "/case [name]", "one story in several decisions", coach.case, complete=coach.complete_case),
        Skill("cards", "/cards [topic]", "rapid fire: a pattern, four services", coach.cards, complete=coach.complete_map, brief=True),
        Skill("map", "/map [topic]", "from patterns to services, with your place marked", coach.map, complete=coach.complete_map, brief=True),
        Skill("kit", "/kit [checklist | assessment | workshop | metrics]", "for whoever leads the work", coach.kit, complete=coach.complete_kit, brief=True),
    ) if coach else ()  # fmt: skip
    study = rooms.study
    studied = (
        Skill("plan", "/plan [30 h | calendar]", "what to do until your exam, ticked off as you go", study.plan),
        Skill("exam", "/exam [2026-12-10]", "your exam and the days around it", study.exam, brief=True),
        Skill("mock", "/mock [30]", "a timed mock exam, pausable", study.mock, brief=True),
        Skill("ready", "/ready", "where you stand, and why", study.ready, brief=True),
        Skill("guide", "/guide [topic]", "a scenario in four steps", study.guide, brief=True),
        Skill("say", "/say sentence", "your own sentence, beside the section", study.say, form=study.form, brief=True),
        Skill("together", "/together [mentor | gaps | report | value]", "learning with others", study.together, brief=True),
    ) if study else ()  # fmt: skip
    me = study.first(rooms.dashboard.me) if study else rooms.dashboard.me
    times = rooms.timetable
    daily = (
        Skill("schedule", "/schedule [09:00 weekdays Berlin | off]", "a daily question in this channel", times.schedule, form=times.form, brief=True),
        Skill("setup", "/setup [channel] [09:00 weekdays Berlin]", "for admins: the daily question, with a preview", rooms.setting_up.setup, complete=rooms.setting_up.complete, brief=True),
    ) if times and rooms.setting_up else ()  # fmt: skip
    rule = rooms.listening
    listened = (
        Skill("listen", "/listen [auto | ask | never]", "whether I answer untagged here", rule.listen, brief=True),
    ) if rule else ()  # fmt: skip
    return (
        Skill("ask", "/ask question", "an answer from your documents", rooms.conversation.ask, brief=True),
        *practice,
        *coached,
        *studied,
        Skill("me", "/me", "streak, due, mistakes fixed, exam, settings", me),
        Skill(
            "streak",
            "/streak",
            "your days in a row, and why they count",
            rooms.personal.zone_first(rooms.dashboard.streak),
            complete=complete_zone,
            brief=True,
        ),
        Skill("board", "/board [week | month | all]", "who stands where, fairly", rooms.boards.board),
        Skill("group", "/group", "the study group of this channel", rooms.boards.group, brief=True),
        *daily,
        Skill(
            "settings",
            "/settings",
            "time zone, exam date, board",
            rooms.homes.first(rooms.personal.settings),
            form=rooms.personal.form,
            complete=complete_zone,
        ),
        *listened,
        Skill("sources", "/sources", "the documents I read here", rooms.help.sources, brief=True),
        Skill("privacy", "/privacy", "what is kept; export; delete me", rooms.privacy.privacy),
        Skill("help", "/help", "this list", rooms.help.help, brief=True),
    )


def table_of_presses(rooms: Rooms) -> dict[str, Pressed]:
    """What each button does, by the verb it carries."""
    talk = rooms.conversation
    return {
        **(rooms.quizzing.presses if rooms.quizzing else {}),
        **(rooms.timetable.presses if rooms.timetable else {}),
        **(rooms.coaching.presses if rooms.coaching else {}),
        **(rooms.study.presses if rooms.study else {}),
        "go": partial(_called, {skill.name: skill for skill in table_of_skills(rooms)}),  # skill, words after it
        **({"setup": rooms.setting_up.pressed} if rooms.setting_up else {}),  # sample
        "show": talk.show,  # library, passage
        "share": talk.share,  # turn
        "thumb": talk.thumb,  # up or down, turn
        "gap": talk.gap,  # turn
        "try": talk.try_one,
        "why": rooms.dashboard.why,  # streak or ready
        "board": rooms.boards.pressed,  # how, show or share, period, measure
        "me": rooms.personal.opened,
        "settings": rooms.personal.submitted,
        "home": rooms.homes.pressed,  # team
        "listed": rooms.personal.board,  # show or hide
        "privacy": rooms.privacy.pressed,  # export, delete, really, keep
    }


async def _called(skills: Mapping[str, Skill], press: Press | Submit, ids: tuple[str, ...]) -> Replies:
    """A button that stands for a skill and what would be typed after it."""
    if ids[0] not in skills:
        return (Reply("That is no longer offered here. `/help` shows what is.", private=True),)
    return await skills[ids[0]].respond(Command(press.id, press.learner, press.place, ids[0], " ".join(ids[1:])))


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
        afterwards: Callable[[Message], Awaitable[Replies]],
        admins: frozenset[str] = frozenset(),
    ) -> None:
        self.skills = {skill.name: skill for skill in skills}
        self.presses = dict(presses)
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
        if turn.learner.id in self._admins:
            turn = replace(turn, learner=replace(turn.learner, admin=True))
        try:
            return await self._outcome(turn, aloud)
        except Unavailable as away:
            log.warning("unavailable", what=away.what, turn=turn.id)
            return (
                Reply(
                    f"I can't do that right now: {away}. Nothing was lost; please try again in a minute.", private=True
                ),
            )
        except Exception:
            reference = _reference(turn)
            log.exception("failed", turn=turn.id, reference=reference)
            return (
                Reply(
                    f"Something went wrong on my side. If it happens again, tell your admin this reference: `{reference}`.",
                    private=True,
                    data={"outcome": "failed", "reference": reference},
                ),
            )

    def form(self, turn: Turn) -> Form | None:
        """The form a turn opens, if it opens one: a command without words, or a button that stands for the form."""
        name = turn.name if isinstance(turn, Command) and not turn.argument else ""
        if isinstance(turn, Press):
            with suppress(ValueError):
                name, ids = self._tokens.read(turn.token, turn.place)
                name = ids[0] if name == "me" and ids else name  # a row of the card
        skill = self.skills.get(name)
        return skill.form(turn) if skill and skill.form else None

    async def _outcome(self, turn: Turn, aloud: Aloud | None) -> Replies:
        if not isinstance(turn, Message) or turn.addressed:
            await self._arrive(turn.learner)
        match turn:
            case Message(addressed=False):
                return await self._conversing.message(turn, aloud)
            case Press() | Submit():
                return await self._pressed(turn)
            case Open():
                return await self._conversing.opened(turn)
            case Command() if turn.name != ASKING:
                return await self._command(turn)
        # Only questions are limited: they are what costs.
        if wait := await self._limits.take(turn.learner.tenant, turn.learner.id, turn=turn.id):
            return (_please_wait(wait),)
        if isinstance(turn, Command):
            return await self._command(turn)
        return (*await self._conversing.message(turn, aloud), *await self._afterwards(turn))

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
        try:
            return await pressed(turn, ids)
        except (LookupError, ValueError):
            # We signed it, so what does not fit are most likely the ids of an older version, or of a newer one.
            reference = _reference(turn)
            log.exception("a button could not be read", verb=verb, ids=len(ids), turn=turn.id, reference=reference)
            return (_unread(reference),)

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


def _reference(turn: Turn) -> str:
    """What finds a turn in the log."""
    return hashlib.sha256(turn.id.encode()).hexdigest()[:8]


def _unread(reference: str) -> Reply:
    return Reply(
        "I can't read that button any more; it may be from another version of me. `/help` shows what I can do now. "
        f"If it is a new one, tell your admin this reference: `{reference}`.",
        private=True,
        data={"outcome": "unread", "reference": reference},
    )


def _not_yours() -> Reply:
    return Reply("I can't use that button here. Ask again and you get a fresh one.", private=True)
