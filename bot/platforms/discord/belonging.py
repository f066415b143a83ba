"""Which server a private chat belongs to, and who was met where.

A private chat is in no server.  It becomes part of the one its owner chose among those where they were
met, as long as Discord confirms that they are still in it; when Discord cannot be asked, it is not.
A button there belongs where it was made, be it another of these: a server's reminder works in any chat.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from discord.http import Route

from bot.conversation import Press, Submit, Turn
from bot.platforms import NotDelivered, OutcomeUnknown, RateLimited
from bot.platforms.abilities import MadeFor
from bot.platforms.discord.letter import PRIVATE_TENANT
from bot.platforms.discord.rest import Door, Refused
from bot.ports import Teams

CONFIRMED_SECONDS = 300.0
REMEMBERED = 10_000

AnyTurn = TypeVar("AnyTurn", bound=Turn)


class Belonging:
    """People and their servers.  ``monotonic`` is in seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self.teams: Teams | None = None
        self.made_for: MadeFor = lambda token, place: False
        self._monotonic = monotonic
        self._met: set[tuple[str, str]] = set()
        self._confirmed: dict[tuple[str, str], float] = {}

    async def at_home(self, turn: AnyTurn) -> AnyTurn:
        """``turn`` in the server its private chat belongs to.  Raises :class:`bot.ports.Unavailable`."""
        if self.teams is None or not turn.place.private or not turn.place.tenant.startswith(PRIVATE_TENANT):
            return turn
        home = await self.teams.home(turn.learner.id) or turn.place.tenant
        if isinstance(turn, Press | Submit) and not self.made_for(turn.token, replace(turn.place, tenant=home)):
            for tenant in (turn.place.tenant, *await self.teams.of(turn.learner.id)):
                if self.made_for(turn.token, replace(turn.place, tenant=tenant)):
                    return _moved(turn, tenant)
        return _moved(turn, home)

    async def acquaint(self, turn: AnyTurn, door: Door) -> AnyTurn:
        """Note where somebody was met, and look whether a private chat still belongs where it did."""
        tenant, person = turn.place.tenant, turn.learner.id
        if self.teams is None or tenant.startswith(PRIVATE_TENANT):
            return turn
        if not turn.place.private:
            await self._meet(self.teams, person, tenant, turn.address.get("server", ""))
        elif "user" in turn.address and not await self._is_member(self.teams, door, tenant, person):
            return _moved(turn, PRIVATE_TENANT + person)
        return turn

    async def _meet(self, teams: Teams, person: str, server: str, name: str) -> None:
        if name and (person, server) not in self._met:
            await teams.seen(person, server, name)
            if len(self._met) >= REMEMBERED:
                self._met.clear()
            self._met.add((person, server))

    async def _is_member(self, teams: Teams, door: Door, server: str, person: str) -> bool:
        now = self._monotonic()
        if now - self._confirmed.get((person, server), float("-inf")) < CONFIRMED_SECONDS:
            return True
        path = "/guilds/{guild_id}/members/{user_id}"
        try:
            await door.call(Route("GET", path, guild_id=int(server), user_id=int(person)))
        except Refused as gone:
            if gone.status == 404:
                await teams.leave(person, server)
                self._met.discard((person, server))
            return False
        except (NotDelivered, OutcomeUnknown, RateLimited):
            return False
        if len(self._confirmed) >= REMEMBERED:
            self._confirmed.clear()
        self._confirmed[person, server] = now
        return True


def _moved(turn: AnyTurn, tenant: str) -> AnyTurn:
    return replace(turn, learner=replace(turn.learner, tenant=tenant), place=replace(turn.place, tenant=tenant))
