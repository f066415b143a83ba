"""Which questions a channel has had: none comes again until every other one did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from bot.quizzing.wording import count_word
from bot.records import Push

RUNS_LOW = 5


def asked_more_often(history: Mapping[str, Push], pool: Collection[str]) -> set[str]:
    """The items of ``pool`` that the channel had more often than others of it; ``history`` are its pushes."""
    times = _times(history)
    fewest = min((times[item] for item in pool), default=0)
    return {item for item in pool if times[item] > fewest}


def few_left(history: Mapping[str, Push], pool: Collection[str]) -> str | None:
    """A sentence when few questions are left that the channel has not had."""
    times = _times(history)
    left = sum(times[item] == 0 for item in pool)
    if left > RUNS_LOW or max((times[item] for item in pool), default=0) > 1:
        return None
    if left == 0:
        return "This channel has now had every question; from here on they come again."
    questions = "One question is" if left == 1 else f"{count_word(left).capitalize()} questions are"
    return f"{questions} left that this channel has not had; after that they come again."


def _times(history: Mapping[str, Push]) -> Counter[str]:
    return Counter(item for push in history.values() for item in push.items)
