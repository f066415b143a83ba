"""What a choice came to.  By ids, against the version that was shown, with corrected keys applied.

The rule that holds here: an answer is right when exactly the right options were chosen; how many
were to be chosen was said beforehand, so half a hit is a miss and says which half.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.progress.facts import Answer, Choice, Confidence, Fact, Regrade
from bot.progress.judged import points
from bot.quizzing.deal import Question
from bot.quizzing.items import Option
from bot.records import Verdict

LONGEST_THOUGHT = 1800.0
"""Seconds after which the time to an answer says nothing about the learner: they were away."""


@dataclass(frozen=True, slots=True)
class Graded:
    """A choice held against the key.  ``caught`` is the wrong option whose trap it was."""

    chosen: tuple[str, ...]
    key: tuple[str, ...]
    caught: Option | None

    @property
    def right(self) -> bool:
        """Exactly the right ones."""
        return frozenset(self.chosen) == frozenset(self.key)


def valid(question: Question, chosen: Iterable[str]) -> bool:
    """Whether this is a choice the question allows."""
    picked = list(chosen)
    return len(picked) == len(set(picked)) == question.choose and set(picked) <= set(question.delivery.order)


def grade(question: Question, chosen: tuple[str, ...], facts: Iterable[Fact] = ()) -> Graded:
    """Hold a choice against the key; a later correction of this version's key stands above it."""
    key = question.key
    for fact in facts:
        if isinstance(fact, Regrade) and (fact.item, fact.version) == (
            question.delivery.item,
            question.delivery.version,
        ):
            key = fact.key
    wrong = [question.item.option(one) for one in chosen if one not in key]
    return Graded(chosen, key, wrong[0] if wrong else None)


def answer(
    question: Question,
    graded: Graded,
    moment: Choice,
    *,
    group: str | None,
    confidence: Confidence | None = None,
    timed: bool = True,
) -> Answer:
    """The fact to write down.  A flip practises what was just explained, so it is worth no points."""
    elapsed = (moment.at - question.delivery.opened).total_seconds()
    difficulty = 0 if question.flipped else question.item.difficulty
    return Answer(
        learner=moment.learner,
        delivery=moment.delivery,
        item=moment.item,
        version=question.item.version,
        options=graded.chosen,
        correct=graded.right,
        at=moment.at,
        day=moment.day,
        tz=moment.tz,
        first=True,
        points=points(difficulty, graded.right),
        objectives=question.item.objectives,
        difficulty=difficulty,
        elapsed=elapsed if timed and 0 <= elapsed <= LONGEST_THOUGHT else None,
        confidence=confidence,
        trap=None if graded.right or graded.caught is None or question.flipped else graded.caught.trap,
        group=group,
    )


def as_data(verdict: Verdict, delivery: str) -> dict[str, object]:
    """What scripts are told about an answer to this showing."""
    word = "closed" if verdict.closed else "sealed" if verdict.sealed else "right" if verdict.right else "wrong"
    return {"verdict": word, "counted": verdict.counted, "item": verdict.item, "delivery": delivery}
