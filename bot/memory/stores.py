"""Everything else that lasts: deliveries, sessions, profiles, review cards, groups, boards."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.conversation import Place
from bot.memory import codec, keys
from bot.memory.client import Client
from bot.memory.ledger import RedisLedger, board_key, board_keys
from bot.memory.scripts import Scripts
from bot.progress.judged import judged
from bot.progress.standings import standings
from bot.records import Board, Delivery, Group, Profile, Session, Setting, Standing

KEPT = 200 * 24 * 3600  # twice the longest a button is promised to work, and then some


class RedisDeliveries:
    """What was shown, kept while an answer or an open button may refer to it."""

    def __init__(self, redis: Client) -> None:
        self._redis = redis

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
        return _instant(stored) if stored else None


class RedisSessions:
    """Quiz sessions by id, and which one is current for a learner in a place."""

    def __init__(self, redis: Client) -> None:
        self._redis = redis
        self._scripts = Scripts(redis)

    async def get(self, tenant: str, session: str) -> Session | None:
        """The session with this id."""
        stored = await self._redis.hget(keys.of_tenant(tenant, "session", session), "session")
        return codec.loads(Session, stored) if stored else None

    async def current(self, place: Place, learner: str | None) -> Session | None:
        """The session that was saved last in this place for this learner (or for the whole channel)."""
        identifier = await self._redis.get(_current(place, learner))
        return await self.get(place.tenant, identifier) if identifier else None

    async def save(self, session: Session) -> bool:
        """Store it as the current one; ``False`` if somebody saved since ``session.revision``."""
        following = codec.encode(session) | {"revision": session.revision + 1}
        done = await self._scripts.run(
            "save_session",
            [keys.of_tenant(session.place.tenant, "session", session.id), _current(session.place, session.learner)],
            session.id,
            session.revision,
            json.dumps(following, ensure_ascii=False, separators=(",", ":")),
            KEPT,
        )
        return bool(done)

    async def end(self, session: Session) -> None:
        """It is no longer the current one; it can still be looked up."""
        await self._scripts.run("end_session", [_current(session.place, session.learner)], session.id)


class RedisProfiles:
    """Settings, one by one, so that two changes at once do not undo each other."""

    def __init__(self, redis: Client, ledger: RedisLedger) -> None:
        self._redis = redis
        self._ledger = ledger
        self._scripts = Scripts(redis)

    async def get(self, tenant: str, learner: str) -> Profile:
        """What the learner chose; defaults where they did not."""
        stored = await self._redis.hgetall(keys.of_learner(tenant, learner, "profile"))
        fields = {name: json.loads(value) for name, value in stored.items()}
        profile: Profile = codec.decode(Profile, {**fields, "learner": learner})
        return profile

    async def change(self, tenant: str, learner: str, **settings: Setting) -> Profile:
        """Set fields of :class:`Profile`; a new ``board`` or ``cram`` shows or hides them everywhere at once."""
        values = {name: json.dumps(codec.encode(value)) for name, value in settings.items()}
        if values:
            await self._redis.hset(keys.of_learner(tenant, learner, "profile"), mapping=values)
        profile = await self.get(tenant, learner)
        if {"board", "cram"} & set(settings):
            await self._stand(tenant, profile)
        return profile

    async def _stand(self, tenant: str, profile: Profile) -> None:
        """Put the learner's points on every board, or take them off; again if an answer came in between."""
        shown = profile.board != "hide" and not profile.cram
        while True:
            facts_key = keys.of_learner(tenant, profile.learner, "facts")
            counted = await self._redis.llen(facts_key)
            totals: dict[str, int] = {}
            for answer in judged(await self._ledger.facts(tenant, profile.learner)):
                for key in board_keys(tenant, answer) if answer.learner == profile.learner else ():
                    totals[key] = totals.get(key, 0) + (answer.points if shown else 0)
            done = await self._scripts.run(
                "set_standing", [facts_key, *totals], profile.learner, counted, *totals.values()
            )
            if done:
                return


