"""What of a plan's blocks is done, read off the facts: nobody ticks anything by hand.

The rules that hold here: an answer (of a card too) counts for one block, the first in the plan's order that covers its
objective and still wants answers; a block is done when its drill is and its check holds, and the check
holds when it was said in one sentence or when four of five answers were right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.progress.facts import Fact, Ticked
from bot.quizzing.plan_templates import PlanBlock

DRILLED = 5
SITS = 0.8
CHECK, READ = "check", "read:"


@dataclass(frozen=True, slots=True)
class Deed:
    """A question or a card that was answered; ``day`` is the learner's."""

    at: datetime
    day: date
    objectives: tuple[str, ...]
    right: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a block is: answers counted for it, notes opened, whether its check was said."""

    answers: int = 0
    right: int = 0
    read: frozenset[str] = frozenset()
    said: bool = False

    @property
    def drilled(self) -> bool:
        """Whether its drill is done."""
        return self.answers >= DRILLED

    @property
    def sits(self) -> bool:
        """Whether its check holds."""
        return self.said or (self.drilled and self.right >= SITS * self.answers)

    @property
    def done(self) -> bool:
        """Nothing is left to do in it."""
        return self.drilled and self.sits


@dataclass
class _Counting:
    answers: int = 0
    right: int = 0
    read: set[str] = field(default_factory=set)
    said: bool = False


def progress(
    blocks: Sequence[PlanBlock], deeds: Iterable[Deed], facts: Iterable[Fact], since: date
) -> Mapping[str, Progress]:
    """Each block's progress from what was done on ``since`` or later."""
    found = {block.id: _Counting() for block in blocks}
    for deed in sorted(deeds, key=lambda deed: deed.at):
        if deed.day >= since:
            _count(blocks, found, deed)
    for fact in facts:
        if isinstance(fact, Ticked) and fact.block in found:
            if fact.part == CHECK:
                found[fact.block].said = True
            else:
                found[fact.block].read.add(fact.part.removeprefix(READ))
    return {name: Progress(one.answers, one.right, frozenset(one.read), one.said) for name, one in found.items()}


def _count(blocks: Sequence[PlanBlock], found: Mapping[str, _Counting], deed: Deed) -> None:
    """Count a deed for the first block that still wants answers; once none does, for the first that does not sit."""
    covering = [found[block.id] for block in blocks if set(block.objectives) & set(deed.objectives)]
    wanting = [one for one in covering if one.answers < DRILLED]
    shaky = [one for one in covering if one.right < SITS * one.answers]
    for one in (wanting or shaky)[:1]:
        one.answers += 1
        one.right += deed.right
