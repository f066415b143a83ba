"""The one place that builds real things from settings."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.asking.outcomes import Failed, Outcome, to_json
from bot.conversation import Learner, Place, Press, Reply, Submit
from bot.courseware import aliases_of, open_current_course, section_weights, topic_of
from bot.libraries import TERMINAL, Shelves, readable_libraries, shelves_of
from bot.memory.opening import Memory, open_memory
from bot.ports import Clock, Unavailable
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.asking.answers import Answers
    from bot.conversing import Conversation
    from bot.quizzing.courses import Course
    from bot.quizzing.desk import QuizDesk
    from bot.quizzing.doubts import Doubt
    from bot.quizzing.world import Report
    from bot.tutor import Tutor

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


@asynccontextmanager
async def open_study_hall(
    settings: Settings, clock: Clock | None = None, *, secret: str | None = None, seed: str = ""
) -> AsyncIterator[StudyHall]:
    """Build the tutor.  ``secret`` and ``seed`` make a story repeatable; a service leaves them out."""
    from bot.memory.secrets import secrets_of

    given = settings.secret.get_secret_value() if settings.secret else None
    secrets = [secret] if secret else secrets_of(given, settings.secret_file, settings.data)
    course = open_current_course(settings)
    async with open_memory(settings, secrets[-1], clock) as memory:
        shelves = Shelves(settings)
        answers = build_answers(settings, shelves, memory, course, secrets[0])
        homes = {guild} if (guild := os.environ.get("DISCORD_GUILD_ID")) else set()
        tutor = build_tutor(settings, memory, answers, shelves, course, secrets, seed, homes)
        yield StudyHall(tutor, memory, answers, settings, secrets, homes)


def build_answers(settings: Settings, shelves: Shelves, memory: Memory, course: Course | None, secret: str) -> Answers:
    """The asking half, over the open libraries."""
    from bot.asking.answers import Answers
    from bot.tokens import derive
    from index.embedding import query_embedder
    from retrieval.retriever import Retriever

    embedder = query_embedder(settings.data, settings.embedder)
    retriever = Retriever(shelves.edition, embedder, aliases_of(course))
    writer = None
    if settings.model:
        from bot.asking.writing import ModelWriter

        writer = ModelWriter.of(settings.model)
    key = derive(secret, "answers")
    return Answers(retriever, shelves.document_text, memory.cache, memory.spend, key, settings.spend_cap, writer)


async def serve_story(
    settings: Settings, tenant: str, at: datetime, start: int, seed: int | None, *, fresh: bool
) -> None:
    """Be the study hall behind a story, until standard input ends."""
    from bot.conversation import Post
    from bot.platforms.terminal.clock import StoryClock
    from bot.platforms.terminal.hall import serve

    clock = StoryClock(at)
    secret = None if seed is None else f"story {seed}"
    async with open_study_hall(settings, clock, secret=secret, seed=f"{seed or ''}") as hall:
        if fresh:
            await hall.memory.archive.purge(tenant)

        async def advance(to: datetime) -> tuple[Post, ...]:
            clock.move(to)
            return ()

        await serve(hall.tutor.handle, advance, tenant, settings.data / "pictures")


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
) -> Tutor:
    """The tutor and the rooms its skills live in."""
    from bot.asking.replying import Links
    from bot.boardroom import Boardroom
    from bot.conversing import Conversation
    from bot.dashboard import Dashboard
    from bot.drawing import draw_board, draw_calendar
    from bot.help import Help
    from bot.people import Personal
    from bot.tokens import SignedTokens
    from bot.tutor import Rooms, Tutor, table_of_presses, table_of_skills

    tokens = SignedTokens.of(secrets)
    quizzing, later = build_quizzing(memory, course, tokens, seed)
    readable = partial(readable_libraries, settings, memory.grants, homes)
    personal = Personal(
        memory.profiles,
        memory.people,
        memory.ledger,
        memory.clock,
        tokens.mint,
        tuple((track.id, track.title) for track in course.outline.tracks) if course else (),
        leaves_network=settings.model is not None,
    )
    dashboard = Dashboard(
        memory.ledger,
        memory.profiles,
        memory.reviews,
        memory.clock,
        tokens.mint,
        partial(section_weights, course),
        {section.number: section.title for section in course.newest.sections} if course else {},
        draw_calendar,
    )
    usages: list[tuple[str, str]] = []
    helping = Help(lambda: usages, partial(shelves_of, settings, readable), tokens.mint)
    conversation = Conversation(
        answers,
        readable,
        memory.threads,
        memory.cache,
        memory.clock,
        quizzing.doubts if quizzing else NothingOpen(),
        tokens.mint,
        Links(settings.links, shelves.sources),
        partial(topic_of, course),
        shelves.passage,
        helping,
        dashboard,
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
        unasked_shown=lambda tenant: tenant in UNASKED,
    )
    rooms = Rooms(conversation, quizzing, dashboard, boards, personal, helping)
    skills = table_of_skills(rooms)
    usages += [(skill.usage, skill.summary) for skill in skills]
    return Tutor(
        skills, table_of_presses(rooms), conversation, tokens=tokens, limits=memory.limits, arrive=personal.arrive
    )


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
        from bot.memory import codec

        await self.memory.cache.put(f"report:{tenant}:{key}", codec.dumps(report), 365 * 24 * 3600)


class NothingOpen:
    """Where there is no quiz there is nothing to guard."""

    async def about(self, learner: Learner, place: Place, text: str) -> Doubt:
        """Nothing is withheld."""
        from bot.quizzing.doubts import Doubt

        return Doubt()
