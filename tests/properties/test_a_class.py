"""A classroom lived through: streaks and boards equal an oracle that shares no code with the engine.

Forty learners in five zones for sixty days, two outages, one learner who moves from Tokyo to New York,
and throughout double clicks, redeliveries and restarts.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from rigs.campus import Campus, Shown, rows
from rigs.class_oracle import ClassOracle
from rigs.streak_oracle import TICK
from rigs.toy_course import write_course

from bot.memory.client import Link
from bot.memory.standing import MEASURES, PERIODS
from bot.progress.facts import Outage
from bot.quizzing.courses import open_course
from bot.records import Board

ZONES = ("Asia/Tokyo", "Asia/Kolkata", "Europe/Berlin", "America/Sao_Paulo", "America/New_York")
MOVER = "l00"
START = datetime(2026, 3, 2, tzinfo=UTC)  # New York's clocks change on 8 March, Berlin's on 29 March


@dataclass
class Term:
    """A class, day by day, in the engine and in the oracle."""

    campus: Campus
    days: int
    learners: list[str]
    chance: random.Random
    oracle: ClassOracle = field(default_factory=lambda: ClassOracle(START))
    numbers: count[int] = field(default_factory=count)

    async def live(self) -> None:
        """Every day, every act in the order of time; after each tenth day the books are compared."""
        for number, who in enumerate(self.learners):
            await self._arrive(who, ZONES[number % len(ZONES)])
        away = {self.days // 4, self.days * 3 // 5}
        for day in range(self.days):
            if day == self.days // 2:
                await self._arrive(MOVER, "America/New_York")
            if day in away:
                await self._outage(day)
            else:
                await self._study(day)
            self._until(START + timedelta(days=day + 1))
            if day % 10 == 9:
                self.campus.restart()
                await self.compare()
        await self.compare()

    async def compare(self) -> None:
        """Every streak, every board, and the audit."""
        campus, today = self.campus, self.oracle.now.date()
        for who in self.learners:
            assert await campus.streak(who) == self.oracle.streak(who), who
        for period in PERIODS:
            for measure in MEASURES:
                stored = await campus.boards.top(campus.tenant, Board(period, today, None, measure), 100)
                assert rows(stored) == self.oracle.board(measure, period, today, self.learners), (period, measure)
        assert await campus.archive.audit(campus.tenant) == []

    def _until(self, instant: datetime) -> None:
        self.oracle.advance(instant)
        self.campus.clock.at = instant

    async def _arrive(self, who: str, zone: str) -> None:
        self.oracle.arrives(who, zone)
        await self.campus.arrives(who, zone)

    async def _outage(self, day: int) -> None:
        gone = (START + timedelta(days=day)).date()
        self.oracle.outages.add(gone)
        fact = Outage(self.campus.clock.now(), gone, "the service was away")
        await self.campus.world.ledger.append(self.campus.tenant, fact, key=f"outage:{gone}")

    async def _study(self, day: int) -> None:
        acts = []
        for number, who in enumerate(self.learners):
            habit = (0.97, 0.85, 0.6)[number % 3]
            times = self.chance.choice((1, 1, 2)) if self.chance.random() < habit else 0
            began = START + timedelta(days=day)
            acts += [(began + self.chance.randrange(96) * TICK, who) for _ in range(times)]
        for instant, who in sorted(acts):
            self._until(instant)
            await self._answer(who)

    async def _answer(self, who: str) -> None:
        """One question, the command and the press delivered as often as a bad line delivers them."""
        campus, kind = self.campus, self.chance.choice(("/quiz 1", "/quiz 1", "/review"))
        shown = await campus.opens(who, kind, self.chance.choice((None, "ml")))
        if shown is None:
            return
        key = campus.key_of(shown.delivery)
        options = sorted(shown.delivery.order)
        if len(key) > 1:
            await self._multiple(who, shown, key)
            return
        option = next(iter(key)) if self.chance.random() < 0.7 else self.chance.choice(options)
        await self._press(who, shown, shown.buttons[option].token, {option}, {option} == key)

    async def _multiple(self, who: str, shown: Shown, key: frozenset[str]) -> None:
        for option in sorted(key):
            (copy, *_) = await self.campus.choose(who, shown, option)
            shown = await self.campus.shown(copy, shown.channel) or shown
        lock = next(button for button in copy.buttons if button.label.startswith("Lock in"))
        await self._press(who, shown, lock.token, key, True)

    async def _press(self, who: str, shown: Shown, token: str, chosen: set[str] | frozenset[str], right: bool) -> None:
        if shown.channel is not None and not token_is_final(shown, token):
            (copy, *_) = await self.campus.presses_token(who, token, shown.channel)
            token = next(button for button in copy.buttons if button.label.startswith("Lock in")).token
        same, times = f"press-{next(self.numbers)}", self.chance.choice((1, 1, 2, 3))
        turns = [same if self.chance.random() < 0.5 else f"press-{next(self.numbers)}" for _ in range(times)]
        told = await asyncio.gather(*(self.campus.presses_token(who, token, shown.channel, turn) for turn in turns))
        verdicts = {(said[0].data["verdict"], said[0].data["counted"]) for said in told}
        assert len(verdicts) == 1, "every press of one question gets the same words"
        item = self.campus.course.item(shown.delivery.item)
        assert item is not None
        difficulty = 0 if shown.delivery.item.endswith("~flip") else item.difficulty
        counted = self.oracle.answers(who, shown.delivery.item, chosen, right, difficulty)
        assert verdicts == {("right" if right else "wrong", counted)}


def token_is_final(shown: Shown, token: str) -> bool:
    """Whether a press of this button is the answer already."""
    return all(button.token != token for button in shown.buttons.values())


async def a_term(redis: Link, folder: Path, learners: int, days: int, seed: int) -> None:
    campus = Campus(redis, open_course(write_course(folder)), f"class{seed}")
    campus.clock.at = START
    term = Term(campus, days, [f"l{n:02}" for n in range(learners)], random.Random(seed))
    await term.live()
    assert len(term.oracle.given) > learners * days // 3


async def test_three_weeks_of_a_small_class(redis: Link, tmp_path: Path) -> None:
    """Ten learners, twenty-one days: no streak and no rank differs from the oracle's."""
    await a_term(redis, tmp_path, learners=10, days=21, seed=1)


@pytest.mark.long
async def test_sixty_days_of_a_class_of_forty(redis: Link, tmp_path: Path) -> None:
    """The whole term."""
    await a_term(redis, tmp_path, learners=40, days=60, seed=2026)
