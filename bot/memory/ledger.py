"""The facts, append-only, and the acts that write them together with what is derived from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, cast

from bot.memory import codec, keys
from bot.memory.client import Client
from bot.memory.scripts import Scripts
from bot.progress.facts import Answer, Choice, Fact
from bot.progress.standings import window
from bot.records import Period, Verdict

SAME_ANSWER = 20 * 3600
PERIODS: tuple[Period, ...] = ("day", "week", "month", "season", "all")


def board_key(tenant: str, group: str | None, period: Period, day: date) -> str:
    """The sorted set of one board; a group-less board is the tenant's."""
    first, _ = window(period, day)
    return keys.of_tenant(tenant, "board", group or "", period, "" if period == "all" else first.isoformat())


def board_keys(tenant: str, answer: Answer) -> list[str]:
    """Every board an answer's points stand on."""
    groups = (None, answer.group) if answer.group else (None,)
    return [board_key(tenant, group, period, answer.day) for group in groups for period in PERIODS]


class RedisLedger:
    """The ledger of every tenant on one server."""

    def __init__(self, redis: Client) -> None:
        self._redis = redis
        self._scripts = Scripts(redis)

    async def take_answer(
        self, tenant: str, answer: Answer, *, closes: datetime | None = None, card: Mapping[str, Any] | None = None
    ) -> Verdict:
        """Record a graded answer once per (learner, delivery) and say what it came to."""
        first, again = replace(answer, first=True), replace(answer, first=False, points=0)
        late = closes is not None and answer.at >= closes
        if late:
            known = await self.verdict(tenant, answer.learner, answer.delivery)
            return known or replace(_verdict(again), counted=False, closed=True)
        status, stored = await self._scripts.run(
            "take_answer",
            [*self._answer_keys(tenant, answer), *board_keys(tenant, answer)],
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
        )
        if status == 2:
            return replace(_verdict(again), counted=False, closed=True)
        return replace(codec.loads(Verdict, stored), delivery=answer.delivery)

    async def verdict(self, tenant: str, learner: str, delivery: str) -> Verdict | None:
        """What this learner's answer to this delivery came to, if there was one."""
        stored = await self._redis.hget(keys.of_learner(tenant, learner, "presses"), delivery)
        return codec.loads(Verdict, stored) if stored else None

    async def choose(self, tenant: str, choice: Choice, *, turn: str, closes: datetime | None) -> Verdict:
        """Lock in a choice of a sealed delivery; the last one before the close will be judged."""
        status = await self._scripts.run(
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
        )
        verdict = Verdict(
            choice.item, choice.delivery, choice.options, False, status == 1, False, 0, choice.at, choice.day, sealed=True
        )
        return replace(verdict, sealed=False, closed=True, counted=False) if status == 2 else verdict

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
        )
        return tuple(cast(Choice, codec.loads(Fact, text)) for text in stored)

    async def append(self, tenant: str, fact: Fact, *, key: str) -> bool:
        """Write any other fact once per ``key``; ``False`` when it was there already."""
        learner = str(getattr(fact, "learner", ""))
        wrote = await self._scripts.run(
            "append_fact",
            [
                keys.of_learner(tenant, learner, "acts") if learner else keys.of_tenant(tenant, "acts"),
                self._facts_key(tenant, learner),
                keys.of_tenant(tenant, "sequence"),
                keys.of_tenant(tenant, "learners"),
            ],
            key,
            codec.dumps(fact, tagged=True),
            learner,
        )
        return bool(wrote)

    async def facts(self, tenant: str, learner: str | None = None) -> list[Fact]:
        """A learner's facts with the tenant-wide ones, or everybody's, in the order they were written."""
        whose = [learner] if learner is not None else list(await self.learners(tenant))
        lines: list[str] = await self._redis.lrange(keys.of_tenant(tenant, "facts"), 0, -1)
        for name in whose:
            lines += await self._redis.lrange(self._facts_key(tenant, name), 0, -1)
        return list(_in_order(lines))

    async def learners(self, tenant: str) -> tuple[str, ...]:
        """Everyone who has a fact."""
        return tuple(sorted(await self._redis.smembers(keys.of_tenant(tenant, "learners"))))

    def _answer_keys(self, tenant: str, answer: Answer) -> list[str]:
        mine = [keys.of_learner(tenant, answer.learner, name) for name in ("presses", "attempts", "facts")]
        return [
            *mine,
            keys.of_tenant(tenant, "sequence"),
            keys.of_learner(tenant, answer.learner, "cards"),
            keys.of_learner(tenant, answer.learner, "profile"),
            keys.of_tenant(tenant, "learners"),
            keys.of_tenant(tenant, "withdrawn", answer.delivery),
        ]

    @staticmethod
    def _facts_key(tenant: str, learner: str) -> str:
        return keys.of_learner(tenant, learner, "facts") if learner else keys.of_tenant(tenant, "facts")


def _in_order(lines: Iterable[str]) -> Iterable[Fact]:
    numbered = (line.split(" ", 1) for line in lines)
    for _, text in sorted(numbered, key=lambda entry: int(entry[0])):
        yield cast(Fact, codec.loads(Fact, text))


def _verdict(answer: Answer) -> Verdict:
    return Verdict(
        answer.item, answer.delivery, answer.options, answer.correct, True, answer.first, answer.points, answer.at, answer.day
    )
