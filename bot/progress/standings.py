"""Who stands where: boards by period, by points or by mistakes fixed.

The rules that hold here:

- points come from first attempts alone, so answering more often never beats answering well;
- a mistake counts as fixed once for each item, on the day it was first answered right after having
  been wrong, so that failing on purpose earns nothing;
- equal numbers share a rank and the next rank is left out: 1, =2, =2, 4;
- a day is each learner's own local day, so nobody loses an evening to the server's clock;
- only learners in ``listed`` appear, nobody appears with nothing, and who has been away for a week
  drops off quietly;
- a group is people: its board is that of its members, wherever they learned.

These functions define what the stored boards must equal.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from bot.progress.facts import Answer, Fact
from bot.progress.judged import fixing, judged, points
from bot.records import Board, Period, Standing

AWAY_DAYS = 7
SMALLEST_GROUP = 5
UNREADABLE_SECONDS = 3.0
FEWEST_SUSPECT = 5


@dataclass(frozen=True, slots=True)
class GroupStanding:
    """A row of the board between groups: the median share of its ``people``, in percent."""

    rank: int
    group: str
    median: int
    people: int
    tied: bool = False


def window(period: Period, day: date) -> tuple[date, date]:
    """The first and last date of the period that holds ``day``; a season is a quarter of the year."""
    match period:
        case "day":
            return day, day
        case "week":
            monday = day - timedelta(days=day.weekday())
            return monday, monday + timedelta(days=6)
        case "month":
            return _months(day.year, day.month, 1)
        case "season":
            return _months(day.year, (day.month - 1) // 3 * 3 + 1, 3)
        case "all":
            return date.min, date.max


def standings(facts: Iterable[Fact], board: Board, listed: Collection[str]) -> tuple[Standing, ...]:
    """The whole board, best first.  ``facts`` are everybody's; ``listed`` are, on a group's board, its members."""
    answers = judged(facts)
    last_seen = {answer.learner: answer.day for answer in answers}
    count = _points(answers, board) if board.measure == "points" else _fixed(answers, board)
    return ranked(
        {
            learner: number
            for learner, number in count.items()
            if number > 0 and learner in listed and (board.day - last_seen[learner]).days < AWAY_DAYS
        }
    )


def ranked(numbers: Mapping[str, int]) -> tuple[Standing, ...]:
    """Competition ranking of learners by their number; within a tie by id, which nobody reads as better."""
    order = sorted(numbers.items(), key=lambda entry: (-entry[1], entry[0]))
    same = Counter(numbers.values())
    rows: list[Standing] = []
    for place, (learner, number) in enumerate(order, start=1):
        rank = rows[-1].rank if rows and rows[-1].points == number else place
        rows.append(Standing(rank, learner, number, tied=same[number] > 1))
    return tuple(rows)


def shares(facts: Iterable[Fact], board: Board) -> dict[str, float]:
    """Points earned out of those that the questions a learner tried could give: joining late costs nothing."""
    first, last = window(board.period, board.day)
    earned: Counter[str] = Counter()
    reach: Counter[str] = Counter()
    for answer in judged(facts):
        if answer.first and first <= answer.day <= last:
            earned[answer.learner] += answer.points
            reach[answer.learner] += points(answer.difficulty, True)
    return {learner: earned[learner] / most for learner, most in reach.items() if most}


def between_groups(facts: Iterable[Fact], board: Board, members: Mapping[str, Collection[str]]) -> list[GroupStanding]:
    """Groups by the median share of those who took part; under five people a group is not compared."""
    by_learner = shares(facts, board)
    medians: dict[str, int] = {}
    people: dict[str, int] = {}
    for group, learners in members.items():
        took_part = [by_learner[learner] for learner in learners if learner in by_learner]
        if len(took_part) >= SMALLEST_GROUP:
            medians[group], people[group] = round(100 * median(took_part)), len(took_part)
    return [GroupStanding(row.rank, row.learner, row.points, people[row.learner], row.tied) for row in ranked(medians)]


def implausibly_fast(facts: Iterable[Fact], board: Board) -> set[str]:
    """Learners whose first attempts were mostly faster than anyone reads: worth a question, no penalty."""
    first, last = window(board.period, board.day)
    timed: dict[str, list[bool]] = defaultdict(list)
    for answer in judged(facts):
        if answer.first and answer.elapsed is not None and first <= answer.day <= last:
            timed[answer.learner].append(answer.elapsed < UNREADABLE_SECONDS)
    return {learner for learner, fast in timed.items() if sum(fast) >= FEWEST_SUSPECT and sum(fast) * 2 >= len(fast)}


def _points(answers: Iterable[Answer], board: Board) -> Counter[str]:
    first, last = window(board.period, board.day)
    count: Counter[str] = Counter()
    for answer in answers:
        if answer.first and first <= answer.day <= last:
            count[answer.learner] += answer.points
    return count


def _fixed(answers: Iterable[Answer], board: Board) -> Counter[str]:
    first, last = window(board.period, board.day)
    return Counter(answer.learner for answer in fixing(answers) if first <= answer.day <= last)


def _months(year: int, month: int, months: int) -> tuple[date, date]:
    beyond = month + months
    after = date(year + (beyond > 12), beyond - 12 if beyond > 12 else beyond, 1)
    return date(year, month, 1), after - timedelta(days=1)
