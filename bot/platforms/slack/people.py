"""What ``users.info`` says of people: name, time zone, whether they are admin or guest.

Never asked before a turn is stored.  A look-up that fails is silence, and is not tried again at once:
without the scope ``users:read`` everything works, with user ids for names and zones people set
themselves.  Who is admin is believed for five minutes only.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation import Learner
from bot.platforms import NotDelivered, OutcomeUnknown, RateLimited
from bot.platforms.slack.identity import Payload, Person
from bot.platforms.slack.outcomes import honest

_FRESH_SECONDS = 300
_PATIENCE_SECONDS = 2.0
_REMEMBERED = 10_000


class People:
    """People as they were last looked up, by the workspace whose token looked."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._found: OrderedDict[tuple[str, str], tuple[float, Person | None]] = OrderedDict()

    def known(self, team: str, user: str) -> Person | None:
        """What is remembered, at once."""
        looked, person = self._found.get((team, user), (0.0, None))
        if person is not None and person.admin and self._now() - looked > _FRESH_SECONDS:
            return replace(person, admin=False)
        return person

    def stale(self, team: str, user: str) -> bool:
        """Whether it is time to look again."""
        looked, _ = self._found.get((team, user), (float("-inf"), None))
        return self._now() - looked > _FRESH_SECONDS

    async def look_up(self, client: AsyncWebClient, team: str, user: str) -> None:
        """Ask Slack about ``user`` unless that happened lately."""
        if not self.stale(team, user):
            return
        person = self.known(team, user)
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                found = await honest(client.users_info(user=user))
            person = _person(found.get("user") or {}, user)
        except (NotDelivered, OutcomeUnknown, RateLimited, TimeoutError):
            pass
        self._found[team, user] = (self._now(), person)
        self._found.move_to_end((team, user))
        if len(self._found) > _REMEMBERED:
            self._found.popitem(last=False)

    def introduced(self, team: str, learner: Learner) -> Learner:
        """``learner`` with everything that is known by now."""
        person = self.known(team, learner.id)
        if person is None:
            return learner
        return replace(
            learner,
            name=person.name,
            tz=person.tz or learner.tz,
            admin=person.admin,
            external=learner.external or person.guest,
        )


def _person(user: Payload, fallback: str) -> Person:
    profile = user.get("profile") or {}
    names = (profile.get("display_name"), user.get("real_name"), profile.get("real_name"), user.get("name"), fallback)
    return Person(
        next(name for name in names if name),
        user.get("tz") or None,
        admin=bool(user.get("is_admin") or user.get("is_owner")),
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted") or user.get("is_stranger")),
    )
