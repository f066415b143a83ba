"""A disputed item: taken out, or its key corrected, and everybody whose result it changes hears of it.

The rules that hold here: answers are never rewritten; the correction is a fact of its own, written once
however often it is asked for, and every number follows from it; the days people studied stay counted.
Nobody is written to because of it: the news waits until they come by and is told once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.conversation import Replies, Reply
from bot.ports import Clock, Ledger
from bot.progress.facts import Answer, Fact, Regrade, Withdrawal
from bot.progress.judged import judged
from bot.quizzing.items import Item
from bot.quizzing.student import Student
from bot.quizzing.wording import clipped
from bot.quizzing.world import World

MOST_TOLD = 3


class Corrections:
    """Withdraws reported items and corrects their keys."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock

    async def withdraw(self, tenant: str, item: Item, reason: str) -> tuple[str, ...]:
        """Serve it no more; answers to it stop counting.  Returns the learners who answered it."""
        fact = Withdrawal(item.id, self._clock.now(), reason)
        await self._ledger.append(tenant, fact, key=f"withdraw/{item.id}")
        return await self._concerned(tenant, fact)

    async def regrade(
        self, tenant: str, item: Item, key: tuple[str, ...], reason: str, version: int | None = None
    ) -> tuple[str, ...]:
        """Judge every answer to this version by ``key``.  Returns the learners whose result changed.

        Raises ``ValueError`` for a key that the item does not have.
        """
        if not key or not set(key) <= {option.id for option in item.options}:
            raise ValueError(f"{', '.join(key) or 'nothing'} is not among the options of {item.id}")
        fact = Regrade(item.id, version or item.version, tuple(sorted(key)), self._clock.now(), reason)
        await self._ledger.append(tenant, fact, key=f"regrade/{item.id}/{fact.version}/{'.'.join(fact.key)}")
        return await self._concerned(tenant, fact)

    async def _concerned(self, tenant: str, asked: Withdrawal | Regrade) -> tuple[str, ...]:
        facts = await self._ledger.facts(tenant)
        written = next(fact for fact in facts if isinstance(fact, Withdrawal | Regrade) and _same(fact, asked))
        learners = sorted({fact.learner for fact in facts if isinstance(fact, Answer)})
        return tuple(learner for learner in learners if _change(facts, written, learner) is not None)


def _news(student: Student) -> list[tuple[datetime, str]]:
    """Corrections that changed this learner's results and were not told yet: when, and in words; oldest first."""
    known = student.profile.told
    found: list[tuple[datetime, str]] = []
    for fact in student.facts:
        if isinstance(fact, Withdrawal | Regrade) and (known is None or fact.at > known):
            item = student.course.items.get(fact.item)
            change = _change(student.facts, fact, student.learner.id)
            if item is not None and change is not None:
                named = f"“{clipped(student.names.plainly(item.deciding_constraint), 80)}”"
                found.append((fact.at, f"A question you answered was {change[0]}: {named}. {fact.reason} {change[1]}"))
    return sorted(found)


async def tell(world: World, student: Student) -> Replies:
    """Tell them, once: as the last of a turn's replies, so that a turn carried out twice loses nothing else."""
    found = _news(student)
    if not found:
        return ()
    await world.profiles.change(student.learner.tenant, student.learner.id, told=found[-1][0])
    told = [words for _, words in found[-MOST_TOLD:]]
    return (Reply("\n".join(told), private=True),)


def _change(facts: Iterable[Fact], correction: Withdrawal | Regrade, learner: str) -> tuple[str, str] | None:
    """What was done and what it means for this learner; ``None`` where it changes nothing of theirs."""
    known = list(facts)
    before = _results([fact for fact in known if fact is not correction], correction.item, learner)
    after = _results(known, correction.item, learner)
    changed = {at: after.get(at) for at, right in before.items() if at <= correction.at and after.get(at) != right}
    if not changed:
        return None
    if isinstance(correction, Withdrawal):
        return "taken out", "It no longer counts; your day still does."
    latest = changed[max(changed)]
    return "corrected", f"Your answer now counts as **{'right' if latest else 'wrong'}**."


def _results(facts: Iterable[Fact], item: str, learner: str) -> dict[datetime, bool]:
    return {one.at: one.correct for one in judged(facts) if (one.item, one.learner) == (item, learner)}


def _same(fact: Withdrawal | Regrade, asked: Withdrawal | Regrade) -> bool:
    """The same correction, whenever and for whatever reason it was written."""
    return replace(fact, at=asked.at, reason=asked.reason) == asked
