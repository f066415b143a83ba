"""The append-only facts, and the scripts that write them together with what is derived from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any, cast
from uuid import uuid4

from bot import codec
from bot.memory import keys
from bot.memory.client import Client
from bot.memory.scripts import Store
from bot.memory.standing import board_keys, positions, seen_key
from bot.progress.facts import Answer, Choice, Fact, Regrade, Withdrawal, item_of
from bot.records import Verdict

SAME_ANSWER = 20 * 3600
KEPT = 200 * 24 * 3600  # twice the longest a button is promised to work, and then some


class RedisLedger(Store):
    """The ledger of every tenant on one server."""

    def __init__(self, redis: Client, asks: Callable[[str], bool] = lambda tenant: False) -> None:
        """``asks``: whether the people of a tenant have to agree before a board shows them."""
        super().__init__(redis)
        self._asks = asks

    async def take_answer(
        self, tenant: str, answer: Answer, *, closes: datetime | None = None, card: Mapping[str, Any] | None = None
    ) -> Verdict:
        """Record a graded answer once per (learner, delivery) and say what it came to."""
        first, again = replace(answer, first=True), replace(answer, first=False, points=0)
        late = closes is not None and answer.at >= closes
        if late:
            known = await self.verdict(tenant, answer.learner, answer.delivery)
            return known or replace(_verdict(again), counted=False, closed=True)
        stored, reckon = await self._scripts.run(
            "take_answer",
            _answer_keys(tenant, answer),
            answer.learner,
            answer.delivery,
            answer.item,
            answer.at.timestamp(),
            codec.dumps(first, tagged=True),
            codec.dumps(again, tagged=True),
            codec.dumps(_verdict(first)),
            codec.dumps(_verdict(again)),
            codec.dumps(replace(_verdict(again), counted=False)),
            codec.dumps(card) if card else "",
            answer.points,
            SAME_ANSWER,
            answer.day.toordinal(),
            int(answer.correct),
            int(self._asks(tenant)),
        )
        if reckon:
            await self.stand(tenant, answer.learner)
        return replace(codec.loads(Verdict, stored), delivery=answer.delivery)

    async def verdict(self, tenant: str, learner: str, delivery: str) -> Verdict | None:
        """What this learner's answer to this delivery came to, if there was one."""
        stored = await self._redis.hget(keys.of_learner(tenant, learner, "presses"), delivery)
        return replace(codec.loads(Verdict, stored), delivery=delivery) if stored else None

    async def choose(self, tenant: str, choice: Choice, *, turn: str, closes: datetime | None) -> Verdict:
        """Lock in a choice of a sealed delivery; the last one before the close will be judged."""
        locked = await self._scripts.run(
            "choose",
            [
                keys.of_tenant(tenant, "choices", choice.delivery),
                keys.of_tenant(tenant, "chosen", choice.delivery),
                keys.of_tenant(tenant, "closed", choice.delivery),
                keys.of_learner(tenant, choice.learner, "facts"),
                keys.of_tenant(tenant, "sequence"),
                keys.of_tenant(tenant, "learners"),
            ],
            turn,
            choice.learner,
            codec.dumps(choice, tagged=True),
            choice.at.timestamp(),
            closes.timestamp() if closes else "",
            KEPT,
        )
        return Verdict(
            choice.item,
            choice.delivery,
            choice.options,
            right=False,
            counted=bool(locked),
            first=False,
            points=0,
            at=choice.at,
            day=choice.day,
            sealed=bool(locked),
            closed=not locked,
        )

    async def choices(self, tenant: str, delivery: str) -> tuple[Choice, ...]:
        """The last choice of each learner so far."""
        stored = await self._redis.hvals(keys.of_tenant(tenant, "choices", delivery))
        return tuple(cast(Choice, codec.loads(Fact, text)) for text in stored)

    async def close_delivery(self, tenant: str, delivery: str, at: datetime) -> tuple[Choice, ...]:
        """End a sealed delivery (again: no effect) and return the choices to judge with `take_answer`."""
        stored = await self._scripts.run(
            "close_delivery",
            [keys.of_tenant(tenant, "closed", delivery), keys.of_tenant(tenant, "choices", delivery)],
            at.timestamp(),
            KEPT,
        )
        return tuple(cast(Choice, codec.loads(Fact, text)) for text in stored)

    async def append(self, tenant: str, fact: Fact, *, key: str) -> bool:
        """Write any other fact once per ``key``; ``False`` when it was there already."""
        learner = str(getattr(fact, "learner", ""))
        disputed = fact.item if isinstance(fact, Regrade | Withdrawal) else ""
        wrote = await self._scripts.run(
            "append_fact",
            [
                keys.of_learner(tenant, learner, "acts") if learner else keys.of_tenant(tenant, "acts"),
                _facts_key(tenant, learner),
                keys.of_tenant(tenant, "sequence"),
                keys.of_tenant(tenant, "learners"),
                keys.of_tenant(tenant, "disputed"),
            ],
            key,
            codec.dumps(fact, tagged=True),
            learner,
            disputed,
            uuid4().hex,
        )
        if disputed:
            await self._stand_all(tenant, disputed)
        return bool(wrote)

    async def stand(self, tenant: str, learner: str) -> None:
        """Compute the learner's place on every board from the facts; again if a fact was written meanwhile."""
        lists = [_facts_key(tenant, learner), _facts_key(tenant, "")]
        done = False
        while not done:
            counted = [await self._redis.llen(key) for key in lists]
            scores = positions(tenant, learner, await self.facts(tenant, learner))
            shared = (keys.of_tenant(tenant, name) for name in ("private", "away"))
            kept = keys.of_learner(tenant, learner, "profile"), *shared
            asks = int(self._asks(tenant))
            done = await self._scripts.run(
                "set_standing", [*lists, *kept, *scores], learner, *counted, asks, *scores.values()
            )

    async def listed(self, tenant: str, learner: str) -> bool:
        """Whether boards show this learner: they agreed, or nobody is asked here, and they do not cram."""
        profile = keys.of_learner(tenant, learner, "profile")
        board, cram = await self._redis.hmget(profile, "board", "cram")
        undecided = board in (None, '"ask"') and self._asks(tenant)
        return not (board == '"hide"' or cram == "true" or undecided)

    async def _stand_all(self, tenant: str, item: str) -> None:
        """Compute the places of everybody who answered a disputed item."""
        for learner in await self.learners(tenant):
            if item in map(item_of, await self._redis.hkeys(keys.of_learner(tenant, learner, "attempts"))):
                await self.stand(tenant, learner)

    async def facts(self, tenant: str, learner: str | None = None) -> list[Fact]:
        """A learner's facts with the tenant-wide ones, or everybody's, in the order they were written."""
        whose = [learner] if learner is not None else list(await self.learners(tenant))
        lines: list[str] = await self._redis.lrange(keys.of_tenant(tenant, "facts"), 0, -1)
        for name in whose:
            lines += await self._redis.lrange(_facts_key(tenant, name), 0, -1)
        return list(_in_order(lines))

    async def learners(self, tenant: str) -> tuple[str, ...]:
        """Everyone who has a fact."""
        return tuple(sorted(await self._redis.smembers(keys.of_tenant(tenant, "learners"))))


