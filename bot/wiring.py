"""The one place that builds real things from settings."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

from bot.answering import build_answers
from bot.asking.answers import Answers
from bot.asking.replying import Links
from bot.assembly import UNASKED, Parts, build_tutor
from bot.courseware import open_current_course
from bot.groups.ports import Posting
from bot.libraries import Shelves, readable_libraries
from bot.memory.opening import Memory, open_memory
from bot.memory.secrets import secrets_of
from bot.ports import Clock
from bot.quizzing.desk import QuizDesk
from bot.settings import Settings
from bot.tokens import SignedTokens
from bot.tutor import Tutor
from bot.unasked import Unasked, build_unasked


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
        return build_unasked(self.memory, self.quizzing, posting, SignedTokens.of(self.secrets))


@asynccontextmanager
async def open_study_hall(
    settings: Settings, clock: Clock | None = None, *, secret: str | None = None, seed: str = ""
) -> AsyncIterator[StudyHall]:
    """Build the tutor.  ``secret`` and ``seed`` make a story repeatable; a service leaves them out."""
    secrets = [secret] if secret else secrets_of(settings)
    course = open_current_course(settings)
    async with open_memory(settings, secrets[-1], clock, unasked=UNASKED) as memory:
        shelves = Shelves(settings)
        answers = build_answers(settings, shelves, memory, course, secrets[0])
        homes = {guild} if (guild := os.environ.get("DISCORD_GUILD_ID")) else set()
        readable = partial(readable_libraries, settings, memory.grants, homes)
        links = Links(settings.links, shelves.sources)
        tokens = SignedTokens.of(secrets)
        parts = Parts(settings, memory, answers, shelves, course, tokens, readable, links)
        tutor, quizzing = build_tutor(parts, seed)
        yield StudyHall(tutor, memory, answers, settings, secrets, homes, quizzing)
