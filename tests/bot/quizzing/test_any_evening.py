"""People press whatever they can see, in any order, twice, after restarts and days: what holds all the same."""

from __future__ import annotations

import random
import re
from collections import Counter

import pytest
from rigs.quiz_hall import Hall

from bot.progress.facts import Answer

COMMANDS = ("/quiz", "/quiz 2", "/quiz 5m", "/quiz monitoring", "/drill 2", "/review", "/quiz live 2", "/quiz nonsense")
BANNED = re.compile(
    r"\b(edition|ledger|fsrs|mastery|interval|sealed|not_found|verdict|quoting|audience|corpus|delivery|passage)s?\b",
    re.IGNORECASE,
)
PEOPLE = ("ana", "bo", "cy")


async def step(hall: Hall, chance: random.Random) -> None:
    """One thing somebody might do."""
    who = chance.choice(PEOPLE)
    visible = [
        (button.token, channel)
        for whose, channel, reply in hall.seen[-12:]
        if whose in (None, who)
        for button in reply.buttons
        if button.token.split("/")[0] in hall.quizzing.presses  # others lead to rooms beyond the desk
    ]
    match chance.random():
        case roll if roll < 0.12 or not visible:
            said = await hall.says(who, chance.choice(COMMANDS), chance.choice((None, "general")))
            assert said
        case roll if roll < 0.17:
            hall.later(minutes=chance.choice((1, 30, 60 * 26, 60 * 24 * 8)))
        case roll if roll < 0.22:
            hall.restart()
        case _:
            token, channel = chance.choice(visible)
            for _ in range(chance.choice((1, 1, 1, 2))):
                assert await hall.presses_token(who, token, channel)


@pytest.mark.parametrize("seed", range(12))
async def test_any_evening(hall: Hall, seed: int) -> None:
    """Every press is answered; a person answers a showing once; points come once an item; words stay plain."""
    chance = random.Random(seed)
    for _ in range(60):
        await step(hall, chance)
    facts = await hall.world.ledger.facts(hall.tenant)
    answers = [fact for fact in facts if isinstance(fact, Answer)]
    assert all(count == 1 for count in Counter((fact.learner, fact.delivery) for fact in answers).values())
    earned = Counter((fact.learner, fact.item) for fact in answers if fact.points)
    assert all(count == 1 for count in earned.values())
    assert not any(fact.points for fact in answers if fact.item.endswith("~flip"))
    for _, _, reply in hall.seen:
        assert reply.text
        assert not BANNED.search(" ".join([reply.text, *(button.label for button in reply.buttons)]))
