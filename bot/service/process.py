"""One process of the service: platforms feed turns in, workers answer them, the outbox posts each reply once.

A process that listens and a process that only works run the same code; what is owed lives in Redis.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from hashlib import blake2b

import structlog

from bot import metrics
from bot.conversation import Address, Form, Message, Place, Replies, Reply, Turn
from bot.looks.memory import promise
from bot.memory.clock import RedisHeartbeat
from bot.memory.contact import look
from bot.memory.streams import Streams
from bot.platforms import Draft, Platform, SkillName
from bot.platforms.abilities import (
    HasHome,
    HasRoutes,
    Keeps,
    KnowsPeople,
    KnowsWhereItIs,
    LearnsHome,
    Meets,
    NamesSkills,
)
from bot.ports import CannotStart, Unavailable
from bot.service.carrying import carry
from bot.service.health import Health
from bot.service.heartbeat import Heartbeat
from bot.service.http import AddressTaken, Pulse, pages, serving
from bot.service.intake import Intake
from bot.service.outbox import Outbox
from bot.service.posting import OutboxPosting
from bot.service.readiness import until_needed, warm
from bot.settings import Settings
from bot.tutor import Tutor
from bot.unasked import Unasked
from bot.wiring import StudyHall, open_study_hall

LOST = Reply(
    "My answer may not have reached you. If you don't see it, please try again: nothing counts twice.", private=True
)
STORED_WITHIN = 2.0
"""Seconds a platform waits for a turn to be stored before it says that the memory is away."""

SHOWN_WITHIN = 1.0
"""Seconds a dialog may look up what stands in it."""

LEASE = 1.5
"""Seconds without a sign of life after which a worker's turns are another's; it gives ten signs in that time."""

SWITCH_INTERVAL = 0.0005
"""Seconds that a thread computes before another may (Python's default is 0.005).  With the default a short answer
waits at every step for a thread that reads documents for somebody else."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Door:
    """The :class:`bot.platforms.Inlet` that platforms are given: turns are stored, forms and choices served at once."""

    intake: Intake
    tutor: Tutor

    @property
    def skills(self) -> Sequence[SkillName]:
        """Every skill by name."""
        return [SkillName(s.name, s.usage, s.summary, s.private) for s in self.tutor.skills.values()]

    async def enqueue(self, turn: Turn, *dedupe: str) -> bool:
        """Store a turn once for all its keys; a memory that does not answer in time is away."""
        try:
            async with asyncio.timeout(STORED_WITHIN):
                return await self.intake.enqueue(turn, *dedupe)
        except TimeoutError:
            raise Unavailable("the memory") from None

    async def form(self, turn: Turn) -> Form | None:
        """The form a turn opens; a platform lets it open for a few seconds only."""
        try:
            async with asyncio.timeout(SHOWN_WITHIN):
                return await self.tutor.form(turn)
        except TimeoutError:
            raise Unavailable("the memory") from None

    def complete(self, skill: str, typed: str) -> Sequence[tuple[str, str]]:
        """Choices for what was typed so far."""
        found = self.tutor.skills.get(skill)
        return found.complete(typed) if found and found.complete else ()


@dataclass
class _Voice:
    """Streams an answer into its message while it is being written; the first words begin the message."""

    outbox: Outbox
    platform: Platform
    key: str
    place: Place
    address: Address
    draft: Draft | None = None
    tried: bool = False

    async def say(self, text: str) -> None:
        """Show ``text``; where that cannot be, the reply comes whole."""
        if not self.tried:
            self.tried = True
            with contextlib.suppress(Exception):
                self.draft = await self.outbox.begin(self.key, self.platform, self.place, self.address)
        if self.draft is not None:
            await self.draft.grow(text)


@dataclass(frozen=True)
class Service:
    """Answers turns: asks the tutor and sends its replies."""

    hall: StudyHall
    platforms: dict[str, Platform]
    outbox: Outbox
    unasked: Unasked

    async def answer(self, turn: Turn) -> None:
        """Ask the tutor and say its replies, each under a key of the turn, so that a second try says nothing twice."""
        platform = self.platforms[turn.place.platform]
        if isinstance(platform, KnowsPeople):
            turn = await platform.acquaint(turn)
        await self.unasked.notice(turn, self.outbox.call)
        key = _key(turn)
        voice = _Voice(self.outbox, platform, f"{key}:0", turn.place, turn.address)
        said = await self.hall.tutor.handle(turn, voice.say if isinstance(turn, Message) else None)
        if not isinstance(turn, Message):  # where a press or a command brings a private reply too, that comes first
            said = tuple(sorted(said, key=lambda reply: not reply.private))
        said = tuple([await self._with_a_warning(turn.place, platform, reply) for reply in said])
        if said and voice.draft is not None:
            said = (replace(said[0], private=False), *said[1:])  # what was begun in the open is ended there
        await self._say(turn, said)

    async def _with_a_warning(self, place: Place, platform: Platform, reply: Reply) -> Reply:
        """A reply that promises something at a later time says so where it could not come."""
        channel = reply.data.get("channel")
        if "next" not in reply.data or not isinstance(channel, str) or not isinstance(platform, KnowsWhereItIs):
            return reply
        kept_out = await platform.kept_out(replace(place, channel=channel, thread=None))
        return replace(reply, text=f"{reply.text}\n{kept_out}") if kept_out else reply

    async def excuse(self, turn: Turn) -> None:
        """Say that no answer comes, unless one stands there already."""
        await self._say(turn, self.hall.tutor.excuse(turn))

    async def _say(self, turn: Turn, said: Replies) -> None:
        key, platform = _key(turn), self.platforms[turn.place.platform]
        for number, reply in enumerate(said):
            metrics.count_answer(reply.data)
            bare, name = replace(reply, data={}), f"{key}:{number}"
            await self.outbox.send(
                name,
                platform,
                turn.place,
                turn.address,
                bare,
                learner=turn.learner.id,
                in_doubt=None if number else LOST,
            )


def _key(turn: Turn) -> str:
    """What the replies to a turn are posted under, with their numbers."""
    return f"turn:{blake2b(turn.id.encode(), digest_size=12).hexdigest()}"


async def serve(settings: Settings, platforms: Sequence[Platform], *, listening: bool = True) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is running within ten seconds."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with open_study_hall(settings) as hall:
        await attend(hall, platforms, stop, listening=listening)


async def attend(
    hall: StudyHall, platforms: Sequence[Platform], stop: asyncio.Event, *, listening: bool = True
) -> None:
    """Serve an open study hall until ``stop``."""
    sys.setswitchinterval(SWITCH_INTERVAL)
    memory = hall.memory
    streams = Streams(memory.redis, lease=LEASE)
    intake = Intake(streams, memory.clock, memory.people.forgotten)
    outbox = Outbox(memory.redis, memory.clock)
    by_name = {platform.name: platform for platform in platforms}
    unasked = hall.unasked(OutboxPosting(outbox, by_name, memory.redis, memory.clock))
    service, door = Service(hall, by_name, outbox, unasked), Door(intake, hall.tutor)
    beats = RedisHeartbeat(memory.redis)
    heartbeat = Heartbeat(beats, memory.archive.tenants, memory.ledger, memory.profiles, memory.clock)
    if (kept := promise(await look(memory.redis))).broken:
        log.warning("Redis is not set up to keep what is learned", reason=kept.words)
    await memory.schedules.plan_missing()
    for platform in platforms:
        await _prepare(platform, hall)
        if isinstance(platform, NamesSkills):
            platform.introduce(door.skills)
    async with _answering_http(hall, platforms if listening else (), door):
        # Or the first question would wait for it.
        warming = asyncio.create_task(asyncio.to_thread(warm, hall.answers.retriever.warm_up))
        beside = [_listening(platform, door, stop) for platform in platforms if listening]
        tasks = [asyncio.create_task(one) for one in (*beside, memory.keep_time(), heartbeat.keep(stop))]
        worker = f"{socket.gethostname()}-{os.getpid()}"  # what an operator who looks into the streams finds it by

        async def take_turns() -> None:
            await until_needed(streams, warming, stop)
            await intake.serve(service.answer, stop, name=worker, excuse=service.excuse)

        await asyncio.gather(
            take_turns(),
            carry(outbox, by_name, stop),
            unasked.ticker.serve(stop),
        )
        for task in (*tasks, warming):
            task.cancel()
        ended = await asyncio.gather(*tasks, warming, return_exceptions=True)
    for platform in platforms:
        with contextlib.suppress(Exception):
            await platform.close()
    if refusals := [str(trouble) for trouble in ended if isinstance(trouble, CannotStart)]:
        raise CannotStart(" ".join(refusals))


@asynccontextmanager
async def _answering_http(hall: StudyHall, platforms: Sequence[Platform], door: Door) -> AsyncIterator[None]:
    """The HTTP side.  Where a platform needs it, an address that is taken stops the start."""
    try:
        host, port = hall.settings.address
    except ValueError:
        raise CannotStart(f"STUDYHALL_HTTP is host:port, and {hall.settings.http!r} names no port.") from None
    health, pulse = Health(hall, door.intake), Pulse()
    received = [route for platform in platforms if isinstance(platform, HasRoutes) for route in platform.routes(door)]
    async with contextlib.AsyncExitStack() as open_:
        try:
            routes = [*pages(health.look, health.sample, pulse), *received]
            await open_.enter_async_context(serving(routes, host, port, pulse))
        except AddressTaken as taken:
            if received:
                raise CannotStart(f"{taken}: set STUDYHALL_HTTP=host:port to another one.") from None
            log.warning("no /livez, /readyz and /metrics here", reason=str(taken))
        yield


async def _prepare(platform: Platform, hall: StudyHall) -> None:
    """Give the platform its store for tokens, and `home` to the team whose token is in the environment."""
    if isinstance(platform, Keeps):
        platform.keep(hall.memory.vault, hall.secrets)
    if isinstance(platform, Meets):
        platform.meet(hall.memory.teams, hall.tutor.made_for)
    if isinstance(platform, LearnsHome):
        platform.when_home(hall.homes.add)
    if not isinstance(platform, HasHome):
        return
    try:
        tenant = await platform.home_tenant()
    except ValueError as refused:
        raise CannotStart(str(refused)) from None
    except Exception as away:
        log.warning("home is not known yet", platform=platform.name, reason=str(away) or type(away).__name__)
        return
    if tenant is not None:
        hall.homes.add(tenant)


async def _listening(platform: Platform, door: Door, stop: asyncio.Event) -> None:
    """Listen, and again when the connection ends by itself; a token that is refused stops the service."""
    pause = 1.0
    while not stop.is_set():
        try:
            await platform.listen(door)
        except ValueError as refused:
            stop.set()
            raise CannotStart(str(refused)) from None
        except asyncio.CancelledError:
            raise
        except Exception as broken:
            log.warning("listening again", platform=platform.name, reason=type(broken).__name__, seconds=pause)
            await asyncio.sleep(pause)
            pause = min(60.0, 2 * pause)
