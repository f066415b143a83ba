"""A study hall on a simulated Discord: turns are recorded, replies are said by the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.conversation import Field, Form, Press, Reply, Turn
from bot.platforms import SkillName
from bot.platforms.discord.connection import DiscordPlatform
from bot.platforms.discord.environment import Environment, Shards
from bot.platforms.discord.hall import Hall
from bot.ports import Unavailable

SKILLS = (
    SkillName("ask", "/ask question", "Ask your documents", private=True),
    SkillName("quiz", "/quiz [topic]", "Exam-style questions", private=True),
    SkillName("board", "/board [period]", "Who is learning", private=False),
    SkillName("settings", "/settings", "Zone, exam date, reminders", private=True),
)
TOPICS = ("iam", "monitoring", "pipelines")


class RecordingInlet:
    """The durable way in, as far as a platform can tell."""

    skills: Sequence[SkillName] = SKILLS

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.seen: set[str] = set()
        self.broken = False
        self.on_enqueue: Callable[[Turn], None] = lambda turn: None

    async def enqueue(self, turn: Turn, *dedupe: str) -> bool:
        if self.broken:
            raise Unavailable("the memory")
        self.on_enqueue(turn)
        if self.seen.intersection(dedupe):
            return False
        self.seen.update(dedupe)
        self.turns.append(turn)
        return True

    def form(self, turn: Turn) -> Form | None:
        if isinstance(turn, Press) and turn.token == "settings/form":
            return Form(
                "Your settings",
                "settings/save",
                (
                    Field("zone", "Time zone", "Europe/Vienna", hint="Start typing a city"),
                    Field("board", "On the board", "ask", (("show", "Show me"), ("ask", "Ask first"))),
                ),
            )
        return None

    def complete(self, skill: str, typed: str) -> Sequence[tuple[str, str]]:
        if skill != "quiz":
            return ()
        return [(topic, topic.title()) for topic in TOPICS if topic.startswith(typed)]


@pytest.fixture
def inlet() -> RecordingInlet:
    return RecordingInlet()


@pytest.fixture
def make_platform(inlet: RecordingInlet) -> Callable[..., DiscordPlatform]:
    def make(**settings) -> DiscordPlatform:
        env = Environment(token="t", shards=Shards((0,), 1), **settings)
        return DiscordPlatform(env, Hall(env, identify_pause=0.0))

    return make


@pytest.fixture
async def platform(make_platform, inlet) -> DiscordPlatform:
    platform = make_platform()
    await platform.hall.receive(inlet)
    return platform


@pytest.fixture
def simcord_bot(platform: DiscordPlatform) -> Hall:
    return platform.hall


@pytest.fixture
def answer(platform: DiscordPlatform, inlet: RecordingInlet):
    """Answer the last turn as the outbox would."""
    numbers = count()

    async def say(*replies: Reply, turn: Turn | None = None, nonce: str = "") -> list[str]:
        to = turn or inlet.turns[-1]
        return [
            await platform.deliver(to.place, to.address, reply, nonce or f"{to.id}:{next(numbers)}")
            for reply in replies
        ]

    return say


@pytest.fixture(autouse=True)
def _addresses_restored() -> Iterator[None]:
    """discord.py keeps its addresses in classes; no test leaves its own behind."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    yield
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway
