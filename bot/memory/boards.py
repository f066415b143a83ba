"""Leaderboards, read off the sorted sets that taking an answer keeps."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.memory.client import Client
from bot.memory.ledger import RedisLedger
from bot.memory.standing import board_key, seen_key
from bot.progress.standings import AWAY_DAYS, standings
from bot.records import Board, Standing

BATCH = 64
SHORT = ("day", "week")
"""Whoever answered within these periods has not been away for a week."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """One board without the learners who are away; ``gone`` are their scores, in order."""

    key: str
    away: Mapping[str, float]
    gone: list[float]


class RedisBoards:
    """Standings of the learners who agreed to be shown; ties share a rank (1, =2, =2, 4)."""

    def __init__(self, redis: Client, ledger: RedisLedger, listed: Callable[[str, str], Awaitable[bool]]) -> None:
        self._redis = redis
        self._ledger = ledger
        self._listed = listed

    async def top(self, tenant: str, board: Board, count: int) -> tuple[Standing, ...]:
        """The first ``count`` rows."""
        if board.measure == "fixed":
            return (await self._fixed(tenant, board))[:count]
        shown = await self._shown(tenant, board)
        rows: list[Standing] = []
        if count > 0:
            async for learner, score in self._from(shown, 0, +1):
                rows.append(await self._row(shown, learner, score))
                if len(rows) == count:
                    break
        return tuple(rows)

    async def around(self, tenant: str, board: Board, learner: str) -> tuple[Standing, ...]:
        """The learner with the one above and the one below; empty when they are not on it."""
        if board.measure == "fixed":
            rows = await self._fixed(tenant, board)
            at = next((place for place, row in enumerate(rows) if row.learner == learner), None)
            return () if at is None else rows[max(0, at - 1) : at + 2]
        shown = await self._shown(tenant, board)
        place = await self._redis.zrank(shown.key, learner)
        if place is None or learner in shown.away:
            return ()
        above = await anext(self._from(shown, place - 1, -1), None)
        mine = learner, float(await self._redis.zscore(shown.key, learner))
        below = await anext(self._from(shown, place + 1, +1), None)
        return tuple([await self._row(shown, *each) for each in (above, mine, below) if each is not None])

    async def size(self, tenant: str, board: Board) -> int:
        """How many stand on it."""
        if board.measure == "fixed":
            return len(await self._fixed(tenant, board))
        shown = await self._shown(tenant, board)
        return int(await self._redis.zcard(shown.key)) - len(shown.away)

    async def _shown(self, tenant: str, board: Board) -> _Shown:
        key = board_key(tenant, board.group, board.period, board.day)
        if board.period in SHORT:
            return _Shown(key, {}, [])
        latest = board.day.toordinal() - AWAY_DAYS
        names = await self._redis.zrange(seen_key(tenant, board.group), "-inf", latest, byscore=True)
        scores = await self._redis.zmscore(key, names) if names else []
        away = {name: float(score) for name, score in zip(names, scores, strict=True) if score is not None}
        return _Shown(key, away, sorted(away.values()))

    async def _from(self, shown: _Shown, place: int, step: int) -> AsyncIterator[tuple[str, float]]:
        """Learner and score from a place on, downwards (+1) or upwards (-1)."""
        while place >= 0:
            first, last = (place, place + BATCH - 1) if step > 0 else (max(0, place - BATCH + 1), place)
            found = await self._redis.zrange(shown.key, first, last, withscores=True)
            for learner, score in found[::step]:
                if learner not in shown.away:
                    yield learner, score
            if not found:
                return
            place = last + 1 if step > 0 else first - 1

    async def _row(self, shown: _Shown, learner: str, score: float) -> Standing:
        above = await self._redis.zcount(shown.key, "-inf", f"({score}") - bisect_left(shown.gone, score)
        away = bisect_right(shown.gone, score) - bisect_left(shown.gone, score)
        level = await self._redis.zcount(shown.key, score, score) - away
        return Standing(above + 1, learner, -int(score), tied=level > 1)

    async def _fixed(self, tenant: str, board: Board) -> tuple[Standing, ...]:
        everyone = await self._ledger.learners(tenant)
        listed = [learner for learner in everyone if await self._listed(tenant, learner)]
        return standings(await self._ledger.facts(tenant), board, listed)
