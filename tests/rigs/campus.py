"""A quiz hall with everything a learner has around it: settings, streak, boards, groups, and a way out.

``campus.arrives("ana", "Asia/Tokyo")`` is what a platform's profile says; ``campus.leaves("ana")`` deletes her.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

from rigs.quiz_hall import Hall
from rigs.redis_fixtures import SALT

from bot.conversation import Button, Command, Image, Learner, Press, Reply
from bot.memory.archive import Archive
from bot.memory.boards import RedisBoards
from bot.memory.errands import RedisErrands
from bot.memory.ledger import RedisLedger
from bot.memory.people import RedisPeople
from bot.memory.stores import RedisDeliveries
from bot.memory.tombstones import Tombstones
from bot.quizzing.items import FLIPPED
from bot.records import Delivery, Standing
from bot.rooms.boardroom import Boardroom
from bot.rooms.dashboard import Dashboard
from bot.rooms.personal import Personal
from bot.studying.exam_letters import PlanLetters

NO_PICTURE = Image(b"", "")


@dataclass(frozen=True)
class Shown:
    """A question somebody has before them: what was dealt, and the button of each option id."""

    delivery: Delivery
    buttons: dict[str, Button]
    channel: str | None


@dataclass
class Campus(Hall):
    """One tenant; the order of what happens is the order of the calls."""

    zones: dict[str, str] = field(default_factory=dict)

    def restart(self) -> None:
        """A new process on the same data."""
        super().restart()
        world, ledger = self.world, cast(RedisLedger, self.world.ledger)
        mint = world.tokens.mint
        self.boards = RedisBoards(self.redis, ledger)
        tombstones = Tombstones(self.redis, SALT)
        self.archive = Archive(self.redis, ledger, tombstones)
        self.people = RedisPeople(self.redis, ledger, self.clock, tombstones)
        letters = PlanLetters(RedisErrands(self.redis), self.clock)
        self.personal = Personal(world.profiles, ledger, self.clock, mint, (), {}, letters)
        self.dashboard = Dashboard(
            ledger, world.profiles, self.quizzing.practice, self.clock, mint, lambda day: {}, {}, lambda *_: NO_PICTURE
        )
        self.boardroom = Boardroom(
            self.boards, world.groups, ledger, world.profiles, self.clock, mint, lambda *_: NO_PICTURE, lambda _: False
        )

    def learner(self, who: str) -> Learner:
        return Learner("terminal", self.tenant, who, who.title(), tz=self.zones.get(who))

    async def arrives(self, who: str, zone: str) -> None:
        """Their profile says this zone from now on."""
        self.zones[who] = zone
        await self.personal.arrive(self.learner(who))

    async def says(self, who: str, text: str, channel: str | None = None) -> list[Reply]:
        await self.personal.arrive(self.learner(who))
        return await super().says(who, text, channel)

    async def opens(self, who: str, text: str, channel: str | None = None) -> Shown | None:
        """Ask for a quiz; the question it begins with, if there is one."""
        for reply in await self.says(who, text, channel):
            if reply.key and (shown := await self.shown(reply, channel)):
                return shown
        return None

    async def shown(self, reply: Reply, channel: str | None = None) -> Shown | None:
        """The question in a reply."""
        deliveries = cast(RedisDeliveries, self.world.deliveries)
        delivery = await deliveries.get(self.tenant, reply.key or "")
        if delivery is None:
            return None
        buttons = {
            option: button
            for option in delivery.order
            for button in reply.buttons
            if button.label == "ABCDEF"[delivery.order.index(option)]
        }
        return Shown(delivery, buttons, channel)

    def key_of(self, delivery: Delivery) -> frozenset[str]:
        """The right options, as the course has them."""
        item = self.course.item(delivery.item, delivery.version)
        assert item is not None
        return frozenset(item.flip.right if delivery.item.endswith(FLIPPED) and item.flip else item.key)

    async def choose(self, who: str, shown: Shown, option: str, turn: str | None = None) -> list[Reply]:
        """Press one option, once."""
        return await self.presses_token(who, shown.buttons[option].token, shown.channel, turn)

    async def streak(self, who: str) -> dict[str, Any]:
        """``/streak`` as scripts read it."""
        command = Command(f"s{self.turns}", self.learner(who), self.place(), "streak")
        (reply,) = await self.dashboard.streak(command)
        return dict(reply.data)

    async def leaves(self, who: str) -> None:
        """``Delete everything``."""
        await self.people.forget(self.tenant, who)
        self.zones.pop(who, None)
        self.seen = [(whose, channel, reply) for whose, channel, reply in self.seen if whose != who]

    def press(self, who: str, token: str, channel: str | None = None) -> Press:
        self.turns += 1
        return Press(f"t{self.turns}", self.learner(who), self.place(channel), token)


def rows(standings: tuple[Standing, ...]) -> list[tuple[int, str, int]]:
    """As the oracle writes them."""
    return [(row.rank, row.learner, row.points) for row in standings]
