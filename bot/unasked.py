"""Builds what speaks without being asked, and nothing else: daily questions, Monday's lines, nudges."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from bot.conversation import Open, Place, Press, Turn
from bot.courseware import section_titles
from bot.groups.leaving import Leaving
from bot.groups.mondays import Mondays
from bot.groups.nudges import Nudges
from bot.groups.planning import Planning
from bot.groups.ports import Posting
from bot.groups.pushes import DailyPushes
from bot.groups.ticking import Handler, Ticker
from bot.groups.weekboard import WeekBoard
from bot.memory.opening import Memory
from bot.quizzing.desk import QuizDesk
from bot.records import ErrandKind
from bot.studying.around_exam import AroundExam
from bot.studying.exam_letters import ExamLetters
from bot.tutor import Tokens

Call = Callable[[str, str, Place, str], Awaitable[None]]
ASIDE = {"ephemeral", "hidden"}
"""How platforms mark a press on a message that only one person sees."""


def daily_pushes(memory: Memory, quizzing: QuizDesk, posting: Posting) -> DailyPushes:
    """The handler of daily questions."""
    board = WeekBoard(memory.boards, memory.groups, memory.profiles, quizzing.world.asks)
    return DailyPushes(
        memory.schedules,
        memory.pushes,
        memory.errands,
        memory.deliveries,
        memory.groups,
        posting,
        memory.clock,
        quizzing.daily,
        board,
        memory.schedules.jitter,
    )


@dataclass(frozen=True)
class Unasked:
    """What one process says by itself, and what it learns of it from others."""

    ticker: Ticker
    pushes: DailyPushes | None
    tokens: Tokens
    leaving: Leaving

    async def notice(self, turn: Turn, call: Call) -> None:
        """A press on a question whose posting nobody was sure of shows where it stands.

        ``call`` gives a message its name, so that it can be edited.
        """
        await (self.leaving.opened(turn) if isinstance(turn, Open) else self.leaving.heard(turn))
        if self.pushes is None or not isinstance(turn, Press) or ASIDE & turn.address.keys():
            return
        message = turn.address.get("pressed") or turn.address.get("message")
        try:
            verb, ids = self.tokens.read(turn.token, turn.place)
        except ValueError:
            return
        if verb == "choose" and message and await self.pushes.learn(turn.place.tenant, ids[0], message):
            await call(ids[0], turn.place.platform, turn.place, message)


async def disband(memory: Memory, tenant: str) -> None:
    """Take away everything of a team, and where its people are still said to be in it."""
    await memory.teams.disband(tenant)
    await memory.archive.purge(tenant)


def build_unasked(memory: Memory, quizzing: QuizDesk | None, posting: Posting, tokens: Tokens) -> Unasked:
    """Everything that comes due, over one way of posting; without a course there are no questions in it."""
    leaving = Leaving(memory.errands, memory.schedules, memory.clock, partial(disband, memory))
    handlers: dict[ErrandKind, Handler] = {"purge": leaving.carry_out}
    ticker = Ticker(memory.errands, posting, memory.clock, handlers, random.shuffle)
    if quizzing is None:
        return Unasked(ticker, None, tokens, leaving)
    pushes = daily_pushes(memory, quizzing, posting)
    nudges = Nudges(
        memory.profiles,
        memory.ledger,
        memory.reviews,
        memory.pushes,
        posting,
        memory.clock,
        tokens.mint,
        quizzing.quiz,
    )
    mondays = _mondays(memory, quizzing, posting, tokens)
    handlers |= {
        "push": pushes.push,
        "ahead": Planning(pushes).look,
        "close": pushes.close,
        "nudge": nudges.nudge,
        "digest": mondays.digest,
    }
    around = AroundExam(quizzing.world).around
    letters = ExamLetters(memory.pushes, posting, memory.clock, memory.ledger, memory.profiles, around)
    handlers["letter"] = letters.letter
    return Unasked(ticker, pushes, tokens, leaving)


def _mondays(memory: Memory, quizzing: QuizDesk, posting: Posting, tokens: Tokens) -> Mondays:
    return Mondays(
        memory.schedules,
        memory.pushes,
        memory.groups,
        memory.ledger,
        memory.profiles,
        memory.gaps,
        memory.spend.spent,
        posting,
        memory.clock,
        tokens.mint,
        section_titles(quizzing.world.course),
    )
