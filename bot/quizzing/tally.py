"""How a group chose: bars by option, the key, one source.  No names beside anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from bot.conversation import Card
from bot.quizzing.deal import Question
from bot.quizzing.wording import counted, joined

BAR = 12


def bars(question: Question, choices: Iterable[Sequence[str]]) -> Card:
    """One line an option, in the order shown, the key marked."""
    given = list(choices)
    count = Counter(option for chosen in given for option in chosen)
    most = max(count.values(), default=0)
    lines = [
        f"{question.letter(one)} {_bar(count[one], most)} {count[one]}{' ✓' if one in question.key else ''}"
        for one in question.delivery.order
    ]
    return Card(title=f"{counted(len(given), 'answer')}", lines=tuple(lines))


def result(question: Question, choices: Iterable[Sequence[str]], why: str) -> str:
    """``The answer is C. 4 of 7 had it.``"""
    given = [frozenset(chosen) for chosen in choices]
    right = sum(chosen == frozenset(question.key) for chosen in given)
    share = f" {right} of {len(given)} had it." if given else " Nobody answered."
    return f"The answer is **{joined(question.letters(question.key))}**.{share} {why} [1]"


def _bar(count: int, most: int) -> str:
    filled = round(BAR * count / most) if most else 0
    return "█" * filled + "░" * (BAR - filled)
