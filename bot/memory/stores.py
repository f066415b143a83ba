"""Deliveries, sessions, profiles, review cards and study groups."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from bot import codec
from bot.conversation import Place
from bot.memory import keys
from bot.memory.client import Client
from bot.memory.clock import instant
from bot.memory.ledger import KEPT, RedisLedger
from bot.memory.scripts import Store
from bot.records import Delivery, Group, Profile, Session, Setting


class RedisDeliveries(Store):
    """What was shown, kept while an answer or an open button may refer to it."""

    async def open(self, delivery: Delivery) -> None:
        """Keep it; the first write wins."""
        key = keys.of_tenant(delivery.place.tenant, "delivery", delivery.id)
        await self._redis.set(key, codec.dumps(delivery), nx=True, ex=KEPT)

    async def get(self, tenant: str, delivery: str) -> Delivery | None:
        """What was shown under this id."""
        stored = await self._redis.get(keys.of_tenant(tenant, "delivery", delivery))
        return codec.loads(Delivery, stored) if stored else None

    async def closed_at(self, tenant: str, delivery: str) -> datetime | None:
        """When a sealed delivery was closed."""
        stored = await self._redis.get(keys.of_tenant(tenant, "closed", delivery))
        return instant(stored) if stored else None


class RedisSessions(Store):
    """Quiz sessions by id, and which one is current for a learner in a place."""

    async def get(self, tenant: str, session: str) -> Session | None:
        """The session with this id."""
        stored = await self._redis.hget(keys.of_tenant(tenant, "session", session), "session")
        return codec.loads(Session, stored) if stored else None

    async def current(self, place: Place, learner: str | None) -> Session | None:
        """The session that was saved last in this place for this learner (or for the whole channel)."""
        identifier = await self._redis.get(_current(place, learner))
        return await self.get(place.tenant, identifier) if identifier else None

    async def everywhere(self, tenant: str, learner: str) -> tuple[Session, ...]:
        """What is current for this learner in any place."""
        identifiers = await self._redis.hvals(keys.of_learner(tenant, learner, "sessions"))
        found = [await self.get(tenant, identifier) for identifier in sorted(identifiers)]
        return tuple(session for session in found if session is not None)

    async def save(self, session: Session) -> bool:
        """Store it as the current one; ``False`` if somebody saved since ``session.revision``."""
        following = codec.encode(session) | {"revision": session.revision + 1}
        done = await self._scripts.run(
            "save_session",
            [keys.of_tenant(session.place.tenant, "session", session.id), *_current_keys(session)],
            session.id,
            session.revision,
            json.dumps(following, ensure_ascii=False, separators=(",", ":")),
            KEPT,
            _channel(session.place),
        )
        return bool(done)

    async def end(self, session: Session) -> None:
        """It is no longer the current one; it can still be looked up."""
        await self._scripts.run("end_session", _current_keys(session), session.id, _channel(session.place))


class RedisProfiles(Store):
    """Settings, one by one, so that two changes at once do not undo each other."""

    def __init__(self, redis: Client, ledger: RedisLedger) -> None:
        super().__init__(redis)
        self._ledger = ledger

    async def get(self, tenant: str, learner: str) -> Profile:
        """What the learner chose; defaults where they did not."""
        stored = await self._redis.hgetall(keys.of_learner(tenant, learner, "profile"))
        fields = {name: json.loads(value) for name, value in stored.items()}
        return codec.decode(Profile, {**fields, "learner": learner})

    async def change(self, tenant: str, learner: str, **settings: Setting) -> Profile:
        """Set fields of :class:`Profile`; a new ``board`` or ``cram`` shows or hides them everywhere at once."""
        values = {name: json.dumps(codec.encode(value)) for name, value in settings.items()}
        if values:
            await self._redis.hset(keys.of_learner(tenant, learner, "profile"), mapping=values)
        profile = await self.get(tenant, learner)
        if {"board", "cram"} & set(settings):
            await self._ledger.stand(tenant, learner)
        return profile


class RedisReviews(Store):
    """One review card per learner and item, as plain JSON."""

    async def cards(self, tenant: str, learner: str) -> dict[str, dict[str, Any]]:
        """Item and card."""
        stored = await self._redis.hgetall(keys.of_learner(tenant, learner, "cards"))
        return {item: json.loads(card) for item, card in stored.items()}


class RedisGroups(Store):
    """Who learns together."""

    async def all(self, tenant: str) -> tuple[Group, ...]:
        """Every group of the tenant."""
        stored = await self._redis.hgetall(keys.of_tenant(tenant, "groups"))
        return tuple(codec.loads(Group, text) for _, text in sorted(stored.items()))

    async def of_channel(self, tenant: str, channel: str) -> Group | None:
        """The group whose channel this is."""
        return next((group for group in await self.all(tenant) if channel in group.channels), None)

    async def save(self, tenant: str, group: Group) -> None:
        """Make or replace it."""
        await self._redis.hset(keys.of_tenant(tenant, "groups"), group.id, codec.dumps(group))

    async def join(self, tenant: str, group: str, learner: str, at: datetime) -> None:
        """Become a member; joining again keeps the first date."""
        await self._join(tenant, group, learner, at, asked=True)

    async def take_part(self, tenant: str, group: str, learner: str, at: datetime) -> None:
        """Become a member by learning there, unless the person left."""
        await self._join(tenant, group, learner, at, asked=False)

    async def leave(self, tenant: str, group: str, learner: str) -> None:
        """No longer be a member, until they join again."""
        await self._redis.zadd(keys.of_tenant(tenant, "members", group), {learner: 0})

    async def members(self, tenant: str, group: str) -> dict[str, datetime]:
        """Learner and when they joined."""
        key = keys.of_tenant(tenant, "members", group)
        stored = await self._redis.zrange(key, "(0", "+inf", byscore=True, withscores=True)
        return {learner: instant(at) for learner, at in stored}

    async def _join(self, tenant: str, group: str, learner: str, at: datetime, *, asked: bool) -> None:
        key = keys.of_tenant(tenant, "members", group)
        await self._scripts.run("join_group", [key], learner, at.timestamp(), int(asked))


def _current(place: Place, learner: str | None) -> str:
    return keys.of_tenant(place.tenant, "current", _channel(place), learner or "")


def _current_keys(session: Session) -> list[str]:
    """Where it is written that a session is the current one."""
    mine = [keys.of_learner(session.place.tenant, session.learner, "sessions")] if session.learner else []
    return [_current(session.place, session.learner), *mine]


def _channel(place: Place) -> str:
    """The place without its thread: a session is current in all of it."""
    return keys.place_name(Place(place.platform, place.tenant, place.channel))
