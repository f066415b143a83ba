"""The study hall in service: platforms feed turns in, workers answer them, the outbox says it once.

A process that listens and a process that only works run the same code; what is owed lives in Redis.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog

from bot.commands.failing import CannotStart
from bot.conversation import Form, Turn
from bot.intake import Intake
from bot.memory.streams import Streams
from bot.outbox import Outbox
from bot.platforms import Platform, SkillName
from bot.settings import Settings
from bot.tutor import Tutor
from bot.wiring import StudyHall, open_study_hall

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Door:
    """The way in that platforms are given: durable turns, and what is pure enough to be served at once."""

    intake: Intake
    tutor: Tutor

    @property
    def skills(self) -> Sequence[SkillName]:
        """Every skill by name."""
        return [SkillName(s.name, s.usage, s.summary, s.private) for s in self.tutor.skills.values()]

    async def enqueue(self, turn: Turn, *dedupe: str) -> bool:
        """Store a turn once for all its keys."""
        return await self.intake.enqueue(turn, *dedupe)

    def form(self, turn: Turn) -> Form | None:
        """The form a command without words opens."""
        skill = self.tutor.skills.get(getattr(turn, "name", ""))
        return skill.form(turn) if skill and skill.form and not getattr(turn, "argument", "") else None

    def complete(self, skill: str, typed: str) -> Sequence[tuple[str, str]]:
        """Choices for what was typed so far."""
        found = self.tutor.skills.get(skill)
        return found.complete(typed) if found and found.complete else ()


@dataclass(frozen=True)
class Service:
    """One process: what it listens to, and how it answers."""

    hall: StudyHall
    platforms: dict[str, Platform]
    outbox: Outbox

    async def answer(self, turn: Turn) -> None:
        """Ask the tutor and say its replies, each under a key of the turn, so that a second try says nothing twice."""
        platform = self.platforms[turn.place.platform]
        acquaint = getattr(platform, "acquaint", None)
        if acquaint is not None:
            turn = await acquaint(turn)
        # Where a press brings a private reply and an edit, the person is answered first.
        replies = sorted(await self.hall.tutor.handle(turn), key=lambda reply: not reply.private)
        for number, reply in enumerate(replies):
            said = replace(reply, data={})
            await self.outbox.send(f"turn:{turn.id}:{number}", platform, turn.place, turn.address, said)


async def serve(settings: Settings, platforms: Sequence[Platform], *, listening: bool = True) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is running within ten seconds."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with open_study_hall(settings) as hall:
        memory = hall.memory
        intake = Intake(Streams(memory.redis), memory.clock, memory.people.forgotten)
        outbox = Outbox(memory.redis, memory.clock)
        by_name = {platform.name: platform for platform in platforms}
        service, door = Service(hall, by_name, outbox), Door(intake, hall.tutor)
        for platform in platforms:
            await _make_at_home(platform, hall)
        tasks = [asyncio.create_task(_listening(platform, door, stop)) for platform in platforms if listening]
        tasks.append(asyncio.create_task(memory.keep_time()))
        workers = [intake.serve(service.answer, stop), outbox.carry(by_name, stop)]
        await asyncio.gather(*workers)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for platform in platforms:
            with contextlib.suppress(Exception):
                await platform.close()


async def _make_at_home(platform: Platform, hall: StudyHall) -> None:
    """Give the platform its store for tokens, and `home` to the team whose token is in the environment."""
    keep = getattr(platform, "keep", None)
    if keep is not None:
        keep(hall.memory.vault, hall.secrets)
    home_tenant = getattr(platform, "home_tenant", None)
    if home_tenant is None:
        return
    try:
        tenant = await home_tenant()
    except ValueError as refused:
        raise CannotStart(str(refused)) from None
    except Exception as away:
        log.warning("home is not known yet", platform=platform.name, reason=type(away).__name__)
        return
    if tenant is not None:
        hall.homes.add(tenant)


async def _listening(platform: Platform, door: Any, stop: asyncio.Event) -> None:
    """Listen, and again when the connection ends by itself; a token that is refused stops the service."""
    pause = 1.0
    while not stop.is_set():
        try:
            await platform.listen(door)
        except ValueError as refused:
            log.error("refused", platform=platform.name, reason=str(refused))
            stop.set()
        except asyncio.CancelledError:
            raise
        except Exception as broken:
            log.warning("listening again", platform=platform.name, reason=type(broken).__name__, seconds=pause)
            await asyncio.sleep(pause)
            pause = min(60.0, 2 * pause)
