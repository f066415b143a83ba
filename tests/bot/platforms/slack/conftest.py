"""A stub Slack, and an inlet that writes down what it is given."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

import pytest
from rigs.slack_stub import SlackStub

from bot.conversation import Form, Turn
from bot.platforms import SkillName
from bot.platforms.slack.connection import SlackPlatform
from bot.platforms.slack.options import Options
from bot.ports import Unavailable

SKILLS = tuple(SkillName(name, f"/{name}", "", True) for name in ("ask", "quiz", "me", "help", "settings"))


@dataclass
class RecordingInlet:
    """Once for all of its keys, like the real one; ``away`` makes storing fail."""

    skills: Sequence[SkillName] = SKILLS
    turns: list[Turn] = field(default_factory=list)
    away: bool = False
    forms: Callable[[Turn], Form | None] = lambda turn: None
    seen: set[str] = field(default_factory=set)

    async def enqueue(self, turn: Turn, *dedupe: str) -> bool:
        if self.away:
            raise Unavailable("the memory")
        if self.seen & set(dedupe):
            return False
        self.seen |= set(dedupe)
        self.turns.append(turn)
        return True

    async def form(self, turn: Turn) -> Form | None:
        return self.forms(turn)

    def complete(self, skill: str, typed: str) -> Sequence[tuple[str, str]]:
        return ()


class MemoryStore:
    """The store for secrets, in a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.away = False

    async def get(self, key: str) -> bytes | None:
        if self.away:
            raise Unavailable("the memory")
        return self.kept.get(key)

    async def put(self, key: str, value: bytes, *, seconds: int | None = None) -> None:
        if self.away:
            raise Unavailable("the memory")
        self.kept[key] = value

    async def delete(self, key: str) -> None:
        if self.away:
            raise Unavailable("the memory")
        self.kept.pop(key, None)

    async def names(self, prefix: str) -> list[str]:
        if self.away:
            raise Unavailable("the memory")
        return [key for key in self.kept if key.startswith(prefix)]


@pytest.fixture
async def stub() -> AsyncIterator[SlackStub]:
    async with SlackStub.running() as stub:
        yield stub
        assert stub.refused == []


@pytest.fixture
def inlet() -> RecordingInlet:
    return RecordingInlet()


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def platform(stub: SlackStub) -> SlackPlatform:
    options = Options(
        mode="socket", bot_token="xoxb-1", app_token="xapp-1", signing_secrets=("shh", "older"), api_url=stub.api_url
    )
    return SlackPlatform(options, picture_waits=(0.0,))


@pytest.fixture
async def listening(platform: SlackPlatform, inlet: RecordingInlet, stub: SlackStub) -> AsyncIterator[SlackPlatform]:
    """Connected over Socket Mode."""
    task = asyncio.create_task(platform.listen(inlet))
    await asyncio.wait_for(stub.connected.wait(), 5)
    yield platform
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
