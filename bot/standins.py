"""What the quiz desk needs of a room that is built after it, and what stands where there is no course."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.conversation import Learner, Place, Press, Reply, Submit
from bot.quizzing.doubts import Doubt
from bot.quizzing.practice import Practice

if TYPE_CHECKING:
    from bot.conversing import Conversation


@dataclass
class Later:
    """The conversation, for the quiz desk that is built before it."""

    conversation: Conversation | None = None

    async def explain(self, press: Press | Submit, note: str, heading: str, question: str) -> tuple[Reply, ...]:
        """``Explain more``, answered by the conversation."""
        assert self.conversation is not None
        return await self.conversation.explain(press, note, heading, question)


class NothingOpen:
    """Where there is no quiz there is nothing to guard."""

    async def about(self, learner: Learner, place: Place, text: str) -> Doubt:
        """Nothing is withheld."""
        return Doubt()


async def nothing_to_practise(learner: Learner) -> Practice:
    """Where there is no course."""
    return Practice()
