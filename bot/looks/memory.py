"""Redis: which one, what it promises, what waits in it, and what nobody knows the end of."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

from bot.groups.pushes import GRACE
from bot.looks.finding import Finding
from bot.memory.contact import Server
from bot.memory.contact import look as ask_server
from bot.memory.opening import Memory, open_memory
from bot.memory.streams import Streams
from bot.quizzing.wording import counted
from bot.service.outbox import Outbox
from bot.settings import Settings

SHOWN = 3
OFF_BY = 1.0
NEARLY_FULL = 0.8
OLD_AFTER = 60.0


async def look(settings: Settings) -> AsyncIterator[Finding]:
    """The server, its promise, its room; then turns, posts and daily questions."""
    async with open_memory(settings) as memory:
        server = await ask_server(memory.redis)
        whose = "your server" if settings.redis_url else "embedded"
        yield _version(server, whose)
        yield promise(server)
        yield _room(server)
        yield await _clock(memory)
        async for finding in _owed(memory):
            yield finding
        yield await _pushes(memory)


def _version(server: Server, whose: str) -> Finding:
    words = f"{whose}, {server.words}" + (", a cluster" if server.cluster else "")
    if server.known_bad is None:
        return Finding(
            "memory", f"{words}: mended in Debian's package (CVE-2025-49844); if it is another, upgrade it", "note"
        )
    if server.known_bad:
        return Finding("memory", f"{words}: it has a known hole (CVE-2025-49844); upgrade it", "broken")
    return Finding("memory", words)


def promise(server: Server) -> Finding:
    """What survives a crash and a power cut under the present settings, in words."""
    name = "memory's promise"
    if server.evicts:
        return Finding(name, "it may drop streaks when it is full: set maxmemory-policy noeviction", "broken")
    if not server.append_only:
        return Finding(name, "a crash loses everything since the last snapshot: set appendonly yes", "broken")
    if server.fsync is None:
        return Finding(name, "a crash of the process loses nothing; ask its keeper about power cuts", "note")
    lost = {
        "always": "nothing that was acknowledged",
        "everysec": "at most the last second",
    }.get(server.fsync, "what the system had not written yet, up to half a minute")
    words = f"a crash loses nothing; a power cut loses {lost} (appendfsync {server.fsync})"
    if server.cluster:
        words += "; a node that fails for good may take its last writes with it"
    return Finding(name, words, "fine" if server.fsync == "always" and not server.cluster else "note")


def _room(server: Server) -> Finding:
    used = f"{server.used / 1e6:.0f} MB used"
    if not server.most:
        return Finding("memory's room", f"{used}, no limit set")
    share = server.used / server.most
    words = f"{used} of {server.most / 1e6:.0f} MB"
    if share < NEARLY_FULL:
        return Finding("memory's room", words)
    return Finding("memory's room", f"{words}: when it is full, nothing more is accepted", "broken")


async def _clock(memory: Memory) -> Finding:
    ahead = (datetime.now(UTC) - memory.clock.now()).total_seconds()
    if abs(ahead) < OFF_BY:
        return Finding("clock", "agrees with Redis, whose time counts")
    words = f"this machine's is {abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} Redis's, whose time counts"
    return Finding("clock", words, "note")


async def _owed(memory: Memory) -> AsyncIterator[Finding]:
    streams = Streams(memory.redis)
    waiting, oldest = await streams.backlog(), await streams.oldest()
    age = max(0.0, (memory.clock.now() - oldest).total_seconds()) if oldest else 0.0
    words = f"{waiting} wait or run, the oldest for {age:.0f} s" if waiting else "none waits"
    late = age > OLD_AFTER
    yield Finding("turns", words + (": no worker serves, or too few" if late else ""), "broken" if late else "fine")
    parked = await streams.parked()
    named = "; ".join(f"{entry.id} of {entry.tenant} ({entry.why})" for entry in parked[:SHOWN])
    words = f"{len(parked)} given up: {named}; the log names each"
    yield Finding("parked turns", words, "note") if parked else Finding("parked turns", "none")
    unknown = await Outbox(memory.redis, memory.clock).unknown()
    words = f"{len(unknown)} that may or may not stand there, never sent again: {_some(unknown)}"
    yield Finding("unknown posts", words, "note") if unknown else Finding("unknown posts", "none")


async def _pushes(memory: Memory) -> Finding:
    """What a daily question does while nothing runs: a laptop that sleeps runs nothing."""
    schedules = await memory.schedules.everywhere()
    hours = GRACE.total_seconds() / 3600
    sleeping = (
        f"while no process runs (a laptop asleep), none is posted; awake within {hours:.0f} hours it comes late, "
        "once, and after that it is left out"
    )
    if memory.schedules.ahead:
        sleeping += "; Slack has its questions twelve hours ahead and posts them on time"
    if not schedules:
        return Finding("daily questions", f"none planned; {sleeping}")
    words, missed, unpinned = f"{counted(len(schedules), 'channel')}; {sleeping}", list[str](), list[str]()
    for schedule in schedules:
        channel = schedule.place.channel or ""
        history = await memory.pushes.history(schedule.place.tenant, channel)
        sent = [push for key, push in history.items() if push.state == "SENT" and "/" not in key]
        if schedule.pin and sent and not sent[-1].pinned:
            unpinned.append(f"{channel} ({sent[-1].reason})")
        lost = [(key, push) for key, push in history.items() if push.state in ("UNKNOWN", "SKIPPED", "FAILED")]
        missed += [f"{channel} {key} ({push.state.lower()})" for key, push in lost]
    if unpinned:
        words += f". Not pinned: {_some(unpinned)}"
    if missed:
        words += f". Not posted for certain: {_some(missed[::-1])}"
    return Finding("daily questions", words, "note" if unpinned or missed else "fine")


def _some(names: list[str]) -> str:
    left = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {left} more" if left > 0 else "")
