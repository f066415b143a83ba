"""The one place that builds real things from settings."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.asking.outcomes import Failed, Outcome, to_json
from bot.conversation import Learner, Place, Press, Reply, Submit
from bot.courseware import aliases_of, open_current_course, question_lines, section_weights, topic_of
from bot.libraries import TERMINAL, Shelves, readable_libraries, shelves_of
from bot.memory.opening import Memory, open_memory
from bot.ports import Clock, Unavailable
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.asking.answers import Answers
    from bot.conversing import Conversation
    from bot.groups.ports import Posting
    from bot.quizzing.courses import Course
    from bot.quizzing.desk import QuizDesk
    from bot.quizzing.doubts import Doubt
    from bot.quizzing.practice import Practice
    from bot.records import Report
    from bot.settingup import SettingUp
    from bot.timetable import Timetable
    from bot.tokens import SignedTokens
    from bot.tutor import Tutor
    from bot.unasked import Unasked

UNASKED = {"terminal", "story"}  # nobody is asked about the board where everybody knows everybody


@dataclass(frozen=True)
class StudyHall:
    """The tutor with everything behind it."""

    tutor: Tutor
    memory: Memory
    answers: Answers
    settings: Settings
    secrets: Sequence[str] = field(repr=False)
    homes: set[str]
    quizzing: QuizDesk | None = None

    def unasked(self, posting: Posting) -> Unasked:
        """What says by itself what comes due, through ``posting``."""
        from bot.tokens import SignedTokens
        from bot.unasked import build_unasked

        return build_unasked(self.memory, self.quizzing, posting, SignedTokens.of(self.secrets), asks_about_boards)


@asynccontextmanager
async def open_study_hall(
    settings: Settings, clock: Clock | None = None, *, secret: str | None = None, seed: str = ""
) -> AsyncIterator[StudyHall]:
    """Build the tutor.  ``secret`` and ``seed`` make a story repeatable; a service leaves them out."""
    from bot.memory.secrets import secrets_of

    given = settings.secret.get_secret_value() if settings.secret else None
    secrets = [secret] if secret else secrets_of(given, settings.secret_file, settings.data)
    course = open_current_course(settings)
    async with open_memory(settings, secrets[-1], clock, unasked=UNASKED) as memory:
        shelves = Shelves(settings)
        answers = build_answers(settings, shelves, memory, course, secrets[0])
        homes = {guild} if (guild := os.environ.get("DISCORD_GUILD_ID")) else set()
        tutor, quizzing = build_tutor(settings, memory, answers, shelves, course, secrets, seed, homes)
        yield StudyHall(tutor, memory, answers, settings, secrets, homes, quizzing)


def build_answers(settings: Settings, shelves: Shelves, memory: Memory, course: Course | None, secret: str) -> Answers:
    """The asking half, over the open libraries."""
    from bot.asking.answers import Answers
    from bot.breaker import Breaker
    from bot.guarding import GuardedEmbedder
    from bot.tokens import derive
    from index.embedding import query_embedder
    from retrieval.retriever import Retriever

    embedder = GuardedEmbedder(query_embedder(settings.data, settings.embedder), Breaker("embedder"))
    retriever = Retriever(shelves.edition, embedder, aliases_of(course))
    writer = None
    if settings.model:
        from bot.asking.writing import ModelWriter, NoModel
        from bot.breaker import GuardedWriter
        from bot.commands.failing import CannotStart

        try:
            writer = GuardedWriter(ModelWriter.of(settings.model), Breaker("model"))
        except NoModel as refused:
            raise CannotStart(str(refused)) from None
    key = derive(secret, "answers")
    return Answers(retriever, shelves.document_text, memory.cache, memory.spend, key, settings.spend_cap, writer)


async def converse(settings: Settings, name: str) -> None:
    """Open the study hall in this terminal."""
    from bot.platforms.terminal.conversation_loop import TerminalChat

    async with open_study_hall(settings) as hall:
        learner = Learner(TERMINAL, "terminal", name, name, tz=local_zone(), admin=True)
        await TerminalChat(hall.tutor.handle, learner, settings.data / "pictures").run()


def local_zone() -> str | None:
    """This machine's zone by its IANA name, where it says."""
    from bot.progress.zones import is_zone

    named = os.environ.get("TZ") or "/".join(Path("/etc/localtime").resolve().parts[-2:])
    return named if is_zone(named) else None


