"""``/help`` and ``/sources``: what the tutor does, and what it reads here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.conversation import Button, Command, Place, Replies, Reply
from bot.ports import MintToken
from bot.quizzing.wording import counted


@dataclass(frozen=True, slots=True)
class Books:
    """A library as a reader sees it: its name, how many documents, as of when."""

    name: str
    documents: int
    day: str


@dataclass(frozen=True, slots=True)
class Help:
    """The skills in some eight lines, and the documents this place can read.

    ``usages`` are (usage, summary); those without a summary share the last line.
    """

    usages: Callable[[], Sequence[tuple[str, str]]]
    readable: Callable[..., Awaitable[Sequence[Books]]]
    mint: MintToken

    async def help(self, turn: Command) -> Replies:
        """``/help``: mention me to ask, and the skills by name."""
        lines = ["**Mention me to ask** about your documents; every sentence comes with its line."]
        lines += [f"`{usage}` {summary}" for usage, summary in self.usages() if summary]
        if brief := [f"`{usage.split()[0]}`" for usage, summary in self.usages() if not summary]:
            lines.append(f"More: {' '.join(brief)}")
        return (Reply("\n".join(lines), private=True),)

    async def sources(self, turn: Command) -> Replies:
        """``/sources``: what this person can read in this place, with date and count."""
        found = await self.readable(turn.place, turn.learner)
        if not found:
            return (
                Reply(
                    "There are no documents here yet. An admin adds them: `studyhall index build FOLDER`.", private=True
                ),
            )
        lines = [f"**{shelf.name}**: {counted(shelf.documents, 'document')} of {shelf.day}" for shelf in found]
        return (
            Reply(
                "I read here:\n" + "\n".join(f"- {line}" for line in lines),
                private=True,
                data={"sources": [shelf.name for shelf in found]},
            ),
        )

    def without_documents(self, why: str) -> Reply:
        """When the documents cannot be searched: what is wrong, and what works meanwhile."""
        offer = " `/quiz` works meanwhile." if self._practises else ""
        return Reply(
            f"I can't look into your documents right now: {why.rstrip('.')}.{offer}",
            private=True,
            data={"outcome": "failed", "reference": "index"},
        )

    async def hello(self, place: Place) -> Reply:
        """The answer to a greeting, or to "what can you do?": two lines and what to press."""
        found = await self.readable(place)
        count = sum(shelf.documents for shelf in found)
        what = f"your {counted(count, 'document')}" if found else "the documents you give me"
        quiz = " I also ask exam-style questions and explain every answer." if self._practises else ""
        buttons = (
            *self._quiz_me(place),
            Button("Try a question", self.mint("try", place=place)),
            Button("What else?", self.mint("go", "help", place=place)),
        )
        return Reply(
            f"**Hello.** Ask me in plain words: I answer only from {what}, with the lines.{quiz}", buttons=buttons
        )

    def _quiz_me(self, place: Place) -> tuple[Button, ...]:
        return (Button("Quiz me", self.mint("go", "quiz", place=place)),) if self._practises else ()

    @property
    def _practises(self) -> bool:
        return any(usage.startswith("/quiz") for usage, _ in self.usages())

    async def welcome(self, place: Place) -> Reply:
        """Four lines on joining a channel, then silence."""
        found = await self.readable(place)
        count = sum(shelf.documents for shelf in found)
        what = f"your {counted(count, 'document')} ({found[0].day})" if found else "the documents you give me"
        return Reply(
            "I read only what is addressed to me: mention me with a question.\n"
            f"I answer only from {what}, each sentence with its line, and I say so when they don't say.\n"
            "`/quiz` practises, `/me` shows where you stand, `/board` is for those who want one.\n"
            "A daily question here? `/schedule` sets its time and days.",
            buttons=(
                Button("Try a question", self.mint("try", place=place)),
                *self._quiz_me(place),
                Button("Daily question 09:00? Yes", self.mint("daily", "yes", place=place)),
                Button("Change", self.mint("schedule", "change", place=place)),
            ),
        )
