"""Backup, restore and audit of everything that is kept.

A backup is one JSON object a line and a key.  It leaves out what is derived from facts (boards) and
what is only about the present (limits); a restore reckons the first anew.  Tombstones come first in
the file: who was forgotten after it was begun is not in them, and a restore leaves that person out.
Their salts follow, so that the file is understood wherever it is read, under whichever secret.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from typing import Any

from bot.memory import dump, keys
from bot.memory.chain import first_broken
from bot.memory.client import Client
from bot.memory.dump import Entry
from bot.memory.ledger import RedisLedger
from bot.memory.pending import Pending
from bot.memory.scripts import Store
from bot.memory.standing import is_long, positions, seen_key
from bot.memory.tombstones import NAMELESS, SALTS, Tombstones, mark
from bot.memory.traces import Known, traces, without
from bot.progress.facts import Answer, Fact, Regrade, Withdrawal, item_of
from bot.progress.review import review_cards

LEFT_OUT = ("board", "seen", "private", "away", "limit", "spend", "asked")


class Archive(Store):
    """Everything of every tenant, as JSON lines."""

    def __init__(self, redis: Client, ledger: RedisLedger, tombstones: Tombstones) -> None:
        super().__init__(redis)
        self._ledger = ledger
        self._tombstones = tombstones

    async def tenants(self) -> list[str]:
        """Every tenant with a fact."""
        found: set[str] = set()
        async for key in self._redis.scan_iter(match="{t:*}:learners", count=1000):
            if tenant := keys.tenant_of(key):
                found.add(tenant)
        return sorted(found)

    async def purge(self, tenant: str) -> None:
        """Remove a whole tenant; there is no way back."""
        await Pending(self._redis).disband(tenant)

    async def lines(self, tenant: str = "") -> AsyncIterator[str]:
        """Every key of the tenants as one JSON line: name, kind and value."""
        people: set[tuple[str, str]] = set()
        shared: set[str] = set()
        async for key in self._redis.scan_iter(match=f"{keys.tag(tenant)}:*" if tenant else "{t:*", count=1000):
            owner, learner = keys.tenant_of(key), keys.learner_of(key)
            if owner is not None and learner is not None:
                people.add((owner, learner))
            elif keys.name_of(key) not in LEFT_OUT:
                shared.add(key)
        for key in sorted(shared, key=lambda key: (keys.name_of(key) != "forgotten", key)):
            if keys.name_of(key) != "sequence":
                async for line in self._lines_of([key]):
                    yield line
        if any(keys.name_of(key) == "forgotten" for key in shared):
            async for line in self._lines_of([SALTS]):
                yield line
        # A person's keys belong together, so they are read as of one instant.
        for owner, learner in sorted(people):
            async for line in self._lines_of(list(keys.all_of_learner(owner, learner))):
                yield line
        for key in sorted(shared):
            if keys.name_of(key) == "sequence":
                async for line in self._lines_of([key]):
                    yield line

    async def restore(self, lines: Iterable[str]) -> int:
        """Write back what is not there; people who were forgotten stay forgotten.  ``ValueError`` names a bad line."""
        entries = [_read(number, line) for number, line in enumerate(lines, start=1)]
        salts = [entry for entry in entries if entry.key == SALTS]
        entries = [entry for entry in entries if entry.key != SALTS]
        known: dict[str, dict[str, str]] = {}
        for entry in entries:
            if keys.name_of(entry.key) == "forgotten":
                known[keys.tenant_of(entry.key) or ""] = entry.value
        nameless = known.get("", {})
        gone = {tenant: await self._gone(tenant, nameless | known.get(tenant, {})) for tenant in _tenants(entries)}
        counted = len(salts)
        for entry in salts:
            await self._tombstones.accept(entry.value)
        for entry in entries:
            counted += await self._write(entry, gone[keys.tenant_of(entry.key) or ""])
        for tenant in gone:
            for learner in await self._ledger.learners(tenant):
                await self._ledger.stand(tenant, learner)
        return counted

    async def audit(self, tenant: str) -> list[dict[str, Any]]:
        """Every derived number that differs from what the facts come to: (board, learner, shown, counted).

        And the first fact of each list that was changed: (board, learner, its number); 0 where all are gone.
        """
        counted: dict[str, dict[str, int]] = {seen_key(tenant): {}}
        drift = await self._chains(tenant)
        here = set(await self._redis.zrange(seen_key(tenant), 0, -1))
        for learner in await self._ledger.learners(tenant):
            facts = await self._ledger.facts(tenant, learner)
            drift += await self._cards(tenant, learner, facts)
            listed = await self._ledger.listed(tenant, learner)
            for key, score in positions(tenant, learner, facts).items():
                # Who has been away for a week was taken off the boards one can be away from.
                gone = learner not in here and (key == seen_key(tenant) or is_long(key))
                shown = await self._redis.zscore(key, learner) if gone and listed else None
                ought = score if listed and not (gone and shown is None) else 0
                counted.setdefault(key, {})[learner] = ought
        async for key in self._redis.scan_iter(match=f"{keys.tag(tenant)}:board:*", count=1000):
            counted.setdefault(key, {})
        for key, scores in sorted(counted.items()):
            stored = await self._redis.zrange(key, 0, -1, withscores=True)
            shown = {learner: int(score) for learner, score in stored}
            sign = -1 if keys.name_of(key) == "board" else 1
            drift += [
                {"board": key, "learner": learner, "shown": sign * is_, "counted": sign * ought}
                for learner in sorted(shown.keys() | scores.keys())
                if (is_ := shown.get(learner, 0)) != (ought := scores.get(learner, 0))
            ]
        return drift

    async def _chains(self, tenant: str) -> list[dict[str, Any]]:
        everybody = {one: keys.of_learner(tenant, one, "facts") for one in await self._ledger.learners(tenant)}
        broken: list[dict[str, Any]] = []
        for learner, key in {"": keys.of_tenant(tenant, "facts"), **everybody}.items():
            lines = await self._redis.lrange(key, 0, -1)
            number = first_broken(lines) if lines or not learner else 0
            broken += [{"board": key, "learner": learner, "fact": number}] if number is not None else []
        return broken

    async def _cards(self, tenant: str, learner: str, facts: list[Fact]) -> list[dict[str, Any]]:
        """Review cards that differ from what the answers come to.  Cards of a disputed item are computed when read."""
        key = keys.of_learner(tenant, learner, "cards")
        disputed = {fact.item for fact in facts if isinstance(fact, Regrade | Withdrawal)}
        counted = review_cards(fact for fact in facts if isinstance(fact, Answer))
        stored = {item: json.loads(card) for item, card in (await self._redis.hgetall(key)).items()}
        return [
            {"board": f"{key} {item}", "learner": learner, "shown": shown, "counted": ought}
            for item, card in sorted(stored.items())
            if item_of(item) not in disputed and "stability" in card
            if (shown := card["stability"]) != (ought := counted[item]["stability"] if item in counted else 0.0)
        ]

    async def _lines_of(self, names: list[str]) -> AsyncIterator[str]:
        for entry in await dump.read(self._scripts, names):
            if keys.name_of(entry.key) not in LEFT_OUT:
                line = {"kind": entry.kind, "key": entry.key, "value": entry.value}
                if entry.expires:
                    line["expires"] = entry.expires
                yield json.dumps(line)  # in ASCII: half a character or an odd line break in a text stays what it is

    async def _gone(self, tenant: str, known: dict[str, str]) -> Known:
        """Who was forgotten since the backup was begun; ``known`` are the tombstones it has."""
        here = await self._redis.hgetall(keys.of_tenant(tenant, "forgotten")) | await self._redis.hgetall(NAMELESS)
        since = {name for name, at in here.items() if name not in known or float(known[name]) < float(at)}
        salts = await self._tombstones.salts() if since else ()
        return lambda learner: any(mark(salt, tenant, learner) in since for salt in salts)

    async def _write(self, entry: Entry, gone: Known) -> bool:
        name, whose = keys.name_of(entry.key), keys.learner_of(entry.key) or keys.person_in(entry.key)
        if name in LEFT_OUT or gone(whose):
            return False
        if name == "forgotten":
            await self._tombstones.merge(entry.key, entry.value)
            return True
        value = without(entry.value, traces(entry.key, entry.value, gone))
        if not value:
            return False
        if name == "learners":
            return bool(await self._redis.sadd(entry.key, *value))
        return await dump.write(self._scripts, Entry(entry.key, entry.kind, value, entry.expires))


def _read(number: int, line: str) -> Entry:
    try:
        found = json.loads(line)
        entry = Entry(found["key"], found["kind"], found["value"], int(found.get("expires", 0)))
        fits = isinstance(entry.value, {"hash": dict, "string": str}.get(entry.kind, list))
        ours = keys.tenant_of(entry.key) is not None or (entry.key == SALTS and all(map(bytes.fromhex, entry.value)))
        if not ours or not keys.name_of(entry.key) or not fits:
            raise ValueError
    except (ValueError, LookupError, TypeError, AttributeError):
        raise ValueError(f"line {number} is not an entry of a backup; nothing was restored") from None
    return entry


def _tenants(entries: Iterable[Entry]) -> list[str]:
    return sorted({keys.tenant_of(entry.key) or "" for entry in entries})
