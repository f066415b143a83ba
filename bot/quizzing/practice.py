"""What a learner's own card says about practising: what is due, and which wrong turn they take most often.

A habit is named as closely as the answers allow: the product picked and the one that fits, where the same
pair was mixed up more than once, else the kind of trap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.progress.facts import Answer
from bot.progress.traps import NOT_BY_CHANCE, traps
from bot.quizzing.courses import Course
from bot.quizzing.items import FLIPPED, Item
from bot.quizzing.picking import candidates, waiting
from bot.quizzing.products import Product, placeholders
from bot.quizzing.student import Student


@dataclass(frozen=True, slots=True)
class Practice:
    """``due`` questions wait now; ``habit`` is the worst wrong turn in words, or empty."""

    due: int = 0
    habit: str = ""


@dataclass(frozen=True, slots=True)
class Mixup:
    """``picked`` was chosen ``times`` where ``fits`` was right, of ``chances`` at which both were offered."""

    picked: str
    fits: str
    times: int
    chances: int


def practice(student: Student) -> Practice:
    """How practising stands for this learner."""
    asked = {one.item for one in candidates(student.course, student)}
    return Practice(sum(item in asked for item in waiting(student)), _habit(student))


def _habit(student: Student) -> str:
    """``you pick custom training where AutoML fits, 4 of 6 times``; empty while nothing happened twice."""
    name = student.names.current
    for mixup in mixups(student.course, student.answers):
        picked, fits = name.get(mixup.picked, mixup.picked), name.get(mixup.fits, mixup.fits)
        return f"you pick {picked} where {fits} fits, {mixup.times} of {mixup.chances} times"
    for trap in traps(student.facts, student.course.traps_offered):
        named = student.course.trap(trap.kind).title.lower()
        return f"your trap: {named}, {trap.times} of {trap.chances} times"
    return ""


def mixups(course: Course, answers: list[Answer]) -> list[Mixup]:
    """Pairs of products that were confused more than once, worst first."""
    chances: Counter[tuple[str, str]] = Counter()
    times: Counter[tuple[str, str]] = Counter()
    for answer in answers:
        item = course.item(answer.item, answer.version)
        if item is None or answer.item.endswith(FLIPPED):
            continue
        chances.update({pair for _, pair in _pairs(item, course.products)})
        times.update({pair for option, pair in _pairs(item, course.products) if option in answer.options})
    found = [Mixup(*pair, count, chances[pair]) for pair, count in times.items() if count >= NOT_BY_CHANCE]
    return sorted(found, key=lambda one: (-one.times, -one.times / one.chances, one.picked, one.fits))


def _pairs(item: Item, products: tuple[Product, ...]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each wrong option with the pairs it offers: a product of its own, and one that only the right ones name."""
    fitting = {name for option in item.options if option.right for name in _named(option.text, products)}
    for option in item.wrong:
        mine = _named(option.text, products)
        for picked in sorted(mine - fitting):
            for fits in sorted(fitting - mine):
                yield option.id, (picked, fits)


@lru_cache(maxsize=4096)
def _named(text: str, products: tuple[Product, ...]) -> frozenset[str]:
    """The products that an option is about."""
    spelled = {product.id for product in products for name in product.every_name if name in text}
    return frozenset({*placeholders([text]), *spelled})
