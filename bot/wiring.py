"""The one place that builds real things from settings."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.asking.outcomes import Failed, Outcome, to_json
from bot.conversation import Learner, Place
from bot.courseware import aliases_of, open_current_course
from bot.furnishing import UNASKED, Ground, asks_about_boards, build_tutor
from bot.libraries import TERMINAL, Shelves, readable_libraries
from bot.memory.opening import Memory, open_memory
from bot.ports import Clock, Unavailable
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.asking.answers import Answers
    from bot.groups.ports import Posting
    from bot.quizzing.courses import Course
    from bot.quizzing.desk import QuizDesk
    from bot.tutor import Tutor
    from bot.unasked import Unasked


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
    from bot.asking.replying import Links
    from bot.memory.secrets import secrets_of
    from bot.tokens import SignedTokens

    given = settings.secret.get_secret_value() if settings.secret else None
    secrets = [secret] if secret else secrets_of(given, settings.secret_file, settings.data)
    course = open_current_course(settings)
    async with open_memory(settings, secrets[-1], clock, unasked=UNASKED) as memory:
        shelves = Shelves(settings)
        answers = build_answers(settings, shelves, memory, course, secrets[0])
        homes = {guild} if (guild := os.environ.get("DISCORD_GUILD_ID")) else set()
        readable = partial(readable_libraries, settings, memory.grants, homes)
        links = Links(settings.links, shelves.sources)
        tokens = SignedTokens.of(secrets)
        ground = Ground(settings, memory, answers, shelves, course, tokens, readable, links)
        tutor, quizzing = build_tutor(ground, seed)
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