async def nothing_to_practise(learner: Learner) -> Practice:
    """Where there is no course."""
    from bot.quizzing.practice import Practice

    return Practice()


def asks_about_boards(tenant: str) -> bool:
    """Whether people there have to agree before a board shows them."""
    return tenant not in UNASKED


def setting_up(course: Course, timetable: Timetable, tokens: SignedTokens) -> SettingUp:
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


def may_schedule(learner: Learner) -> bool:
    """Whether somebody may set a channel's daily question: on Discord anybody could walk in and do it."""
    return learner.admin or not (learner.external or learner.platform == "discord")


Asking = Callable[[str, list[tuple[str, str]]], Awaitable[dict[str, Any]]]


@asynccontextmanager
async def open_asking(settings: Settings) -> AsyncIterator[Asking]:
    """One-shot questions from the command line; always an object of ``ask --json``."""
    from bot.asking.answers import Question
    from bot.memory.secrets import secrets_of

    given = settings.secret.get_secret_value() if settings.secret else None
    secrets = secrets_of(given, settings.secret_file, settings.data)
    async with open_memory(settings, secrets[-1]) as memory:
        shelves = Shelves(settings)
        answers = build_answers(settings, shelves, memory, open_current_course(settings, lenient=True), secrets[0])
        learner, place = Learner(TERMINAL, "terminal", "cli", "you"), Place(TERMINAL, "terminal")

        async def ask(question: str, history: list[tuple[str, str]]) -> dict[str, Any]:
            names = await readable_libraries(settings, memory.grants, (), learner, place)
            outcome: Outcome
            if not names:
                outcome = Failed("There is no index yet. Build one: studyhall index build FOLDER", "no-index")
            else:
                try:
                    outcome = await answers.ask(Question(question, "terminal", names, tuple(history), private=True))
                except Unavailable as away:
                    reason = away.__cause__ or away
                    outcome = Failed(str(reason), "index")
            return to_json(outcome)

        yield ask


