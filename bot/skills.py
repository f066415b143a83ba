"""The two tables of the tutor: what can be asked for by name, and what each button does.

Each row names the method that does it, so this is where to look up who answers ``/quiz``.  How a turn
finds its row is in :mod:`bot.tutor`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the rooms bring the search with them, and `import bot.tutor` stays instant
    from bot.coaching.coach import Coach
    from bot.conversation import Form, Pressed, Respond, Turn
    from bot.quizzing.desk import QuizDesk
    from bot.rooms.boardroom import Boardroom
    from bot.rooms.conversing import Conversation
    from bot.rooms.dashboard import Dashboard
    from bot.rooms.help import Help
    from bot.rooms.homes import Homes
    from bot.rooms.listening import Listening
    from bot.rooms.personal import Personal
    from bot.rooms.privacy import Privacy
    from bot.rooms.setting_up import SettingUp
    from bot.rooms.timetable import Timetable
    from bot.studying.study import Study


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
    form: Callable[[Turn], Awaitable[Form | None]] | None = None
    complete: Callable[[str], Sequence[tuple[str, str]]] | None = None
    brief: bool = False


@dataclass(frozen=True)
class CourseRooms:
    """The rooms that need a course."""

    quizzing: QuizDesk
    coaching: Coach
    study: Study
    timetable: Timetable
    setting_up: SettingUp


@dataclass(frozen=True)
class Rooms:
    """Where the skills live."""

    conversation: Conversation
    dashboard: Dashboard
    boards: Boardroom
    personal: Personal
    privacy: Privacy
    help: Help
    homes: Homes
    listening: Listening
    course: CourseRooms | None = None


def table_of_skills(rooms: Rooms) -> tuple[Skill, ...]:
    """Everything that can be asked for by name, in the order /help shows it."""
    course, mine = rooms.course, rooms.personal
    card = rooms.dashboard.me
    me = partial(course.study.exam.first, then=card) if course else card
    streak, settings = mine.zone_first(rooms.dashboard.streak), rooms.homes.first(mine.settings)
    return (
        Skill("ask", "/ask question", "an answer from your documents", rooms.conversation.ask, brief=True),
        *(_learning(course) if course else ()),
        Skill("me", "/me", "streak, due, mistakes fixed, exam, settings", me),
        Skill("streak", "/streak", "your days in a row, and why they count", streak, complete=mine.complete, brief=True),
        Skill("board", "/board [week | month | all]", "who stands where, fairly", rooms.boards.board),
        Skill("group", "/group", "the study group of this channel", rooms.boards.group, brief=True),
        *(_daily(course) if course else ()),
        Skill("settings", "/settings", "time zone, exam date, board", settings, form=mine.form, complete=mine.complete),
        Skill("listen", "/listen [auto | ask | never]", "whether I answer untagged here", rooms.listening.listen, brief=True),
        Skill("sources", "/sources", "the documents I read here", rooms.help.sources, brief=True),
        Skill("privacy", "/privacy", "what is kept; export; delete me", rooms.privacy.privacy),
        Skill("help", "/help", "this list", rooms.help.help, brief=True),
    )  # fmt: skip


def _learning(course: CourseRooms) -> tuple[Skill, ...]:
    quiz, coach, study = course.quizzing, course.coaching, course.study
    return (
        Skill("quiz", "/quiz [topic] [5 | 5m | hard]", "practises scenarios; by number, time, difficulty", quiz.quiz, complete=quiz.complete),
        Skill("drill", "/drill [topic] [10]", "at the exam's pace", quiz.drill, complete=quiz.complete, brief=True),
        Skill("review", "/review", "what is due, and what you missed", quiz.review, complete=quiz.complete),
        Skill("case", "/case [name]", "one story in several decisions", coach.cases.case, complete=coach.cases.complete),
        Skill("cards", "/cards [topic]", "rapid fire: a pattern, four services", coach.cards.cards, complete=coach.maps.complete, brief=True),
        Skill("map", "/map [topic]", "from patterns to services, with your place marked", coach.maps.map, complete=coach.maps.complete, brief=True),
        Skill("kit", "/kit [checklist | assessment | workshop | metrics]", "for whoever leads the work", coach.kit.kit, complete=coach.kit.complete, brief=True),
        Skill("plan", "/plan [30 h | calendar]", "what to do until your exam, ticked off as you go", study.plan.plan),
        Skill("exam", "/exam [2026-12-10]", "your exam and the days around it", study.exam.exam, brief=True),
        Skill("mock", "/mock [30]", "a timed mock exam, pausable", study.mock.mock, brief=True),
        Skill("ready", "/ready", "where you stand, and why", study.ready.ready, brief=True),
        Skill("guide", "/guide [topic]", "a scenario in four steps", study.guided.guide, brief=True),
        Skill("say", "/say sentence", "your own sentence, beside the section", study.saying.say, form=study.saying.form, brief=True),
        Skill("together", "/together [mentor | gaps | report | value]", "learning with others", study.together.together, brief=True),
    )  # fmt: skip


def _daily(course: CourseRooms) -> tuple[Skill, ...]:
    times, setup = course.timetable, course.setting_up
    return (
        Skill("schedule", "/schedule [09:00 weekdays Berlin | off]", "a daily question in this channel", times.schedule, form=times.form, brief=True),
        Skill("setup", "/setup [channel] [09:00 weekdays Berlin]", "for admins: the daily question, with a preview", setup.setup, complete=setup.complete, brief=True),
    )  # fmt: skip


def table_of_presses(rooms: Rooms) -> dict[str, Pressed]:
    """What each button does, by the verb it carries; the ids it carries beside it are in the comments."""
    talk, mine, course = rooms.conversation, rooms.personal, rooms.course
    taught: dict[str, Pressed] = {}
    if course:
        for desk in (course.quizzing, course.timetable, course.coaching, course.study):
            taught |= desk.presses
        taught["setup"] = course.setting_up.pressed  # sample
    return {
        **taught,
        "show": talk.show,  # library, passage
        "share": talk.share,  # turn
        "thumb": talk.thumb,  # up or down, turn
        "gap": talk.gap,  # turn
        "try": talk.try_one,
        "why": rooms.dashboard.why,  # streak or ready
        "board": rooms.boards.pressed,  # how, show or share, period, measure
        "me": mine.opened,
        "settings": mine.submitted,
        "home": rooms.homes.pressed,  # team
        "listed": mine.board,  # show or hide
        "privacy": rooms.privacy.pressed,  # export, delete, really, keep
    }
