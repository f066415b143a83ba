"""``studyhall doctor``: what is configured, reachable and promised, each in a sentence."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Literal

from bot.settings import Settings

State = Literal["fine", "note", "broken"]
MARKS: dict[State, str] = {"fine": "✓", "note": "·", "broken": "✗"}
SECRET = ("TOKEN", "SECRET", "PASSWORD", "KEY")
KNOWN = [
    "STUDYHALL_DATA",
    "STUDYHALL_DOCS",
    "STUDYHALL_COURSE",
    "STUDYHALL_LINKS",
    "REDIS_URL",
    "STUDYHALL_SECRET",
    "STUDYHALL_SECRET_FILE",
    "STUDYHALL_MODEL",
    "STUDYHALL_SPEND_CAP",
    "STUDYHALL_LIMITS",
    "STUDYHALL_ADMINS",
    "STUDYHALL_EMBEDDER",
    "STUDYHALL_HTTP",
    "PORT",
    "STUDYHALL_LOG",
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_MODE",
    "SLACK_CLIENT_ID",
    "SLACK_CLIENT_SECRET",
    "SLACK_API_URL",
    "DISCORD_BOT_TOKEN",
    "DISCORD_GUILD_ID",
    "DISCORD_API_URL",
    "DISCORD_GATEWAY_URL",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One look at one thing."""

    thing: str
    words: str
    state: State = "fine"

    @property
    def mark(self) -> str:
        return MARKS[self.state]

    @property
    def broken(self) -> bool:
        return self.state == "broken"

    def as_json(self) -> dict[str, str]:
        """For scripts."""
        return {"thing": self.thing, "state": self.state, "words": self.words}


async def examine(settings: Settings) -> list[Finding]:
    """Look at everything; a look that fails is itself a finding."""
    looks: tuple[Callable[[Settings], AsyncIterator[Finding]], ...] = (_place, _documents, _memory, _model, _platforms)
    found: list[Finding] = []
    for look in looks:
        try:
            found += [finding async for finding in look(settings)]
        except Exception as trouble:  # a doctor who falls ill still names the illness
            found.append(Finding(look.__name__.strip("_"), str(trouble) or type(trouble).__name__, "broken"))
    return found + [_variable(name) for name in KNOWN]


async def _place(settings: Settings) -> AsyncIterator[Finding]:
    settings.data.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.data).free / 1e9
    yield Finding("data folder", f"{settings.data.resolve()}, {free:.0f} GB free", "fine" if free > 1 else "note")


async def _documents(settings: Settings) -> AsyncIterator[Finding]:
    from bot.courseware import open_current_course
    from bot.libraries import libraries, shelf_of
    from index.editions import DamagedEdition, NoEdition

    here = libraries(settings)
    if not here:
        yield Finding("documents", "none indexed yet: studyhall index build FOLDER", "note")
    for name, facts in here.items():
        shelf = shelf_of(settings, name)
        try:
            shelf.current()
        except (NoEdition, DamagedEdition) as trouble:
            yield Finding(f"library {name}", str(trouble), "broken")
            continue
        words = shelf.trouble or f"{facts['documents']} documents of {facts['created'][:10]}"
        yield Finding(f"library {name}", words, "broken" if shelf.trouble else "fine")
    course = open_current_course(settings)
    yield Finding("course", f"{course.id}: {len(course.served)} items" if course else "none: no ready questions")


async def _memory(settings: Settings) -> AsyncIterator[Finding]:
    from bot.memory.opening import open_memory

    async with open_memory(settings, "doctor") as memory:
        redis: Any = memory.redis
        server = await redis.info("server")
        version = server.get("valkey_version") or server["redis_version"]
        whose = "your server" if settings.redis_url else "embedded"
        yield Finding("memory", f"{whose}, {server.get('server_name', 'redis')} {version}")
        yield await _promise(redis)


async def _promise(redis: Any) -> Finding:
    """What survives a power cut under the present settings, in words."""
    persistence = await redis.info("persistence")
    stats = await redis.info("memory")
    if stats.get("maxmemory_policy") not in (None, "noeviction"):
        return Finding("memory's promise", "it may evict streaks: set maxmemory-policy noeviction", "broken")
    if not int(persistence.get("aof_enabled", 0)):
        return Finding(
            "memory's promise", "answers of the last minutes are lost in a crash: set appendonly yes", "broken"
        )
    try:
        every = (await redis.config_get("appendfsync")).get("appendfsync")
    except Exception:  # a managed server may forbid the question
        return Finding(
            "memory's promise", "a crash of the process loses nothing; ask its keeper about power cuts", "note"
        )
    lost = "nothing that was acknowledged" if every == "always" else "at most the last second"
    return Finding("memory's promise", f"a crash loses nothing; a power cut loses {lost} (appendfsync {every})")


async def _model(settings: Settings) -> AsyncIterator[Finding]:
    if settings.model is None:
        yield Finding("chat model", "none: answers quote the documents; a question costs 0.00 and leaves nothing")
    else:
        words = f"{settings.model}; questions and cited passages leave this network; at most {settings.spend_cap:.2f} a day and team"
        yield Finding("chat model", words, "note")


async def _platforms(settings: Settings) -> AsyncIterator[Finding]:
    from bot.platforms import open_platforms

    if not any(name.startswith(("SLACK_", "DISCORD_")) for name in os.environ):
        yield Finding("platforms", "only this terminal: studyhall connect slack, or connect discord", "note")
        return
    try:
        for platform in open_platforms(os.environ):
            yield Finding(platform.name, "configured")
    except ValueError as missing:
        yield Finding("platforms", str(missing), "broken")


def _variable(name: str) -> Finding:
    value = os.environ.get(name, "")
    if not value:
        return Finding(name, "not set", "note")
    hidden = any(sign in name for sign in SECRET) or ("://" in value and "@" in value)
    return Finding(name, "set" if hidden else value)