def _answer_keys(tenant: str, answer: Answer) -> list[str]:
    mine = {name: keys.of_learner(tenant, answer.learner, name) for name in keys.LEARNER_PARTS}
    return [
        mine["presses"],
        mine["attempts"],
        mine["facts"],
        keys.of_tenant(tenant, "sequence"),
        mine["cards"],
        mine["profile"],
        keys.of_tenant(tenant, "learners"),
        keys.of_tenant(tenant, "disputed"),
        seen_key(tenant),
        keys.of_tenant(tenant, "private"),
        *board_keys(tenant, "points", answer.day),
        *board_keys(tenant, "fixed", answer.day),
    ]


def _facts_key(tenant: str, learner: str) -> str:
    return keys.of_learner(tenant, learner, "facts") if learner else keys.of_tenant(tenant, "facts")


def _in_order(lines: Iterable[str]) -> Iterable[Fact]:
    numbered = (line.split(" ", 1) for line in lines)
    for _, text in sorted(numbered, key=lambda entry: int(entry[0])):
        # A fact of a kind that only a newer version knows says nothing to this one.
        with suppress(codec.Unfamiliar):
            yield cast(Fact, codec.loads(Fact, text))


def _verdict(answer: Answer) -> Verdict:
    return Verdict(
        answer.item,
        answer.delivery,
        answer.options,
        answer.correct,
        counted=True,
        first=answer.first,
        points=answer.points,
        at=answer.at,
        day=answer.day,
    )
