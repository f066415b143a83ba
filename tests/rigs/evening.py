"""A whole study hall in this process: people do whatever they can, and everything they can leave behind is there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from rigs.clocks import SetClock
from rigs.toy_course import write_course

from bot.conversation import Address, Command, Learner, Message, Place, Press, Reply, Turn
from bot.memory.client import Link
from bot.memory.streams import Streams
from bot.platforms import OutcomeUnknown, RateLimited
from bot.records import Errand
from bot.service.intake import Intake
from bot.service.outbox import Outbox
from bot.service.posting import OutboxPosting
from bot.settings import Settings
from bot.tokens import SignedTokens
from bot.unasked import Unasked
from bot.wiring import StudyHall, open_study_hall

TEAM, ANA, BO = "T0TEAM", "U0ANA", "U0BO"
CHANNEL, ALONE = Place("slack", TEAM, "C1"), Place("slack", TEAM)
SECRET = "of a test"


class Moody:
    """A platform that takes what it is given, or fails as it is told."""

    name = "slack"
    resend_safe = False

    def __init__(self) -> None:
        self.mood: list[Callable[[], Exception]] = []
        self.said: list[Reply] = []

    async def deliver(self, place: Place, address: Address, reply: Reply, nonce: str) -> str:
        if self.mood:
            raise self.mood.pop(0)()
        self.said.append(reply)
        return f"m{len(self.said)}"

    async def begin(self, place: Place, address: Address, nonce: str) -> None: ...

    async def find(self, place: Place, nonce: str) -> None: ...


class Evening:
    """One hall, a few people, and everything they can leave behind."""

    def __init__(self, hall: StudyHall, clock: SetClock) -> None:
        self.hall, self.clock, self.platform, self.turns = hall, clock, Moody(), 0
        self.outbox = Outbox(hall.memory.redis, clock, sleep=self._passes)
        posting = OutboxPosting(self.outbox, {"slack": self.platform}, hall.memory.redis, clock, self._passes)
        self.unasked: Unasked = hall.unasked(posting)
        self.tokens = SignedTokens.of([SECRET])

    async def _passes(self, seconds: float) -> None:
        self.clock.pass_(seconds=seconds)

    async def does(self, turn: Callable[[str], Turn]) -> list[Reply]:
        """One turn, answered through the outbox as in service."""
        self.turns += 1
        made = turn(f"turn-{self.turns}")
        self.clock.pass_(seconds=2)
        replies = await self.hall.tutor.handle(made)
        for number, reply in enumerate(replies):
            await self.outbox.send(
                f"turn:{self.turns}:{number}", self.platform, made.place, {}, reply, learner=made.learner.id
            )
        return list(replies)

    async def hears(self, text: str) -> None:
        """A turn that nobody has come to yet."""
        streams = Streams(self.hall.memory.redis)
        await streams.open()
        said = Message("waits", person(ANA), CHANNEL, text)
        await Intake(streams, self.clock).enqueue(said)

    async def types(self, who: str, name: str, words: str = "", place: Place = ALONE) -> list[Reply]:
        return await self.does(lambda turn: Command(turn, person(who), place, name, words))

    async def presses(self, who: str, place: Place, *ids: str) -> list[Reply]:
        token = self.tokens.mint(*ids, place=place)
        return await self.does(lambda turn: Press(turn, person(who), place, token))

    async def studies(self, who: str) -> None:
        """Everything somebody does in a few days."""
        for place in (ALONE, CHANNEL):
            await self.does(lambda turn, place=place: Message(turn, person(who), place, f"what does {who} keep?"))
        (question,) = await self.types(who, "quiz", "1")
        await self.does(lambda turn: Press(turn, person(who), ALONE, question.buttons[0].token))
        await self.presses(who, CHANNEL, "thumb", "up", "abc")
        await self.presses(who, ALONE, "listed", "show")
        for name, words in (("settings", "zone Europe/Berlin"), ("group", "join"), ("plan", "30 h"), ("board", ""),
                            ("mock", "10"), ("together", ""), ("exam", "2026-12-10"), ("privacy", "export")):  # fmt: skip
            await self.types(who, name, words)
        await self.presses(who, ALONE, "exam", "letters")
        await self.reminded(who)

    async def reminded(self, who: str) -> None:
        """One message unasked that arrived, one that nobody knows of, one that waits; and more are planned."""
        memory = self.hall.memory
        for day, mood in enumerate(([], [lambda: OutcomeUnknown("lost")], [lambda: RateLimited(3600)])):
            self.platform.mood = list(mood)
            key = f"push:{TEAM}:@{who}:2026-11-{20 + day}"
            await self.outbox.send(key, self.platform, ALONE, {"user": who}, Reply(f"due for {who}"), learner=who)
        at = self.clock.now() + timedelta(days=3)
        for kind, key in (("nudge", ""), ("letter", "eve/2026-12-10"), ("letter", "after/2026-12-10")):
            await memory.errands.plan(Errand(kind, "slack", TEAM, who, at, key))


def person(who: str) -> Learner:
    return Learner("slack", TEAM, who, f"Name of {who}", tz="Europe/Berlin")


@pytest.fixture(scope="module")
def evening_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "courses").mkdir()
    write_course(folder / "courses")
    return folder


@pytest.fixture
async def evening(redis: Link, redis_url: str, clock: SetClock, evening_data: Path) -> AsyncIterator[Evening]:
    settings = Settings(data=evening_data, course="toy", redis_url=SecretStr(redis_url), secret=SecretStr(SECRET))
    async with open_study_hall(settings, clock) as hall:
        yield Evening(hall, clock)


async def everything(redis: Link) -> dict[str, str]:
    """Every key of the server and all that it holds, whatever its kind."""
    readers: dict[str, Callable[[str], Any]] = {
        "hash": redis.hgetall, "stream": redis.xrange, "string": redis.get, "set": redis.smembers,
        "list": lambda key: redis.lrange(key, 0, -1), "zset": lambda key: redis.zrange(key, 0, -1),
    }  # fmt: skip
    return {key: repr(await readers[await redis.type(key)](key)) for key in [one async for one in redis.scan_iter()]}
