"""What people are told while a part is away: the truth, and what works meanwhile; nothing accepted is lost."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.conversation import Command, Learner, Message, Place, Turn
from bot.memory.client import Link
from bot.settings import Settings
from bot.wiring import StudyHall, open_study_hall

ROOT = Path(__file__).parents[2]
ANA = Learner("terminal", "terminal", "ana", "Ana", tz="UTC")
HERE = Place("terminal", "terminal")


def says(text: str, number: int = 1) -> Turn:
    if text.startswith("/"):
        name, _, argument = text[1:].partition(" ")
        return Command(f"t{number}", ANA, HERE, name, argument)
    return Message(f"t{number}", ANA, HERE, text)


@asynccontextmanager
async def opened(data: Path, url: str) -> AsyncIterator[StudyHall]:
    async with open_study_hall(Settings(data=data, course="toy", redis_url=url, secret="of a test")) as hall:
        yield hall


@pytest.fixture
def own_data(room_data: Path, tmp_path: Path) -> Path:
    """A copy that may be broken."""
    return Path(shutil.copytree(room_data, tmp_path / "data", ignore=shutil.ignore_patterns("redis*", "*.sock")))


async def test_without_the_embedder_words_answer(room_data: Path, redis: Link, redis_url: str) -> None:
    """The same source, found by words; nothing of it is an error to the one who asks."""

    class Gone:
        name = identity = "gone"
        dimension = 384

        def encode(self, texts: Sequence[str]) -> Any:
            raise RuntimeError

        def count_tokens(self, texts: Sequence[str]) -> list[int]:
            raise RuntimeError

    async with opened(room_data, redis_url) as hall:
        guarded: Any = hall.answers.retriever.embedder
        guarded.embedder = Gone()
        (reply,) = await hall.tutor.handle(says("What is feature skew?"))
    assert reply.data["outcome"] == "answered"
    assert "difference between the feature values" in reply.text


async def test_without_the_index_it_says_so_and_offers_practice(own_data: Path, redis: Link, redis_url: str) -> None:
    """And the practice works."""
    for file in (own_data / "libraries").rglob("*.faiss"):
        file.write_bytes(b"")
    async with opened(own_data, redis_url) as hall:
        (reply,) = await hall.tutor.handle(says("What is feature skew?"))
        assert "can't look into your documents" in reply.text
        assert "`/quiz` works meanwhile" in reply.text
        question = (await hall.tutor.handle(says("/quiz 1", 2)))[-1]
        assert [button.label for button in question.buttons][:2] == ["A", "B"]


def test_without_the_memory_nothing_is_accepted_and_lost(room_data: Path, tmp_path: Path) -> None:
    """A press and the way in are told so; when it is back, the same press counts once."""
    command = [sys.executable, "-m", "tests.rigs.memory_away", str(room_data), str(tmp_path / "memory")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    told = json.loads(done.stdout or "{}")
    assert "Nothing was lost" in told["refused"], done.stderr
    assert not told["judged"]
    assert told["stored"] == "the memory cannot be reached"
    assert told["verdict"] in {"right", "wrong"}
    assert told["answers"] == 1
