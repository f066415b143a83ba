"""People who study towards an exam: the quiz desk, the coach and the study under one table of buttons."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from rigs.coach_hall import Both
from rigs.quiz_hall import Hall

from bot.conversation import Command, Learner, Place, Press, Reply, Source, Submit
from bot.memory.errands import RedisErrands
from bot.rooms.personal import Personal
from bot.studying.exam_letters import PlanLetters
from bot.studying.study import Study


async def no_documents(learner: Learner, place: Place, words: str) -> Sequence[Source]:
    """Nothing beside the course's notes."""
    return ()


class Everything:
    """What the tutor offers a learner with a goal; ``/me`` is a card of one word."""

    def __init__(self, desk: Any, redis: Any) -> None:
        self._coached = Both(desk)
        world = desk.world
        errands = RedisErrands(redis)
        letters = PlanLetters(errands, world.clock)
        personal = Personal(world.profiles, world.ledger, world.clock, world.tokens.mint, (), {}, letters)
        self.study = study = Study(desk, errands, personal.settings, world.tokens.read, no_documents)
        self.presses: dict[str, Callable[..., Awaitable[tuple[Reply, ...]]]] = {
            **self._coached.presses, **study.presses, "go": self._go,
        }  # fmt: skip
        self.me = partial(study.exam.first, then=self._card)
        self.exam, self.plan, self.mock = study.exam.exam, study.plan.plan, study.mock.mock
        self.ready, self.guide, self.say = study.ready.ready, study.guided.guide, study.saying.say
        self.together = study.together.together

    def __getattr__(self, name: str) -> Any:
        return getattr(self._coached, name)

    async def _card(self, command: Command) -> tuple[Reply, ...]:
        return (Reply("Card"),)

    async def _go(self, press: Press | Submit, ids: tuple[str, ...]) -> tuple[Reply, ...]:
        command = Command(press.id, press.learner, press.place, ids[0], " ".join(ids[1:]))
        found: tuple[Reply, ...] = await getattr(self, ids[0])(command)
        return found


@dataclass
class GoalHall(Hall):
    """A hall whose people also say ``/plan``, ``/mock``, ``/ready`` and so on."""

    def restart(self) -> None:
        """A new process on the same data."""
        super().restart()
        self.quizzing = Everything(self.quizzing, self.redis)

    async def arrives(self, who: str) -> None:
        """Somebody is here, as before each turn of theirs."""

        async def nothing(learner: Learner) -> None: ...

        await self.quizzing.study.arriving(nothing)(self.learner(who))

    async def settles(self, who: str, **settings: Any) -> None:
        """Settings of a profile, as they were chosen."""
        await self.world.profiles.change(self.tenant, who, **settings)

    async def does(self, who: str, count: int, topic: str = "", *, right: bool = True) -> None:
        """Answer that many questions on a topic, all right or all wrong."""
        await self.says(who, f"/quiz {topic} {count}".replace("  ", " "))
        for _ in range(count):
            letters = await (self.right_letters(who) if right else self.wrong_letters(who))
            await self.answers(who, *letters)
