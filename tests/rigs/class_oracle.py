"""What a class's streaks and boards must be, worked out the slow and obvious way.

It shares no code with the engine: streaks are lived through (:mod:`rigs.streak_oracle`), points are
counted off a list of answers, ranks by asking how many have more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from rigs.streak_oracle import TICK, Life, tally, wall_day

SAME_ANSWER = timedelta(hours=20)
POINTS = 10
AWAY = 7

Row = tuple[int, str, int]


@dataclass
class Given:
    """One answer that counted."""

    who: str
    item: str
    chosen: frozenset[str]
    right: bool
    at: datetime
    day: date
    difficulty: int


@dataclass
class ClassOracle:
    """Everybody in the class, and the disputed items: ``keys`` are the corrected ones."""

    now: datetime
    lives: dict[str, Life] = field(default_factory=dict)
    given: list[Given] = field(default_factory=list)
    keys: dict[str, frozenset[str]] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    outages: set[date] = field(default_factory=set)

    def arrives(self, who: str, zone: str) -> None:
        """A new learner, or one whose zone is another now."""
        if who not in self.lives:
            self.lives[who] = Life(zone)
        else:
            self.lives[who].move(self.now, zone)

    def leaves(self, who: str) -> None:
        del self.lives[who]
        self.given = [given for given in self.given if given.who != who]

    def advance(self, to: datetime) -> None:
        """Live through the time until ``to``, a whole number of quarters of an hour."""
        while self.now < to:
            self.now += TICK
            for life in self.lives.values():
                life.tick(self.now)

    def answers(self, who: str, item: str, chosen: Collection[str], right: bool, difficulty: int) -> bool:
        """Whether it is a new answer; the same item within twenty hours is not."""
        before = [given for given in self.given if (given.who, given.item) == (who, item)]
        if before and self.now - before[-1].at < SAME_ANSWER:
            return False
        day = self.lives[who].answer(self.now)
        self.given.append(Given(who, item, frozenset(chosen), right, self.now, day, difficulty))
        return True

    def streak(self, who: str) -> dict[str, object]:
        """What ``/streak`` tells scripts."""
        life = self.lives[who]
        if not life.credited:
            return {"days": 0, "best": 0, "freezes": 0, "today": False}
        today = wall_day(self.now, life.zone)
        letters = "".join(letter for _, letter in life.letters(today, self.outages, frozenset()))
        days, best, freezes = tally(letters)
        return {"days": days, "best": best, "freezes": freezes, "today": today in life.credited}

    def board(self, measure: str, period: str, day: date, listed: Collection[str]) -> list[Row]:
        """(rank, learner, number), best first, equals by name."""
        numbers = {who: self._number(who, measure, inside(period, day)) for who in listed}
        shown = {who: number for who, number in numbers.items() if number and not self._away(who, day)}
        ranked = [(1 + sum(other > number for other in shown.values()), who, number) for who, number in shown.items()]
        return sorted(ranked)

    def _number(self, who: str, measure: str, counts: Callable[[date], bool]) -> int:
        by_item: dict[str, list[Given]] = {}
        for given in self._judged(who):
            by_item.setdefault(given.item, []).append(given)
        total = 0
        for tries in by_item.values():
            if measure == "points":
                total += POINTS * tries[0].difficulty if tries[0].right and counts(tries[0].day) else 0
            else:
                put_right = next((n for n, given in enumerate(tries) if given.right and not all_right(tries[:n])), None)
                total += put_right is not None and counts(tries[put_right].day)
        return total

    def _judged(self, who: str) -> list[Given]:
        mine = [given for given in self.given if given.who == who and given.item.split("~")[0] not in self.withdrawn]
        for given in mine:
            if given.item in self.keys:
                given.right = given.chosen == self.keys[given.item]
        return mine

    def _away(self, who: str, day: date) -> bool:
        return (day - max(given.day for given in self._judged(who))).days >= AWAY


def all_right(tries: list[Given]) -> bool:
    return all(given.right for given in tries)


def inside(period: str, day: date) -> Callable[[date], bool]:
    """Whether another day lies in the same period as ``day``."""
    names: dict[str, Callable[[date], object]] = {
        "day": lambda one: one,
        "week": lambda one: one.isocalendar()[:2],
        "month": lambda one: (one.year, one.month),
        "season": lambda one: (one.year, (one.month + 2) // 3),
        "all": lambda one: None,
    }
    name = names[period]
    return lambda other: name(other) == name(day)