class RedisReviews:
    """One review card per learner and item, as plain JSON."""

    def __init__(self, redis: Client) -> None:
        self._redis = redis

    async def cards(self, tenant: str, learner: str) -> dict[str, dict[str, Any]]:
        """Item and card."""
        stored = await self._redis.hgetall(keys.of_learner(tenant, learner, "cards"))
        return {item: json.loads(card) for item, card in stored.items()}

    async def put(self, tenant: str, learner: str, item: str, card: Mapping[str, Any]) -> None:
        """Replace one card."""
        await self._redis.hset(keys.of_learner(tenant, learner, "cards"), item, json.dumps(card))


class RedisGroups:
    """Who learns together."""

    def __init__(self, redis: Client) -> None:
        self._redis = redis

    async def get(self, tenant: str, group: str) -> Group | None:
        """The group with this id."""
        stored = await self._redis.hget(keys.of_tenant(tenant, "groups"), group)
        return codec.loads(Group, stored) if stored else None

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
        await self._redis.zadd(keys.of_tenant(tenant, "members", group), {learner: at.timestamp()}, nx=True)

    async def leave(self, tenant: str, group: str, learner: str) -> None:
        """No longer be a member."""
        await self._redis.zrem(keys.of_tenant(tenant, "members", group), learner)

    async def members(self, tenant: str, group: str) -> dict[str, datetime]:
        """Learner and when they joined."""
        stored = await self._redis.zrange(keys.of_tenant(tenant, "members", group), 0, -1, withscores=True)
        return {learner: _instant(at) for learner, at in stored}


class RedisBoards:
    """Standings of the learners who agreed to be shown; ties share a rank (1, =2, =2, 4)."""

    def __init__(self, redis: Client, ledger: RedisLedger, listed: Callable[[str, str], Any]) -> None:
        self._redis = redis
        self._ledger = ledger
        self._listed = listed

    async def top(self, tenant: str, board: Board, count: int) -> tuple[Standing, ...]:
        """The first ``count`` rows."""
        if board.measure == "fixed":
            return (await self._fixed(tenant, board))[:count]
        return await self._rows(self._key(tenant, board), 0, count - 1)

    async def around(self, tenant: str, board: Board, learner: str) -> tuple[Standing, ...]:
        """The learner with the one above and the one below; empty when they are not on it."""
        if board.measure == "fixed":
            rows = await self._fixed(tenant, board)
            at = next((place for place, row in enumerate(rows) if row.learner == learner), None)
            return () if at is None else rows[max(0, at - 1) : at + 2]
        key = self._key(tenant, board)
        place = await self._redis.zrevrank(key, learner)
        return () if place is None else await self._rows(key, max(0, place - 1), place + 1)

    async def size(self, tenant: str, board: Board) -> int:
        """How many stand on it."""
        if board.measure == "fixed":
            return len(await self._fixed(tenant, board))
        return int(await self._redis.zcard(self._key(tenant, board)))

    @staticmethod
    def _key(tenant: str, board: Board) -> str:
        return board_key(tenant, board.group, board.period, board.day)

    async def _rows(self, key: str, start: int, stop: int) -> tuple[Standing, ...]:
        found = await self._redis.zrange(key, start, stop, desc=True, withscores=True)
        rows: list[Standing] = []
        for learner, score in found:
            above = await self._redis.zcount(key, f"({score}", "+inf")
            level = await self._redis.zcount(key, score, score)
            rows.append(Standing(above + 1, learner, int(score), tied=level > 1))
        return tuple(rows)

    async def _fixed(self, tenant: str, board: Board) -> tuple[Standing, ...]:
        everyone = await self._ledger.learners(tenant)
        listed = [learner for learner in everyone if await self._listed(tenant, learner)]
        return standings(await self._ledger.facts(tenant), board, listed)


def _current(place: Place, learner: str | None) -> str:
    return keys.of_tenant(place.tenant, "current", keys.place_name(Place(place.platform, place.tenant, place.channel)), learner or "")


def _instant(stored: str | float) -> datetime:
    return datetime.fromtimestamp(float(stored), UTC)
