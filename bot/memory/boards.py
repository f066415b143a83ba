"""Leaderboards, read off the sorted sets that taking an answer keeps.

Ranks are never stored: the rows that are shown are read with their place, and one count tells how many
stand above the first of them.  Whoever has been away for a week is taken off by the next reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.memory import keys
from bot.memory.client import Client
from bot.memory.ledger import RedisLedger
from bot.memory.scripts import Store
from bot.memory.standing import SHORT, board_key, long_boards, seen_key
from bot.progress.standings import AWAY_DAYS, ranked
from bot.records import Board, Standing

SWEPT_AT_ONCE = 500
SWEEPS = 20
ANYWHERE = 3
"""Days by which two readers on earth surely do not differ; a larger difference is a clock that was wrong."""


class RedisBoards(Store):
    """Standings of the learners who agreed to be shown; ties share a rank (1, =2, =2, 4)."""

    def __init__(self, redis: Client, ledger: RedisLedger) -> None:
        super().__init__(redis)
        self._ledger = ledger

    async def top(self, tenant: str, board: Board, count: int) -> tuple[Standing, ...]:
        """The first ``count`` rows."""
        if board.group is not None:
            return (await self._of_group(tenant, board, board.group))[: max(0, count)]
        return await self._rows(await self._key(tenant, board), 0, count)

    async def around(self, tenant: str, board: Board, learner: str) -> tuple[Standing, ...]:
        """The learner with the one above and the one below; empty when they are not on it."""
        if board.group is not None:
            rows = await self._of_group(tenant, board, board.group)
            at = next((place for place, row in enumerate(rows) if row.learner == learner), None)
            return () if at is None else rows[max(0, at - 1) : at + 2]
        key = await self._key(tenant, board)
        place = await self._redis.zrank(key, learner)
        return () if place is None else await self._rows(key, max(0, place - 1), place + 2)

    async def private(self, tenant: str, group: str | None = None) -> int:
        """How many learned here who do not want to be seen."""
        hidden = keys.of_tenant(tenant, "private")
        if group is None:
            return int(await self._redis.scard(hidden))
        members = await self._members(tenant, group)
        return sum(await self._redis.smismember(hidden, members)) if members else 0

    async def _key(self, tenant: str, board: Board) -> str:
        """The board's sorted set, without those who have been away."""
        if board.period not in SHORT:
            await self._sweep(tenant, board.day)
        return board_key(tenant, board.measure, board.period, board.day)

    async def _sweep(self, tenant: str, day: date) -> None:
        # A long pile is taken off over several readings, so that no reader waits for all of it.
        gone = [seen_key(tenant), keys.of_tenant(tenant, "away"), *long_boards(tenant, day)]
        latest = day.toordinal() - AWAY_DAYS
        for _ in range(SWEEPS):
            swept, wrongly = await self._scripts.run("sweep_away", gone, latest, SWEPT_AT_ONCE, latest + ANYWHERE)
            for learner in wrongly:
                await self._ledger.stand(tenant, learner)
            if swept < SWEPT_AT_ONCE:
                return

    async def _rows(self, key: str, first: int, beyond: int) -> tuple[Standing, ...]:
        """The rows from place ``first`` up to, not including, ``beyond``; counted from 0."""
        if beyond <= first:
            return ()
        # One more than is shown tells whether the last one shares their place.
        found = await self._redis.zrange(key, first, beyond, withscores=True)
        if not found:
            return ()
        above = int(await self._redis.zcount(key, "-inf", f"({found[0][1]}")) if first else 0
        return _standings(found, first, above)[: beyond - first]

    async def _of_group(self, tenant: str, board: Board, group: str) -> tuple[Standing, ...]:
        key = await self._key(tenant, board)
        members = await self._members(tenant, group)
        scores = await self._redis.zmscore(key, members) if members else []
        return ranked({who: -int(score) for who, score in zip(members, scores, strict=True) if score is not None})

    async def _members(self, tenant: str, group: str) -> list[str]:
        found: list[str] = await self._redis.zrange(
            keys.of_tenant(tenant, "members", group), "(0", "+inf", byscore=True
        )
        return found


def _standings(found: Sequence[tuple[str, float]], first: int, above: int) -> tuple[Standing, ...]:
    """Rows in order; ``above`` is how many have more than the first of them."""
    rows: list[Standing] = []
    for at, (learner, score) in enumerate(found):
        level_before = rows[-1].points == -int(score) if rows else above < first
        rank = (rows[-1].rank if rows else above + 1) if level_before else first + at + 1
        level_after = at + 1 < len(found) and found[at + 1][1] == score
        rows.append(Standing(rank, learner, -int(score), tied=level_before or level_after))
    return tuple(rows)
