"""A study hall on a simulated Discord: turns are recorded, replies are said by the test."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from itertools import count

import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from rigs.discord_stub import DiscordStub

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

    async def form(self, turn: Turn) -> Form | None:
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
        return DiscordPlatform(env, partial(Hall, identify_pause=0.0))

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


@pytest.fixture
def room(simcord_env):
    return simcord_env.create_guild().create_text_channel("ml-cert")


@pytest.fixture
def ana(simcord_env, room):
    return simcord_env.guild.add_member(simcord_env.create_user("ana"))


@pytest.fixture(autouse=True)
def _addresses_restored() -> Iterator[None]:
    """discord.py keeps its addresses in classes; no test leaves its own behind."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    yield
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


@pytest.fixture
async def discord():
    """Discord on real sockets; whatever a test does, no payload may have been wrong."""
    async with DiscordStub() as stub:
        yield stub
        assert stub.wrong == []


@pytest.fixture
def settings(discord: DiscordStub):
    def make(**more) -> Environment:
        shards = more.pop("shards", Shards((0,), 1))
        return Environment("t", shards=shards, api=discord.api, gateway=yarl.URL(discord.gateway), **more)

    return make


@pytest.fixture
async def worker(settings):
    """A platform that only delivers."""
    env = settings()
    platform = DiscordPlatform(env)
    yield platform
    await platform.close()


@pytest.fixture
def listening(discord: DiscordStub, settings, inlet):
    @asynccontextmanager
    async def listen(**more):
        env = settings(**more)
        platform = DiscordPlatform(env, partial(Hall, identify_pause=0.0))
        before = discord.counts["IDENTIFY"]
        task = asyncio.create_task(platform.listen(inlet))
        try:
            await discord.until("IDENTIFY", before + 1)
            yield platform
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await platform.close()

    return listen
