"""Which questions a mock exam asks: the sections by their weight, unseen ones first."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from bot.progress.mastery import section
from bot.progress.plan import shared_out
from bot.progress.review import NEW_ANSWER_AFTER
from bot.quizzing.items import Item
from bot.quizzing.student import Student


def draw(student: Student, count: int, seed: str) -> list[Item]:
    """``count`` items, or as many as there are, shuffled; what was answered within a day is left out.

    A track leaves nothing out here: the exam asks everybody the same.
    """
    last = {answer.item: answer.at for answer in student.answers}
    fresh = [
        item
        for item in student.course.served
        if item.id not in student.withdrawn
        and (item.id not in last or student.now - last[item.id] >= NEW_ANSWER_AFTER)
        and not item.tracks
    ]
    by_section: dict[str, list[Item]] = {}
    for item in fresh:
        by_section.setdefault(section(item.objectives[0]), []).append(item)
    chance = random.Random(seed)
    for items in by_section.values():
        chance.shuffle(items)
        items.sort(key=lambda item: last[item.id].timestamp() if item.id in last else 0.0)
    drawn = [
        item
        for name, most in _quotas(student.blueprint.shares(), by_section, count).items()
        for item in by_section[name][:most]
    ]
    chance.shuffle(drawn)
    return drawn


def _quotas(weights: Mapping[str, float], by_section: Mapping[str, Sequence[Item]], count: int) -> dict[str, int]:
    """How many of each section; what a thin section cannot give, the others do."""
    quotas = dict.fromkeys(by_section, 0)
    left = min(count, sum(len(items) for items in by_section.values()))
    while left:
        room = {name: weights.get(name, 0.1) for name, items in by_section.items() if quotas[name] < len(items)}
        for name, more in shared_out(left, room).items():
            quotas[name] += min(more, len(by_section[name]) - quotas[name])
        left = min(count, sum(map(len, by_section.values()))) - sum(quotas.values())
    return quotas
