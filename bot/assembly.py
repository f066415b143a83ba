"""Builds the tutor and its rooms over what :mod:`bot.wiring` has opened."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from bot.asking.answers import Answers
from bot.asking.replying import Links
from bot.coaching.coach import Coach
from bot.conversation import Learner, Place, Press, Replies, Submit
from bot.courseware import question_lines, section_titles, section_weights, topic_names, topic_of
from bot.groups.pictures import board_picture, calendar_picture
from bot.libraries import Shelves, shelves_of
from bot.memory.opening import Memory
from bot.quizzing.courses import Course
from bot.quizzing.desk import QuizDesk
from bot.quizzing.doubts import Doubt
from bot.quizzing.practice import Practice
from bot.quizzing.topics import complete
from bot.quizzing.world import World
from bot.rooms.boardroom import Boardroom
from bot.rooms.conversing import Conversation
from bot.rooms.dashboard import Dashboard
from bot.rooms.help import Help
from bot.rooms.homes import Homes
from bot.rooms.listening import Listening
from bot.rooms.personal import Personal
from bot.rooms.privacy import Privacy
from bot.rooms.reminders import Reminders
from bot.rooms.setting_up import SettingUp
from bot.rooms.timetable import Timetable
from bot.settings import Settings
from bot.skills import CourseRooms, Rooms, table_of_presses, table_of_skills
from bot.studying.documents import TeamDocuments
from bot.studying.exam_letters import PlanLetters
from bot.studying.study import Study
from bot.tokens import SignedTokens
from bot.tutor import Tutor

UNASKED = {"terminal", "story"}  # nobody is asked about the board where everybody knows everybody


@dataclass(frozen=True)
class Parts:
    """What the rooms of the tutor are built from."""

    settings: Settings
    memory: Memory
    answers: Answers
    shelves: Shelves
    course: Course | None
    tokens: SignedTokens
    readable: Callable[[Learner, Place], Awaitable[tuple[str, ...]]]
    links: Links


def build_tutor(parts: Parts, seed: str) -> tuple[Tutor, QuizDesk | None]:
    """The tutor over the rooms its skills live in, and the quiz desk among them."""
    later = Later()
    desk = build_desk(parts, parts.course, later, seed) if parts.course else None
    usages: list[tuple[str, str]] = []
    helping = Help(lambda: usages, partial(shelves_of, parts.settings, parts.readable), parts.tokens.mint)
    rooms = build_rooms(parts, desk, helping)
    later.conversation = rooms.conversation
    skills = table_of_skills(rooms)
    usages += [(skill.usage, "" if skill.brief else skill.summary) for skill in skills]
    arrive = rooms.personal.arrive
    tutor = Tutor(
        skills,
        table_of_presses(rooms),
        rooms.conversation,
        tokens=parts.tokens,
        limits=parts.memory.limits,
        arrive=rooms.course.study.arriving(arrive) if rooms.course else arrive,
        afterwards=rooms.homes.offered,
        admins=frozenset(parts.settings.admins),
    )
    return tutor, desk


def build_rooms(parts: Parts, desk: QuizDesk | None, helping: Help) -> Rooms:
    """Every room; those that need a course where there is one."""
    memory, mint = parts.memory, parts.tokens.mint
    personal, dashboard = build_personal(parts), build_dashboard(parts, desk)
    return Rooms(
        build_conversation(parts, desk, helping, dashboard),
        dashboard,
        Boardroom(
            memory.boards,
            memory.groups,
            memory.ledger,
            memory.profiles,
            memory.clock,
            mint,
            board_picture,
            asks=asks_about_boards,
        ),
        personal,
        Privacy(memory.people, mint, leaves_network=parts.settings.model is not None),
        helping,
        Homes(memory.teams, mint),
        Listening(memory.threads),
        build_course_rooms(parts, desk, personal) if desk else None,
    )


def build_desk(parts: Parts, course: Course, later: Later, seed: str) -> QuizDesk:
    """The quiz desk of a course."""
    memory = parts.memory
    world = World(
        course,
        memory.ledger,
        memory.deliveries,
        memory.sessions,
        memory.profiles,
        memory.reviews,
        memory.groups,
        memory.reports,
        later,
        memory.clock,
        parts.tokens,
        seed,
        asks_about_boards,
    )
    return QuizDesk(world)


def build_course_rooms(parts: Parts, desk: QuizDesk, personal: Personal) -> CourseRooms:
    """The rooms around the quiz desk."""
    memory, mint, course = parts.memory, parts.tokens.mint, desk.world.course
    library = parts.settings.course_library or ""
    documents = TeamDocuments(parts.answers.retriever, parts.readable, mint, parts.links, library)
    timetable = Timetable(
        memory.schedules,
        memory.pushes,
        memory.errands,
        memory.profiles,
        memory.clock,
        mint,
        topic_names(course),
        may_schedule,
        section_titles(course),
    )
    setting_up = SettingUp(
        timetable,
        mint,
        (course.id, course.outline.title),
        partial(complete, course),
        partial(question_lines, course),
        board_picture,
    )
    study = Study(desk, memory.errands, personal.settings, parts.tokens.read, documents.find)
    return CourseRooms(desk, Coach(desk), study, timetable, setting_up)


def build_personal(parts: Parts) -> Personal:
    """The room of a person's own settings."""
    memory, course = parts.memory, parts.course
    return Personal(
        memory.profiles,
        memory.ledger,
        memory.clock,
        parts.tokens.mint,
        tuple((track.id, track.title) for track in course.outline.tracks) if course else (),
        Reminders(memory.profiles, memory.errands, memory.clock).settings,
        PlanLetters(memory.errands, memory.clock),
    )


def build_dashboard(parts: Parts, desk: QuizDesk | None) -> Dashboard:
    """The room behind ``/me`` and ``/streak``."""
    memory, course = parts.memory, parts.course
    return Dashboard(
        memory.ledger,
        memory.profiles,
        desk.practice if desk else nothing_to_practise,
        memory.clock,
        parts.tokens.mint,
        partial(section_weights, course),
        section_titles(course) if course else {},
        calendar_picture,
    )


def build_conversation(parts: Parts, desk: QuizDesk | None, helping: Help, dashboard: Dashboard) -> Conversation:
    """The room where questions are answered."""
    memory = parts.memory
    return Conversation(
        parts.answers,
        parts.readable,
        memory.threads,
        memory.cache,
        memory.clock,
        desk.doubts if desk else NothingOpen(),
        parts.tokens.mint,
        parts.links,
        partial(topic_of, parts.course),
        parts.shelves.passage,
        helping,
        dashboard,
        memory.gaps,
    )


@dataclass
class Later:
    """The conversation, for the quiz desk that is built before it."""

    conversation: Conversation | None = None

    async def explain(self, press: Press | Submit, heading: str, question: str) -> Replies:
        """``Explain more``, answered by the conversation."""
        assert self.conversation is not None
        return await self.conversation.explain(press, heading, question)


class NothingOpen:
    """Where there is no quiz there is nothing to guard."""

    async def about(self, learner: Learner, place: Place, text: str) -> Doubt:
        """Nothing is withheld."""
        return Doubt()


async def nothing_to_practise(learner: Learner) -> Practice:
    """Where there is no course."""
    return Practice()


def asks_about_boards(tenant: str) -> bool:
    """Whether people there have to agree before a board shows them."""
    return tenant not in UNASKED


def may_schedule(learner: Learner) -> bool:
    """Whether somebody may set a channel's daily question: on Discord anybody could walk in and do it."""
    return learner.admin or not (learner.external or learner.platform == "discord")
