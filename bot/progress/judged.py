"""Answers as they are judged today, and what one is worth.

The rule that holds here: a fact is never rewritten.  A corrected key changes how its answers read
from then on, and a withdrawn item's answers are read no more; the days they credited stay credited.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.progress.facts import Answer, Fact, Regrade, Withdrawal, item_of

POINTS_PER_STEP = 10


def points(difficulty: int, correct: bool) -> int:
    """What a first attempt earns: ten for each step of difficulty, nothing for a wrong answer.

    Speed earns nothing: it would reward the better network and the careless.
    """
    return POINTS_PER_STEP * difficulty if correct else 0


def judged(facts: Iterable[Fact]) -> list[Answer]:
    """All answers in the order they were given, corrected keys applied, withdrawn items left out."""
    answers: list[Answer] = []
    keys: dict[tuple[str, int], frozenset[str]] = {}
    withdrawn: set[str] = set()
    for fact in sorted(facts, key=lambda fact: fact.at):
        match fact:
            case Answer():
                answers.append(fact)
            case Regrade():
                keys[fact.item, fact.version] = frozenset(fact.key)
            case Withdrawal():
                withdrawn.add(fact.item)
            case _:
                pass
    return [
        _regraded(answer, keys.get((answer.item, answer.version)))
        for answer in answers
        if item_of(answer.item) not in withdrawn
    ]


def withdrawn(facts: Iterable[Fact]) -> frozenset[str]:
    """The items that were taken out."""
    return frozenset(fact.item for fact in facts if isinstance(fact, Withdrawal))


def fixing(answers: Iterable[Answer]) -> Iterator[Answer]:
    """The answers, among judged ones in order, that put a mistake right: the first right one after a wrong one.

    A mistake is fixed once for each learner and item, so that failing on purpose earns nothing.
    """
    wrong: set[tuple[str, str]] = set()
    fixed: set[tuple[str, str]] = set()
    for answer in answers:
        item = (answer.learner, answer.item)
        if not answer.correct:
            wrong.add(item)
        elif item in wrong and item not in fixed:
            fixed.add(item)
            yield answer


def _regraded(answer: Answer, key: frozenset[str] | None) -> Answer:
    if key is None or (correct := frozenset(answer.options) == key) == answer.correct:
        return answer
    worth = points(answer.difficulty, correct) if answer.first else 0
    return replace(answer, correct=correct, points=worth, trap=None)
