"""A disputed item: taken out, or its key corrected, with a word to everybody whose result it changes.

The rule that holds here: answers are never rewritten.  The correction is a fact of its own, written once
however often it is asked for, and every number follows from it; the days people studied stay counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from bot.conversation import Place, Post, Reply
from bot.progress.facts import Answer, Fact, Regrade, Withdrawal
from bot.progress.judged import judged
from bot.quizzing.items import Item
from bot.quizzing.wording import clipped
from bot.quizzing.world import World

Place_of = Callable[[str], Place]


class Corrections:
    """What whoever keeps the course can do about an item that was reported."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def withdraw(self, tenant: str, item: Item, reason: str, private: Place_of) -> tuple[Post, ...]:
        """Serve it no more; answers to it stop counting.  Returns a notice for each who answered it."""
        now = self._world.clock.now()
        await self._world.ledger.append(tenant, Withdrawal(item.id, now, reason), key=f"withdraw/{item.id}")
        facts = await self._world.ledger.facts(tenant)
        learners = {fact.learner for fact in facts if isinstance(fact, Answer) and fact.item == item.id}
        text = (
            f"A question you answered was taken out: {_named(item)}. {reason} It no longer counts; your day still does."
        )
        return tuple(_notice(f"withdraw/{item.id}", who, text, private) for who in sorted(learners))

    async def regrade(
        self, tenant: str, item: Item, version: int, key: tuple[str, ...], reason: str, private: Place_of
    ) -> tuple[Post, ...]:
        """Judge every answer to this version by ``key``.  Returns a notice for each whose result changed."""
        if not key or not set(key) <= {option.id for option in item.options}:
            raise ValueError(f"{', '.join(key) or 'nothing'} is not among the options of {item.id}")
        correction = Regrade(item.id, version, key, self._world.clock.now(), reason)
        cause = f"regrade/{item.id}/{version}/{'.'.join(sorted(key))}"
        await self._world.ledger.append(tenant, correction, key=cause)
        facts = await self._world.ledger.facts(tenant)
        before = _results([fact for fact in facts if not _is(fact, correction)], item)
        after = _results(facts, item)
        return tuple(
            _notice(
                cause,
                learner,
                f"A question you answered was corrected: {_named(item)}. {reason} Your answer now counts as "
                f"**{'right' if right else 'wrong'}**.",
                private,
            )
            for (learner, at), right in sorted(after.items())
            if before.get((learner, at)) != right
        )


def _is(fact: Fact, correction: Regrade) -> bool:
    """The same correction, whenever it was written."""
    return isinstance(fact, Regrade) and replace(fact, at=correction.at, reason=correction.reason) == correction


def _results(facts: Iterable[Fact], item: Item) -> dict[tuple[str, datetime], bool]:
    return {(answer.learner, answer.at): answer.correct for answer in judged(facts) if answer.item == item.id}


def _named(item: Item) -> str:
    return f"“{clipped(item.deciding_constraint, 80)}”"


def _notice(cause: str, learner: str, text: str, private: Place_of) -> Post:
    return Post(f"{cause}/{learner}", private(learner), Reply(text, private=True), learner)
