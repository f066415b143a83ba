"""The rooms of the tutor, built over what :mod:`bot.wiring` has opened."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from bot.conversation import Learner, Place
from bot.courseware import question_lines, section_weights, topic_of
from bot.libraries import Shelves, shelves_of
from bot.memory.opening import Memory
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.asking.answers import Answers
    from bot.asking.replying import Links
    from bot.conversing import Conversation
    from bot.dashboard import Dashboard
    from bot.help import Help
    from bot.homes import Homes
    from bot.people import Personal
    from bot.quizzing.courses import Course
    from bot.quizzing.desk import QuizDesk
    from bot.settingup import SettingUp
    from bot.skills import Rooms
    from bot.standins import Later
    from bot.timetable import Timetable
    from bot.tokens import SignedTokens
    from bot.tutor import Tutor

UNASKED = {"terminal", "story"}  # nobody is asked about the board where everybody knows everybody


@dataclass(frozen=True)
class Ground:
    """What every room of the tutor stands on."""

    settings: Settings
    memory: Memory
    answers: Answers
    shelves: Shelves
    course: Course | None
    tokens: SignedTokens
    readable: Callable[[Learner, Place], Awaitable[tuple[str, ...]]]
    links: Links


def build_tutor(ground: Ground, seed: str) -> tuple[Tutor, QuizDesk | None]:
    """The tutor over the rooms its skills live in, and the quiz desk among them."""
    from bot.help import Help
    from bot.homes import Homes
    from bot.standins import Later
    from bot.tutor import Tutor, table_of_presses, table_of_skills

    later = Later()
    quizzing = build_quizzing(ground, later, seed)
    usages: list[tuple[str, str]] = []
    helping = Help(lambda: usages, partial(shelves_of, ground.settings, ground.readable), ground.tokens.mint)
    homes = Homes(ground.memory.teams, ground.tokens.mint)
    rooms, arrive = furnished(ground, quizzing, helping, homes)
    later.conversation = rooms.conversation
    skills = table_of_skills(rooms)
    usages += [(skill.usage, "" if skill.brief else skill.summary) for skill in skills]
    tutor = Tutor(
        skills,
        table_of_presses(rooms),
        rooms.conversation,
        tokens=ground.tokens,
        limits=ground.memory.limits,
        arrive=arrive,
        afterwards=homes.offered,
        admins=frozenset(ground.settings.admins),
    )
    return tutor, quizzing


def furnished(
    ground: Ground, quizzing: QuizDesk | None, helping: Help, homes: Homes
) -> tuple[Rooms, Callable[[Learner], Awaitable[None]]]:
    """Every room, and what happens when somebody arrives."""
    from bot.boardroom import Boardroom
    from bot.coaching.coach import Coach
    from bot.drawing import draw_board
    from bot.listening import Listening
    from bot.privacy import Privacy
    from bot.skills import Rooms
    from bot.studying.documents import TeamDocuments
    from bot.studying.study import Study
    from bot.unasked import build_timetable

    memory, course, mint = ground.memory, ground.course, ground.tokens.mint
    personal, dashboard = build_personal(ground), build_dashboard(ground, quizzing)
    timetable = build_timetable(memory, course, mint, may_schedule)
    rooms = Rooms(
        build_conversation(ground, quizzing, helping, dashboard),
        quizzing,
        dashboard,
        Boardroom(
            memory.boards,
            memory.groups,
            memory.ledger,
            memory.profiles,
            memory.clock,
            mint,
            draw_board,
            asks=asks_about_boards,
        ),
        personal,
        Privacy(memory.people, mint, leaves_network=ground.settings.model is not None),
        helping,
        homes,
        listening=Listening(memory.threads),
    )
    if course is None or quizzing is None:
        return rooms, personal.arrive
    library = ground.settings.course_library or ""
    documents = TeamDocuments(ground.answers.retriever, ground.readable, mint, ground.links, library)
    study = Study(quizzing, memory.errands, personal.settings, ground.tokens.read, documents.find)
    rooms = replace(
        rooms,
        timetable=timetable,
        coaching=Coach(quizzing),
        setting_up=build_setting_up(course, timetable, ground.tokens),
        study=study,
    )
    return rooms, study.arriving(personal.arrive)


def build_personal(ground: Ground) -> Personal:
    """The room of a person's own settings."""
    from bot.people import Personal
    from bot.reminders import Reminders

    memory, course = ground.memory, ground.course
    return Personal(
        memory.profiles,
        memory.ledger,
        memory.clock,
        ground.tokens.mint,
        tuple((track.id, track.title) for track in course.outline.tracks) if course else (),
        Reminders(memory.profiles, memory.errands, memory.clock).settings,
    )


def build_dashboard(ground: Ground, quizzing: QuizDesk | None) -> Dashboard:
    """The room behind ``/me`` and ``/streak``."""
    from bot.dashboard import Dashboard
    from bot.drawing import draw_calendar
    from bot.standins import nothing_to_practise

    memory, course = ground.memory, ground.course
    return Dashboard(
        memory.ledger,
        memory.profiles,
        quizzing.practice if quizzing else nothing_to_practise,
        memory.clock,
        ground.tokens.mint,
        partial(section_weights, course),
        {section.number: section.title for section in course.newest.sections} if course else {},
        draw_calendar,
    )


def build_conversation(ground: Ground, quizzing: QuizDesk | None, helping: Help, dashboard: Dashboard) -> Conversation:
    """The room where questions are answered."""
    from bot.conversing import Conversation
    from bot.standins import NothingOpen

    memory = ground.memory
    return Conversation(
        ground.answers,
        ground.readable,
        memory.threads,
        memory.cache,
        memory.clock,
        quizzing.doubts if quizzing else NothingOpen(),
        ground.tokens.mint,
        ground.links,
        partial(topic_of, ground.course),
        ground.shelves.passage,
        helping,
        dashboard,
        memory.gaps,
    )


def build_quizzing(ground: Ground, later: Later, seed: str) -> QuizDesk | None:
    """The quiz desk, where there is a course."""
    from bot.quizzing.desk import QuizDesk
    from bot.quizzing.world import World

    memory = ground.memory
    if ground.course is None:
        return None
    world = World(
        ground.course,
        memory.ledger,
        memory.deliveries,
        memory.sessions,
        memory.profiles,
        memory.reviews,
        memory.groups,
        memory.reports,
        later,
        memory.clock,
        ground.tokens,
        seed,
        asks_about_boards,
    )
    return QuizDesk(world)


def build_setting_up(course: Course, timetable: Timetable, tokens: SignedTokens) -> SettingUp:
    """The desk for ``/setup``, with a real question of the course in its preview."""
    from bot.drawing import draw_board
    from bot.quizzing.topics import complete
    from bot.settingup import SettingUp

    return SettingUp(
        timetable,
        tokens.mint,
        (course.id, course.outline.title),
        partial(complete, course),
        partial(question_lines, course),
        draw_board,
    )


def asks_about_boards(tenant: str) -> bool:
    """Whether people there have to agree before a board shows them."""
    return tenant not in UNASKED


def may_schedule(learner: Learner) -> bool:
    """Whether somebody may set a channel's daily question: on Discord anybody could walk in and do it."""
    return learner.admin or not (learner.external or learner.platform == "discord")
