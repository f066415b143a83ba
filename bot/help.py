"""``/help`` and ``/sources``: what the tutor does, and what it reads here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.conversation import Button, Command, Place, Reply

Replies: TypeAlias = tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class Books:
    """A library as a reader sees it: its name, how many documents, as of when."""

    name: str
    documents: int
    day: str


@dataclass(frozen=True, slots=True)
class Help:
    """The skills in eight lines, and the documents this place can read."""

    usages: Callable[[], Sequence[tuple[str, str]]]
    readable: Callable[[Place], Awaitable[Sequence[Books]]]
    mint: Callable[..., str]

    async def help(self, turn: Command) -> Replies:
        """``/help``: mention me to ask, and the skills by name."""
        lines = ["**Mention me to ask** about your documents; every sentence comes with its line."]
        lines += [f"`{usage}` {summary}" for usage, summary in self.usages()]
        return (Reply("\n".join(lines), private=True),)

    async def sources(self, turn: Command) -> Replies:
        """``/sources``: what this place can read, with date and count."""
        found = await self.readable(turn.place)
        if not found:
            return (
                Reply(
                    "There are no documents here yet. An admin adds them: `studyhall index build FOLDER`.", private=True
                ),
            )
        lines = [f"**{shelf.name}**: {shelf.documents} documents of {shelf.day}" for shelf in found]
        return (
            Reply(
                "I read here:\n" + "\n".join(f"- {line}" for line in lines),
                private=True,
                data={"sources": [shelf.name for shelf in found]},
            ),
        )

    async def welcome(self, place: Place) -> Reply:
        """Four lines on joining a channel, then silence."""
        found = await self.readable(place)
        count = sum(shelf.documents for shelf in found)
        what = f"your {count} documents ({found[0].day})" if found else "the documents you give me"
        return Reply(
            "I read only what is addressed to me: mention me with a question.\n"
            f"I answer only from {what}, each sentence with its line, and I say so when they don't say.\n"
            "`/quiz` practises, `/me` shows where you stand, `/board` is for those who want one.\n"
            "A daily question here at 09:00? An admin says `/schedule`.",
            buttons=(Button("Try a question", self.mint("try", place=place)),),
        )
