"""A person's own data: handed over, or forgotten; and the whole ledger out and in again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime
from typing import Any

from bot.memory import codec, keys
from bot.memory.client import Client
from bot.memory.ledger import RedisLedger, board_keys
from bot.ports import Clock
from bot.progress.facts import Answer
from bot.progress.judged import judged
from bot.records import Receipt

COUNTED = {"facts": "answers and facts", "cards": "review dates", "profile": "settings", "presses": "presses"}


class RedisPeople:
    """Export and deletion of one person."""

    def __init__(self, redis: Client, ledger: RedisLedger, clock: Clock, salt: bytes) -> None:
        self._redis = redis
        self._ledger = ledger
        self._clock = clock
        self._salt = salt

    async def export(self, tenant: str, learner: str) -> dict[str, Any]:
        """Everything kept about the person."""
        mine = [fact for fact in await self._ledger.facts(tenant, learner) if getattr(fact, "learner", None) == learner]
        cards = await self._redis.hgetall(keys.of_learner(tenant, learner, "cards"))
        profile = await self._redis.hgetall(keys.of_learner(tenant, learner, "profile"))
        return {
            "learner": learner,
            "facts": [codec.encode(fact, tagged=True) for fact in mine],
            "settings": {name: json.loads(value) for name, value in profile.items()},
            "reviews": {item: json.loads(card) for item, card in cards.items()},
        }

    async def forget(self, tenant: str, learner: str) -> Receipt:
        """Remove the person everywhere and leave a tombstone without them in it."""
        removed = {words: await self._size(keys.of_learner(tenant, learner, name)) for name, words in COUNTED.items()}
        mine = [fact for fact in await self._ledger.facts(tenant, learner) if getattr(fact, "learner", None) == learner]
        boards = {key for fact in mine if isinstance(fact, Answer) for key in board_keys(tenant, fact)}
        for board in boards:
            await self._redis.zrem(board, learner)
        async for key in self._redis.scan_iter(match=f"{keys.tag(tenant).replace('[', '?')}:*"):
            await self._remove_from(key, learner)
        await self._redis.delete(*keys.all_of_learner(tenant, learner))
        now = self._clock.now()
        mark = self._mark(tenant, learner)
        await self._redis.hset(keys.of_tenant(tenant, "forgotten"), mark, now.timestamp())
        return Receipt(hashlib.sha256(f"{mark}{now.isoformat()}".encode()).hexdigest()[:10], now, removed)

    async def forgotten(self, tenant: str, learner: str, at: datetime) -> bool:
        """Whether the person was deleted after ``at``, so that a late turn of theirs is dropped."""
        when = await self._redis.hget(keys.of_tenant(tenant, "forgotten"), self._mark(tenant, learner))
        return when is not None and datetime.fromtimestamp(float(when), UTC) > at

    async def _remove_from(self, key: str, learner: str) -> None:
        name = key.split(":", 3)[2] if key.count(":") > 1 else ""
        if name in {"choices", "chosen"}:
            await self._redis.hdel(key, learner)
        elif name == "members":
            await self._redis.zrem(key, learner)
        elif name == "learners":
            await self._redis.srem(key, learner)
        elif name in {"session", "delivery", "thread", "current"} and learner in await self._text(key):
            await self._redis.delete(key)

    async def _text(self, key: str) -> str:
        kind = await self._redis.type(key)
        if kind == "hash":
            return str(await self._redis.hgetall(key)) + key
        if kind == "zset":
            return str(await self._redis.zrange(key, 0, -1)) + key
        return str(await self._redis.get(key)) + key

    async def _size(self, key: str) -> int:
        kind = await self._redis.type(key)
        if kind == "hash":
            return int(await self._redis.hlen(key))
        return int(await self._redis.llen(key)) if kind == "list" else 0

    def _mark(self, tenant: str, learner: str) -> str:
        return hashlib.blake2b(f"{tenant}\0{learner}".encode(), key=self._salt[:64], digest_size=12).hexdigest()


class Archive:
    """The ledger of every tenant as lines, and its check against what was derived from it."""

    def __init__(self, redis: Client, ledger: RedisLedger) -> None:
        self._redis = redis
        self._ledger = ledger

    async def tenants(self) -> list[str]:
        """Everybody with a fact."""
        found: set[str] = set()
        async for key in self._redis.scan_iter(match="{t:*}:learners"):
            if tenant := keys.tenant_of(key):
                found.add(tenant)
        return sorted(found)

    async def purge(self, tenant: str) -> None:
        """Remove a whole tenant; there is no way back."""
        async for key in self._redis.scan_iter(match=f"{keys.tag(tenant)}:*", count=1000):
            await self._redis.delete(key)

    async def lines(self, tenant: str = "") -> AsyncIterator[str]:
        """Every key of the tenants as one JSON line: name, kind and value."""
        pattern = f"{keys.tag(tenant)}:*" if tenant else "{t:*"
        async for key in self._redis.scan_iter(match=pattern):
            dumped = await self._redis.type(key), key
            yield json.dumps({"kind": dumped[0], "key": key, "value": await self._value(*dumped)}, ensure_ascii=False)

    async def restore(self, lines: Iterable[str]) -> int:
        """Write back what is not there; people who were forgotten stay forgotten.  ``ValueError`` names a bad line."""
        entries = []
        for number, line in enumerate(lines, start=1):
            try:
                entry = json.loads(line)
                entries.append((entry["kind"], entry["key"], entry["value"]))
            except (ValueError, KeyError, TypeError):
                raise ValueError(f"line {number} is not an entry of a backup; nothing was restored") from None
        counted = 0
        for kind, key, value in entries:
            if value and not await self._redis.exists(key):
                await self._write(kind, key, value)
                counted += 1
        return counted

    async def audit(self, tenant: str) -> list[dict[str, Any]]:
        """Every board position that is not the sum of its facts: (board, learner, shown, counted)."""
        totals: dict[str, dict[str, int]] = {}
        hidden = [name for name in await self._ledger.learners(tenant) if await self._hidden(tenant, name)]
        for answer in judged(await self._ledger.facts(tenant)):
            for key in board_keys(tenant, answer) if answer.points and answer.learner not in hidden else ():
                of_board = totals.setdefault(key, {})
                of_board[answer.learner] = of_board.get(answer.learner, 0) + answer.points
        drift: list[dict[str, Any]] = []
        async for key in self._redis.scan_iter(match=f"{keys.tag(tenant)}:board:*"):
            totals.setdefault(key, {})
        for key, counted in totals.items():
            shown = {name: int(score) for name, score in await self._redis.zrange(key, 0, -1, withscores=True)}
            drift += [
                {"board": key, "learner": name, "shown": shown.get(name, 0), "counted": counted.get(name, 0)}
                for name in sorted(shown.keys() | counted.keys())
                if shown.get(name, 0) != counted.get(name, 0)
            ]
        return drift

    async def _hidden(self, tenant: str, learner: str) -> bool:
        board, cram = await self._redis.hmget(keys.of_learner(tenant, learner, "profile"), "board", "cram")
        return board == '"hide"' or cram == "true"

    async def _value(self, kind: str, key: str) -> Any:
        match kind:
            case "hash":
                return await self._redis.hgetall(key)
            case "list":
                return await self._redis.lrange(key, 0, -1)
            case "set":
                return sorted(await self._redis.smembers(key))
            case "zset":
                return await self._redis.zrange(key, 0, -1, withscores=True)
            case "string":
                return await self._redis.get(key)
        return None

    async def _write(self, kind: str, key: str, value: Any) -> None:
        match kind:
            case "hash":
                await self._redis.hset(key, mapping=value)
            case "list":
                await self._redis.eval("if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('RPUSH', KEYS[1], unpack(ARGV)) end return 1", 1, key, *value)
            case "set":
                await self._redis.sadd(key, *value)
            case "zset":
                await self._redis.zadd(key, {member: score for member, score in value})
            case "string":
                await self._redis.set(key, value, nx=True)


