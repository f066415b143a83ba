"""``/help`` and ``/sources``: what the tutor does, and what it reads here."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Container, Sequence
from dataclasses import dataclass

from bot.conversation import Button, Command, Place, Replies, Reply
from bot.ports import MintToken
from bot.quizzing.wording import counted

_GREETING = re.compile(
    r"\W*(?:(?:hi|hello|hey|good (?:morning|evening|day))(?: there| everyone| all)?|help|start|who are you|"
    r"what (?:can|do) you do|what can i (?:do|ask)(?: here)?|how do(?:es)? (?:this|you) work)?\W*",
    re.IGNORECASE,
)
_THANKS = re.compile(r"\W*(?:(?:many )?thanks|thank you|thx|cheers)(?: (?:a lot|so much|very much|again))?\W*", re.I)
_QUIZ = re.compile(
    r"\W*(?:(?:please|(?:can|could|will) you)\s+)*(?:(?:quiz|test)\s+(?:me|us)|(?:(?:start|give me)\s+a\s+)?quiz(?=[^?]*$))\b"
    r"\s*(?:please\b\s*)?(?:(?:on|about|in|with)\b\s*)?(?:(?:this|that|it)\b)?(?P<topic>(?:\s*[\w/&-]+){0,5}?)(?:,?\s+please)?\W*",
    re.IGNORECASE,
)
_BY_NAME = re.compile(r"\W*(?:(?:show me )?(?:my|the)\s+)?(?P<name>[a-z]+)\W*", re.IGNORECASE)

_SOMEBODY = r"(?:(?<!\w)@[\w.-]*\w|<@!?\w+>)"
_THEIRS = r"(?:answers?|scores?|streak|mistakes|points|results?|progress|traps?|exam|reviews|weak(?:est)? areas?)\b"
_OF_SOMEBODY = re.compile(
    rf"{_SOMEBODY}['’]s\s+(?:\w+\s+)?{_THEIRS}|\b{_THEIRS}\s+(?:of|by|from)\s+{_SOMEBODY}"
    rf"|\bhow\b[^.?!]*{_SOMEBODY}\s+(?:doing|answer|score)|\bwhat\b[^.?!]*{_SOMEBODY}\s+(?:answer|choose|chose|pick)",
    re.IGNORECASE,
)

_PLAINLY = (
    (r"(?:please )?(?:delete|forget|erase) (?:me|my data|my account|everything about me)(?:,? please)?", "privacy", "delete"),
    (r"(?:export|give me|send me) my data|what do you (?:know|keep|store) about me", "privacy", ""),
    (r"(?:please )?(?:stop (?:the reminders|reminding me|writing to me)|no more reminders|unsubscribe)", "settings", "reminders off"),
    (r"am i ready(?: for the exam)?|how ready am i|will i pass(?: the exam)?", "ready", ""),
    (r"what(?:'s|’s| is) due(?: (?:today|now|for me))?|how am i doing|my progress", "me", ""),
    (r"who(?:'s|’s| is) (?:winning|ahead|leading)|how many points (?:do i have|have i got)|my (?:points|score|rank)|leaderboard", "board", ""),
    (r"(?:my )?exam(?: is)?(?: on)? (\d{4}-\d\d-\d\d)|my exam is (?:on )?(?:the )?((?=.*\d)[\w ,-]{3,24}\w)", "exam", ""),
)  # fmt: skip
"""What people say, the skill they mean, and its argument: what the pattern caught, or else what stands here."""


def is_about_somebody(text: str) -> bool:
    """Whether it asks what another person, named by a mention, answered or how they stand."""
    return _OF_SOMEBODY.search(text) is not None


def is_greeting(text: str) -> bool:
    """Whether somebody only calls, says hello, or asks what this is, so that there is nothing to look up."""
    return _GREETING.fullmatch(text) is not None


def is_thanks(text: str) -> bool:
    """Whether somebody says thank you, and nothing else."""
    return _THANKS.fullmatch(text) is not None


def meant_as_skill(text: str, skills: Container[str]) -> tuple[str, str] | None:
    """The skill and its argument that plain words ask for: "quiz me on skew", "my streak", "am I ready?"."""
    if "quiz" in skills and (found := _QUIZ.fullmatch(text)):
        return "quiz", found["topic"].strip()
    for pattern, name, argument in _PLAINLY:
        if name in skills and (said := re.fullmatch(rf"\W*(?:{pattern})\W*", text, re.IGNORECASE)):
            return name, next((caught for caught in said.groups() if caught), argument)
    found = None if is_greeting(text) else _BY_NAME.fullmatch(text)
    return (found["name"].lower(), "") if found and found["name"].lower() in skills else None


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
