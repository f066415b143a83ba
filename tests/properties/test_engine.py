"""The whole engine under any order of steps: score is the sum of facts, streak is the oracle's, tenants stay apart.

Hypothesis invents the evenings: who arrives, asks, answers, presses again at the same time, flips, hides,
travels, leaves; when the clock moves, the process restarts, a key is corrected, an item withdrawn.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from rigs.campus import Campus, Shown, rows
from rigs.class_oracle import ClassOracle
from rigs.streak_oracle import TICK
from rigs.toy_course import write_course

from bot.memory import keys
from bot.memory.client import connect
from bot.memory.server import EmbeddedServer
from bot.memory.standing import MEASURES, PERIODS
from bot.memory.tombstones import SALTS
from bot.progress.facts import Outage
from bot.quizzing.corrections import Corrections
from bot.quizzing.courses import Course, open_course
from bot.quizzing.items import FLIPPED
from bot.records import Board

START = datetime(2026, 3, 26, 6, tzinfo=UTC)  # three days before the clocks of Europe change
PEOPLE = ("ana", "bo:{x}", "cy / d", "<!e>")
ZONES = ("Asia/Tokyo", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Pacific/Honolulu")
FINALS = ("a", "b", "c", "d")

T = TypeVar("T")
tenants = itertools.count()


class Engine(RuleBasedStateMachine):
    """One class; a neighbour's tenant on the same server must never notice it."""

    url = ""
    course: Course

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.redis = connect(self.url)
        self.do(self.redis.flushall())
        number = next(tenants)
        self.campus = Campus(self.redis, self.course, f"T{number}")
        self.neighbour = Campus(self.redis, self.course, f"T{number}:neighbour")
        self.campus.clock.at = self.neighbour.clock.at = START
        self.oracle = ClassOracle(START)
        self.open: dict[str, Shown] = {}
        self.said: list[tuple[str, str, str | None, dict[str, Any]]] = []
        self.hidden: set[str] = set()
        self.dirty: set[str] = set()

    def do(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(coroutine)

    def teardown(self) -> None:
        self.do(self.redis.aclose())
        self.runner.close()

    @initialize()
    def a_neighbour_studies(self) -> None:
        """Same names, another tenant."""
        self.do(self.neighbour.arrives("ana", "Europe/Berlin"))
        shown = self.do(self.neighbour.opens("ana", "/quiz 1"))
        assert shown is not None
        self.do(self.neighbour.answers("ana", "A"))
        self.untouched = self.do(self._dump(self.neighbour.tenant))

    async def _dump(self, tenant: str) -> list[str]:
        lines = [line async for line in self.campus.archive.lines(tenant)]
        return sorted(lines)

    @rule(who=st.sampled_from(PEOPLE), zone=st.sampled_from(ZONES))
    def arrive_or_travel(self, who: str, zone: str) -> None:
        self.oracle.arrives(who, zone)
        self.do(self.campus.arrives(who, zone))

    @rule(data=st.data(), kind=st.sampled_from(("/quiz 3", "/quiz monitoring 2", "/review", "/drill 2")))
    @precondition(lambda self: self.oracle.lives)
    def ask(self, data: st.DataObject, kind: str) -> None:
        who = data.draw(st.sampled_from(sorted(self.oracle.lives)))
        shown = self.do(self.campus.opens(who, kind))
        if shown is not None:
            self.open[who] = shown

    @rule(data=st.data(), times=st.integers(1, 3))
    @precondition(lambda self: self.open)
    def answer(self, data: st.DataObject, times: int) -> None:
        """Choose; the last press arrives up to three times at once."""
        who = data.draw(st.sampled_from(sorted(self.open)))
        shown = self.open.pop(who)
        key = self.campus.key_of(shown.delivery)
        wanted = data.draw(st.sampled_from([key, frozenset(sorted(set(shown.delivery.order) - key)[: len(key)])]))
        chosen = wanted if len(wanted) == len(key) else key
        token = self.do(self._last_token(who, shown, chosen))
        told = (
            [self.do(self.campus.presses_token(who, token))]
            if times == 1
            else self.do(self._at_once(who, token, times))
        )
        self._check(who, shown, chosen, [replies[0].data for replies in told])
        for replies in told:
            for reply in replies[1:]:
                if reply.key and (following := self.do(self.campus.shown(reply))):
                    self.open[who] = following
        self.said.append((who, token, shown.channel, dict(told[0][0].data)))

    async def _at_once(self, who: str, token: str, times: int) -> list[Any]:
        return list(await asyncio.gather(*(self.campus.presses_token(who, token) for _ in range(times))))

    async def _last_token(self, who: str, shown: Shown, chosen: frozenset[str]) -> str:
        """Choose all but the last step; the token of that one."""
        if len(chosen) == 1:
            return shown.buttons[next(iter(chosen))].token
        for option in sorted(chosen):
            (copy, *_) = await self.campus.choose(who, shown, option)
            shown = await self.campus.shown(copy) or shown
        return next(button.token for button in copy.buttons if button.label.startswith("Lock in"))

    def _check(self, who: str, shown: Shown, chosen: frozenset[str], told: list[Any]) -> None:
        assert all(data == told[0] for data in told), "every press gets the same words"
        delivery = shown.delivery
        item = delivery.item.removesuffix(FLIPPED)
        closed = delivery.closes is not None and self.oracle.now >= delivery.closes
        if item in self.oracle.withdrawn or closed:
            assert (told[0]["verdict"], told[0]["counted"]) == ("closed", False)
            return
        key = self.oracle.keys.get(delivery.item, self.campus.key_of(delivery))
        difficulty = 0 if delivery.item.endswith(FLIPPED) else self.course.items[item].difficulty
        counted = self.oracle.answers(who, delivery.item, chosen, chosen == key, difficulty)
        assert told[0]["counted"] == counted
        if counted:
            assert told[0]["verdict"] == ("right" if chosen == key else "wrong")
            self.dirty.add(who)

    @rule(data=st.data())
    @precondition(lambda self: self.said)
    def press_again(self, data: st.DataObject) -> None:
        """However late: the same verdict, and nothing counts again."""
        who, token, channel, before = data.draw(st.sampled_from(self.said))
        (again, *_) = self.do(self.campus.presses_token(who, token, channel))
        assert again.data["delivery"] == before["delivery"]
        if before["item"].removesuffix(FLIPPED) not in self.oracle.withdrawn | set(self.oracle.keys):
            assert dict(again.data) == before

    @rule(data=st.data())
    @precondition(lambda self: self.said)
    def flip(self, data: st.DataObject) -> None:
        who, _, _, _ = data.draw(st.sampled_from(self.said))
        flips = [
            reply
            for whose, _, reply in self.campus.seen
            if whose == who
            for b in reply.buttons
            if b.label == "Now flip it"
        ]
        if flips:
            button = next(button for button in flips[-1].buttons if button.label == "Now flip it")
            (reply, *_) = self.do(self.campus.presses_token(who, button.token))
            if shown := self.do(self.campus.shown(reply)):
                self.open[who] = shown

    @rule(quarters=st.sampled_from((1, 7, 40, 72, 80, 96, 97, 4 * 24 * 3, 4 * 24 * 8)))
    def clock_moves(self, quarters: int) -> None:
        self.oracle.advance(self.oracle.now + quarters * TICK)
        self.campus.clock.at = self.oracle.now
        self.dirty |= set(self.oracle.lives)

    @rule()
    def restart(self) -> None:
        self.campus.restart()

    @rule(days_ago=st.integers(0, 3))
    def outage(self, days_ago: int) -> None:
        day = self.oracle.now.date().fromordinal(self.oracle.now.date().toordinal() - days_ago)
        self.oracle.outages.add(day)
        fact = Outage(self.oracle.now, day, "the service was away")
        self.do(self.campus.world.ledger.append(self.campus.tenant, fact, key=f"outage:{day}"))
        self.dirty |= set(self.oracle.lives)

    @rule(data=st.data(), hide=st.booleans())
    @precondition(lambda self: self.oracle.lives)
    def show_or_hide(self, data: st.DataObject, hide: bool) -> None:
        who = data.draw(st.sampled_from(sorted(self.oracle.lives)))
        self.do(self.campus.world.profiles.change(self.campus.tenant, who, board="hide" if hide else "show"))
        (self.hidden.add if hide else self.hidden.discard)(who)

    @rule(data=st.data(), option=st.sampled_from(FINALS))
    @precondition(lambda self: self.oracle.given)
    def regrade(self, data: st.DataObject, option: str) -> None:
        item = data.draw(st.sampled_from(sorted({given.item for given in self.oracle.given})))
        if item.endswith(FLIPPED) or item in self.oracle.keys or self.course.items[item].choose > 1:
            return
        self.oracle.keys[item] = frozenset({option})
        corrections = Corrections(self.campus.world.ledger, self.campus.clock)
        self.do(corrections.regrade(self.campus.tenant, self.course.items[item], (option,), "The note was wrong."))

    @rule(data=st.data())
    @precondition(lambda self: self.oracle.given)
    def withdraw(self, data: st.DataObject) -> None:
        item = data.draw(st.sampled_from(sorted({given.item.removesuffix(FLIPPED) for given in self.oracle.given})))
        self.oracle.withdrawn.add(item)
        corrections = Corrections(self.campus.world.ledger, self.campus.clock)
        self.do(corrections.withdraw(self.campus.tenant, self.course.items[item], "Two options fit."))

    @rule(data=st.data())
    @precondition(lambda self: self.oracle.lives)
    def leave(self, data: st.DataObject) -> None:
        who = data.draw(st.sampled_from(sorted(self.oracle.lives)))
        self.oracle.leaves(who)
        self.do(self.campus.leaves(who))
        self.open.pop(who, None)
        self.hidden.discard(who)
        self.said = [said for said in self.said if said[0] != who]

    @invariant()
    def the_score_is_the_sum_of_facts(self) -> None:
        today = self.oracle.now.date()
        known = {given.who for given in self.oracle.given}
        listed = [who for who in known - self.hidden if self.oracle._judged(who)]
        for period in PERIODS:
            for measure in MEASURES:
                board = Board(period, today, None, measure)
                stored = rows(self.do(self.campus.boards.top(self.campus.tenant, board, 100)))
                assert stored == self.oracle.board(measure, period, today, listed), (period, measure)
        assert self.do(self.campus.archive.audit(self.campus.tenant)) == []

    @invariant()
    def the_streak_is_the_oracles(self) -> None:
        for who in self.dirty & set(self.oracle.lives):
            assert self.do(self.campus.streak(who)) == self.oracle.streak(who), who
        self.dirty.clear()

    @invariant()
    def no_key_is_outside_its_tenant(self) -> None:
        mine = {self.campus.tenant, self.neighbour.tenant}
        found = {key for key in self.do(self._keys()) if keys.tenant_of(key) not in mine}
        assert found <= {SALTS}  # the installation's own; it says nothing about anybody
        assert self.do(self._dump(self.neighbour.tenant)) == self.untouched

    async def _keys(self) -> list[str]:
        return [key async for key in self.redis.scan_iter(count=1000)]


def run(url: str, examples: int, steps: int) -> None:
    with TemporaryDirectory() as folder:
        Engine.url, Engine.course = url, open_course(write_course(Path(folder)))
        health = [HealthCheck.too_slow, HealthCheck.data_too_large]
        run_state_machine_as_test(
            Engine,
            settings=settings(
                max_examples=examples,
                stateful_step_count=steps,
                deadline=None,
                suppress_health_check=health,
                derandomize=True,
            ),
        )


def test_any_order_of_steps(redis_server: EmbeddedServer) -> None:
    """A few evenings, the same each time."""
    run(redis_server.url, examples=12, steps=25)


@pytest.mark.long
def test_very_many_orders_of_steps(redis_server: EmbeddedServer) -> None:
    """Two thousand evenings of fifty steps."""
    run(redis_server.url, examples=2000, steps=50)
