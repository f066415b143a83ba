"""People of a stub Slack: questions in threads, quizzes in private, every press delivered twice and meant twice."""

from __future__ import annotations

import asyncio
import random
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b

from rigs.clocks import RealClock
from rigs.slack_reading import buttons
from rigs.slack_stub import SlackStub

from bot.conversation import Command, Learner, Message, Place, Press, Turn
from bot.memory import keys
from bot.memory.client import Client
from bot.memory.streams import Streams
from bot.ports import Unavailable
from bot.progress.facts import Answer
from bot.service.intake import Busy, Intake
from bot.service.letters import nonce_of

QUESTIONS = ("what is feature skew?", "how often does the monitoring job run?", "who won the world cup?")
SETTLED = ("SENT", "UNKNOWN")
PEOPLE, CHANNELS = 40, 100
KEPT = 1000


@dataclass
class Heard:
    """What stands in the chats of a stub, read as it comes.  Posts are known by their nonces."""

    slack: SlackStub
    nonces: Counter[str] = field(default_factory=Counter)
    questions: deque[tuple[str, str, str]] = field(default_factory=deque)
    _read: int = 0

    def read(self) -> None:
        """Look at what is new; the questions among it are who, token and message."""
        for said in self.slack.messages[self._read :]:
            if mark := said.get("metadata"):
                self.nonces[mark["event_payload"]["nonce"]] += 1
            tokens = [token for _, token in buttons(said.get("blocks") or []) if token.startswith("answer/")]
            if tokens and str(said["channel"]).startswith("D"):
                self.questions.append((str(said["channel"])[1:], tokens[0], said["ts"]))
        self._read = len(self.slack.messages)

    def let_go(self) -> None:
        """Let the stub forget what was read, but for the last of it: an hour of posts is a lot."""
        self.read()
        del self.slack.messages[:-KEPT], self.slack.calls[:-KEPT]
        self._read = len(self.slack.messages)


@dataclass
class Crowd:
    """Feeds turns in, and afterwards counts what they came to.  ``tenant`` is one workspace of the stub."""

    redis: Client
    slack: SlackStub
    tenant: str = "slack:T1"
    seed: int = 7
    people: int = PEOPLE
    turns: list[Turn] = field(default_factory=list)
    pressed: set[str] = field(default_factory=set)
    sent: int = 0
    _number: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.intake = Intake(Streams(self.redis), RealClock())
        self.heard = Heard(self.slack)

    async def say(self) -> None:
        """The next turn of somebody: a question, a quiz, or an answer to a quiz that stands there."""
        self._number += 1
        who = f"U{self._number % self.people}"
        if standing := self._open_question():
            await self._press(*standing)
        elif self.random.random() < 0.3:
            await self._enqueue(Command(f"c{self._number}", self._learner(who), self._chat(), "quiz", "", _home(who)))
        else:
            await self._enqueue(self.question(f"m{self._number}"))

    def question(self, name: str) -> Message:
        """Somebody asks something in a thread of its own."""
        self._number += 1
        who = f"U{self._number % self.people}"
        text = self.random.choice(QUESTIONS)
        return Message(name, self._learner(who), self._thread(), text, True, self._at(who))

    async def _press(self, who: str, token: str, message: str) -> None:
        """Delivered twice (one id), and meant twice (another id)."""
        self.pressed.add(token)
        for number in (self._number, self._number, self._number + 500_000):
            address = {**_home(who), "message": message}
            await self._enqueue(Press(f"p{number}", self._learner(who), self._chat(), token, address))

    async def _enqueue(self, turn: Turn) -> None:
        self.sent += 1
        while True:
            try:
                if await self.intake.enqueue(turn):
                    self.turns.append(turn)
                return
            except (Busy, Unavailable):
                await asyncio.sleep(0.05)

    def _open_question(self) -> tuple[str, str, str] | None:
        """Somebody's question on the stub that nobody has answered: who, token, message."""
        self.heard.read()
        return self.heard.questions.popleft() if self.heard.questions else None

    async def idle(self) -> None:
        """Until every turn is done and every post is settled."""
        streams = Streams(self.redis)
        while await streams.backlog() or await self._owed():
            await asyncio.sleep(0.1)

    async def _owed(self) -> int:
        return sum([await self.redis.zcard(keys.of_shard(shard, "posts")) for shard in range(keys.SHARDS)])

    async def lost(self) -> list[str]:
        """Turns whose reply is neither said nor listed as unknown."""
        return [turn.id for turn in self.turns if not await self.settled(turn)]

    async def said(self, turn: Turn) -> None:
        """Until its reply stands in the chat."""
        nonce = nonce_of(post_of(turn.id))
        while not self.heard.nonces[nonce]:
            await asyncio.sleep(0.001)
            self.heard.read()

    async def settled(self, turn: Turn) -> bool:
        """Whether its reply is said, or known to be unknown."""
        return await self._state(turn) in SETTLED

    async def unknown(self) -> list[str]:
        """Turns of whose reply nobody knows whether it stands there."""
        return [turn.id for turn in self.turns if await self._state(turn) == "UNKNOWN"]

    def doubled(self) -> list[str]:
        """Posts that stand there more than once."""
        self.heard.read()
        return [nonce for nonce, times in self.heard.nonces.items() if times > 1]

    async def counted(self, facts: list[object]) -> Counter[str]:
        """How often each question counts for somebody."""
        return Counter(f"{fact.learner} {fact.delivery}" for fact in facts if isinstance(fact, Answer))

    async def _state(self, turn: Turn) -> str:
        return await state_of(self.redis, self.tenant, turn.id)

    def _learner(self, who: str) -> Learner:
        return Learner("slack", self.tenant, who, who)

    def _thread(self) -> Place:
        return Place("slack", self.tenant, self._channel(), f"1700000000.{self._number:06d}")

    def _channel(self) -> str:
        """One of many: a channel takes one post a second."""
        return f"C{self._number % CHANNELS}"

    def _at(self, who: str) -> dict[str, str]:
        return {"user": who, "channel": self._channel()}

    def _chat(self) -> Place:
        return Place("slack", self.tenant)


async def state_of(redis: Client, tenant: str, turn: str) -> str:
    """Where the first reply to a turn stands on its way out."""
    return str(await redis.hget(keys.of_shard(keys.shard(tenant), "post", post_of(turn)), "state"))


def post_of(turn: str) -> str:
    """The business key of the first reply to a turn."""
    return f"turn:{blake2b(turn.encode(), digest_size=12).hexdigest()}:0"


def _home(who: str) -> dict[str, str]:
    return {"user": who, "channel": f"D{who}"}


def instants(count: int, seed: int, longest: float) -> Iterator[float]:
    """Seconds until the next kill, the same for a seed."""
    chance = random.Random(seed)
    return (chance.uniform(0.0, longest) for _ in range(count))