def build_tutor(
    settings: Settings,
    memory: Memory,
    answers: Answers,
    shelves: Shelves,
    course: Course | None,
    secrets: Sequence[str],
    seed: str,
    homes: Collection[str],
) -> tuple[Tutor, QuizDesk | None]:
    """The tutor over the rooms its skills live in, and the quiz desk among them."""
    from bot.asking.replying import Links
    from bot.boardroom import Boardroom
    from bot.coaching.coach import Coach
    from bot.conversing import Conversation
    from bot.dashboard import Dashboard
    from bot.drawing import draw_board, draw_calendar
    from bot.help import Help
    from bot.homes import Homes
    from bot.listening import Listening
    from bot.people import Personal
    from bot.privacy import Privacy
    from bot.reminders import Reminders
    from bot.studying.documents import TeamDocuments
    from bot.studying.study import Study
    from bot.tokens import SignedTokens
    from bot.tutor import Rooms, Tutor, table_of_presses, table_of_skills
    from bot.unasked import build_timetable

    tokens = SignedTokens.of(secrets)
    quizzing, later = build_quizzing(memory, course, tokens, seed)
    readable = partial(readable_libraries, settings, memory.grants, homes)
    personal = Personal(
        memory.profiles,
        memory.ledger,
        memory.clock,
        tokens.mint,
        tuple((track.id, track.title) for track in course.outline.tracks) if course else (),
        Reminders(memory.profiles, memory.errands, memory.clock).settings,
    )
    privacy = Privacy(memory.people, tokens.mint, leaves_network=settings.model is not None)
    dashboard = Dashboard(
        memory.ledger,
        memory.profiles,
        quizzing.practice if quizzing else nothing_to_practise,
        memory.clock,
        tokens.mint,
        partial(section_weights, course),
        {section.number: section.title for section in course.newest.sections} if course else {},
        draw_calendar,
    )
    usages: list[tuple[str, str]] = []
    links = Links(settings.links, shelves.sources)
    helping = Help(lambda: usages, partial(shelves_of, settings, readable), tokens.mint)
    conversation = Conversation(
        answers,
        readable,
        memory.threads,
        memory.cache,
        memory.clock,
        quizzing.doubts if quizzing else NothingOpen(),
        tokens.mint,
        links,
        partial(topic_of, course),
        shelves.passage,
        helping,
        dashboard,
        memory.gaps,
    )
    later.conversation = conversation
    boards = Boardroom(
        memory.boards,
        memory.groups,
        memory.ledger,
        memory.profiles,
        memory.clock,
        tokens.mint,
        draw_board,
        asks=asks_about_boards,
    )
    timetable = build_timetable(memory, course, tokens.mint, may_schedule)
    coaching = Coach(quizzing) if quizzing else None
    times = timetable if course else None
    belonging = Homes(memory.teams, tokens.mint)
    rooms = Rooms(conversation, quizzing, dashboard, boards, personal, privacy, helping, belonging, times, coaching)
    rooms = replace(rooms, listening=Listening(memory.threads))
    if course is not None:
        rooms = replace(rooms, setting_up=setting_up(course, timetable, tokens))
    arrive: Callable[[Learner], Awaitable[None]] = personal.arrive
    if quizzing is not None:
        documents = TeamDocuments(answers.retriever, readable, tokens.mint, links, settings.course_library or "")
        study = Study(quizzing, memory.errands, personal.settings, tokens.read, documents.find)
        rooms, arrive = replace(rooms, study=study), study.arriving(personal.arrive)
    skills = table_of_skills(rooms)
    usages += [(skill.usage, "" if skill.brief else skill.summary) for skill in skills]
    tutor = Tutor(
        skills,
        table_of_presses(rooms),
        conversation,
        tokens=tokens,
        limits=memory.limits,
        arrive=arrive,
        afterwards=belonging.offered,
    )
    return tutor, quizzing


def build_quizzing(memory: Memory, course: Course | None, tokens: Any, seed: str) -> tuple[QuizDesk | None, Later]:
    """The quiz desk, where there is a course; it explains through the conversation, which is built later."""
    from bot.quizzing.desk import QuizDesk
    from bot.quizzing.world import World

    later = Later(memory)
    if course is None:
        return None, later
    world = World(
        course,
        memory.ledger,
        memory.deliveries,
        memory.sessions,
        memory.profiles,
        memory.reviews,
        memory.groups,
        later,
        later,
        memory.clock,
        tokens,
        seed,
        asks_about_boards,
    )
    return QuizDesk(world), later


@dataclass
class Later:
    """What the quiz desk needs of rooms that are built after it."""

    memory: Memory
    conversation: Conversation | None = None

    async def explain(self, press: Press | Submit, note: str, heading: str, question: str) -> tuple[Reply, ...]:
        """``Explain more``, answered by the conversation."""
        assert self.conversation is not None
        return await self.conversation.explain(press, note, heading, question)

    async def add(self, tenant: str, report: Report, *, key: str) -> None:
        """A learner's report, kept for whoever keeps the course."""
        await self.memory.reports.add(tenant, report, key=key)


class NothingOpen:
    """Where there is no quiz there is nothing to guard."""

    async def about(self, learner: Learner, place: Place, text: str) -> Doubt:
        """Nothing is withheld."""
        from bot.quizzing.doubts import Doubt

        return Doubt()
