"""Builds what answers questions from the libraries: for the tutor, and alone for ``studyhall ask``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from bot.asking.answers import Answers, Question
from bot.asking.outcomes import Failed, Outcome, to_json
from bot.breaker import Breaker, GuardedEmbedder, GuardedWriter
from bot.conversation import Learner, Place
from bot.courseware import aliases_of, open_current_course
from bot.libraries import TERMINAL, Shelves, readable_libraries
from bot.memory.opening import Memory, open_memory
from bot.memory.secrets import secrets_of
from bot.ports import CannotStart, Unavailable
from bot.quizzing.courses import Course
from bot.settings import Settings
from bot.tokens import derive
from index import embedders
from retrieval.retriever import Retriever


def build_answers(settings: Settings, shelves: Shelves, memory: Memory, course: Course | None, secret: str) -> Answers:
    """The asking half, over the open libraries."""
    embedder = GuardedEmbedder(embedders.query_embedder(settings.data, settings.embedder), Breaker("embedder"))
    retriever = Retriever(shelves.edition, embedder, aliases_of(course))
    writer = build_writer(settings.model) if settings.model else None
    key = derive(secret, "answers")
    return Answers(retriever, shelves.document_text, memory.cache, memory.spend, key, settings.spend_cap, writer)


def build_writer(model: str) -> GuardedWriter:
    """The chat model.  Raises :class:`CannotStart` where it cannot be had."""
    from bot.asking.writing import ModelWriter, NoModel  # LangChain takes a second to import

    try:
        return GuardedWriter(ModelWriter.of(model), Breaker("model"))
    except NoModel as refused:
        raise CannotStart(str(refused)) from None


NO_INDEX = "There is no index yet. Build one: studyhall index build FOLDER, or studyhall course index for the course."
Asking = Callable[[str, list[tuple[str, str]]], Awaitable[dict[str, Any]]]


@asynccontextmanager
async def open_asking(settings: Settings) -> AsyncIterator[Asking]:
    """One-shot questions from the command line; always an object of ``ask --json``."""
    secrets = secrets_of(settings)
    async with open_memory(settings, secrets[-1]) as memory:
        shelves = Shelves(settings)
        answers = build_answers(settings, shelves, memory, open_current_course(settings, lenient=True), secrets[0])
        learner, place = Learner(TERMINAL, "terminal", "cli", "you"), Place(TERMINAL, "terminal")

        async def ask(question: str, history: list[tuple[str, str]]) -> dict[str, Any]:
            names = await readable_libraries(settings, memory.grants, (), learner, place)
            if not names:
                return to_json(Failed(NO_INDEX, "no-index"))
            outcome: Outcome
            try:
                outcome = await answers.ask(Question(question, "terminal", names, tuple(history), private=True))
            except Unavailable as away:
                outcome = Failed(str(away.__cause__ or away), "index")
            return to_json(outcome)

        yield ask
