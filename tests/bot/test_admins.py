"""Who administers: whom the platform says, and whom the operator names."""

from __future__ import annotations

import pytest

from bot.conversation import Command, Learner, Message, Place, Reply
from bot.skills import Skill
from bot.tokens import SignedTokens
from bot.tutor import Tutor


class Silent:
    """Nobody says anything in plain words here."""

    async def message(self, message: Message, aloud: object = None) -> tuple[Reply, ...]:
        return ()

    async def opened(self, opened: object) -> tuple[Reply, ...]:
        return ()


class NoLimits:
    async def take(self, tenant: str, learner: str, *, turn: str) -> None:
        """Nobody waits."""


async def nothing(_: object) -> tuple[Reply, ...]:
    return ()


async def whoever(command: Command) -> tuple[Reply, ...]:
    return (Reply("admin" if command.learner.admin else "learner"),)


@pytest.mark.parametrize(("who", "said"), [("U024", "admin"), ("U025", "learner")])
async def test_the_operator_names_admins(who: str, said: str) -> None:
    """STUDYHALL_ADMINS adds to what a platform says of a person, on every platform and for every skill."""
    tutor = Tutor(
        [Skill("whoami", "/whoami", "", whoever)],
        {},
        Silent(),
        tokens=SignedTokens.of(["secret"]),
        limits=NoLimits(),
        arrive=nothing,
        afterwards=nothing,
        admins=frozenset({"U024"}),
    )
    learner, place = Learner("slack", "T1", who, "Ana"), Place("slack", "T1", "C1")
    (reply,) = await tutor.handle(Command("1", learner, place, "whoami", ""))
    assert reply.text == said
