"""People who talk to a quiz desk over the real stores: ``await hall.says("ana", "/quiz 3")``.

The hall knows what a person in a chat would know: the replies they can see, with their buttons.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from bot.conversation import Button, Command, Learner, Place, Press, Reply, Submit
from bot.memory.client import Link
from bot.memory.ledger import RedisLedger
from bot.memory.stores import RedisDeliveries, RedisGroups, RedisProfiles, RedisReviews, RedisSessions
from bot.quizzing.courses import Course
from bot.quizzing.desk import QuizDesk
from bot.quizzing.world import World
from bot.records import Report
from bot.tokens import SignedTokens
from tests.rigs.clocks import SetClock


@dataclass
class Desk:
    """What quizzing asks of the rest, kept for looking at."""

    reports: list[Report] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def add(self, tenant: str, report: Report, *, key: str) -> None:
        self.reports.append(report)

    async def explain(self, press: Press | Submit, heading: str, question: str) -> tuple[Reply, ...]:
        self.asked.append(f"{heading}: {question}")
        return (Reply("Lineage decides."),)


def open_world(redis: Link, course: Course, clock: SetClock, desk: Desk, seed: str = "7") -> World:
    """Real stores on ``redis``, everything else in the test's hands."""
    ledger = RedisLedger(redis)
    return World(
        course,
        ledger,
        RedisDeliveries(redis),
        RedisSessions(redis),
        RedisProfiles(redis, ledger),
        RedisReviews(redis),
        RedisGroups(redis),
        desk,
        desk,
        clock,
        SignedTokens.of(["a secret of the tests"]),
        seed,
    )


@dataclass
class Hall:
    """One tenant full of people."""

    redis: Link
    course: Course
    tenant: str
    clock: SetClock = field(default_factory=SetClock)
    desk: Desk = field(default_factory=Desk)
    tz: dict[str, str] = field(default_factory=dict)
    seen: list[tuple[str | None, str | None, Reply]] = field(default_factory=list)
    turns: int = 0

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """A new process on the same data."""
        self.world = open_world(self.redis, self.course, self.clock, self.desk)
        self.quizzing = QuizDesk(self.world)

    def learner(self, who: str) -> Learner:
        return Learner("terminal", self.tenant, who, who.title(), tz=self.tz.get(who, "UTC"))

    def place(self, channel: str | None = None) -> Place:
        return Place("terminal", self.tenant, channel)

    def later(self, **span: float) -> None:
        self.clock.at += timedelta(**span)

    async def says(self, who: str, text: str, channel: str | None = None) -> list[Reply]:
        """A command; returns what comes back."""
        self.turns += 1
        name, _, argument = text.removeprefix("/").partition(" ")
        command = Command(f"t{self.turns}", self.learner(who), self.place(channel), name, argument)
        return self._remember(who, channel, await getattr(self.quizzing, name)(command))

    async def presses(self, who: str, label: str) -> list[Reply]:
        """The newest button with that label, or beginning so, that ``who`` can see."""
        button, channel = self.button(who, label)
        return await self.presses_token(who, button.token, channel)

    async def presses_token(
        self, who: str, token: str, channel: str | None = None, turn: str | None = None
    ) -> list[Reply]:
        """A press as it arrives, perhaps once more under the same turn."""
        self.turns += 1
        place = self.place(channel)
        verb, ids = self.world.tokens.read(token, place)
        press = Press(turn or f"t{self.turns}", self.learner(who), place, token)
        pressed = self.quizzing.presses.get(verb)  # a button may belong to another room, which is not open here
        return self._remember(who, channel, await pressed(press, ids) if pressed else ())

    async def answers(self, who: str, *letters: str) -> list[Reply]:
        """Choose and lock in, whatever kind of question is open."""
        said: list[Reply] = []
        for letter in letters:
            said = await self.presses(who, letter)
        if any(button.label.startswith("Lock in") for reply in said for button in reply.buttons):
            said = await self.presses(who, "Lock in")
        return said

    def button(self, who: str, label: str) -> tuple[Button, str | None]:
        for whose, channel, reply in reversed(self.seen):
            if whose in (None, who):
                for fits in (str.__eq__, str.startswith):
                    found = [button for button in reply.buttons if fits(button.label, label)]
                    if found:
                        return found[0], channel
        raise AssertionError(f"{who} sees no button {label!r}")

    async def right_letters(self, who: str) -> list[str]:
        """The letters that are right in the newest question ``who`` can see."""
        return await self._letters(who, right=True)

    async def wrong_letters(self, who: str) -> list[str]:
        """As many letters as are to be chosen, at least one of them wrong."""
        return await self._letters(who, right=False)

    async def _letters(self, who: str, *, right: bool) -> list[str]:
        for whose, _, reply in reversed(self.seen):
            if whose in (None, who) and reply.key and any(button.label == "A" for button in reply.buttons):
                delivery = await self.world.deliveries.get(self.tenant, reply.key)
                assert delivery is not None
                item = self.course.item(delivery.item, delivery.version)
                assert item is not None
                key = item.flip.right if delivery.item.endswith("~flip") and item.flip else item.key
                wrong = [one for one in delivery.order if one not in key]
                chosen = list(key) if right else [*key[1:], wrong[0]]
                return sorted("ABCDEF"[delivery.order.index(one)] for one in chosen)
        raise AssertionError(f"{who} has no question open")

    def _remember(self, who: str, channel: str | None, replies: tuple[Reply, ...]) -> list[Reply]:
        for reply in replies:
            private = reply.private or channel is None
            self.seen.append((who if private else None, channel, reply))
        return list(replies)
