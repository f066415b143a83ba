"""What a skill is, and the rooms that skills live in; the tables of both are in :mod:`bot.tutor`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.boardroom import Boardroom
from bot.coaching.coach import Coach
from bot.conversation import Command, Form, Press, Reply, Submit, Turn
from bot.conversing import Conversation
from bot.dashboard import Dashboard
from bot.help import Help
from bot.homes import Homes
from bot.listening import Listening
from bot.people import Personal
from bot.privacy import Privacy
from bot.quizzing.desk import QuizDesk
from bot.settingup import SettingUp
from bot.studying.study import Study
from bot.timetable import Timetable

Replies: TypeAlias = tuple[Reply, ...]
Respond: TypeAlias = Callable[[Command], Awaitable[Replies]]
Pressed: TypeAlias = Callable[[Press | Submit, tuple[str, ...]], Awaitable[Replies]]
Complete: TypeAlias = Callable[[str], Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Skill:
    """One row of the table: /help, the README, Slack's manifest and Discord's commands follow it.

    ``private``: where others read along, only the person who typed it sees the reply.  ``complete``
    gives choices (value, label) for what was typed so far; it is pure and instant.  ``brief``: /help
    names it at its end, without the summary, so that the list stays short.
    """

    name: str
    usage: str
    summary: str
    respond: Respond
    private: bool = True
    form: Callable[[Turn], Form | None] | None = None
    complete: Complete | None = None
    brief: bool = False


@dataclass(frozen=True)
class Rooms:
    """Where the skills live; those that need a course are ``None`` where there is none."""

    conversation: Conversation
    quizzing: QuizDesk | None
    dashboard: Dashboard
    boards: Boardroom
    personal: Personal
    privacy: Privacy
    help: Help
    homes: Homes
    timetable: Timetable | None = None
    coaching: Coach | None = None
    setting_up: SettingUp | None = None
    listening: Listening | None = None
    study: Study | None = None
