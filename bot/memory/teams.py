"""The teams a person met the tutor in, and the one their private chats belong to.

Kept for platforms on which a private chat is in no team (Discord).  What is here names teams to the
person alone; nothing of a team is read through it.
"""

from __future__ import annotations

from bot.memory import keys
from bot.memory.scripts import Store

_IN, _HOME, _ASKED = "in ", "home", "asked"


class RedisTeams(Store):
    """One hash a person: ``in TEAM`` → its name, ``home`` → team, ``asked`` → the turn that was."""

    async def seen(self, person: str, team: str, name: str) -> None:
        """They were met in this team."""
        await self._redis.hset(_key(person), _IN + team, name)

    async def of(self, person: str) -> dict[str, str]:
        """Every team they were met in, and its name."""
        kept = await self._redis.hgetall(_key(person))
        return {field.removeprefix(_IN): name for field, name in kept.items() if field.startswith(_IN)}

    async def home(self, person: str) -> str | None:
        """The team they chose."""
        home: str | None = await self._redis.hget(_key(person), _HOME)
        return home

    async def choose(self, person: str, team: str) -> bool:
        """Make it their home; ``False`` if they were never met there."""
        return bool(await self._scripts.run("choose_home", [_key(person)], _IN + team, team))

    async def ask(self, person: str, turn: str) -> bool:
        """Whether it is this turn in which they are asked to choose: one does, once."""
        await self._redis.hsetnx(_key(person), _ASKED, turn)
        return bool(await self._redis.hget(_key(person), _ASKED) == turn)

    async def leave(self, person: str, team: str) -> None:
        """They are no longer in it, or it is gone."""
        await self._scripts.run("leave_team", [_key(person)], _IN + team, team)

    async def disband(self, team: str) -> None:
        """The team is gone: nobody who was known there is in it."""
        async for key in self._redis.scan_iter(match=f"{keys.tag(team)}:learner:*:profile", count=1000):
            if person := keys.learner_of(key):
                await self.leave(person, team)


def _key(person: str) -> str:
    return keys.of_shard(keys.shard(person), "teams", person)
