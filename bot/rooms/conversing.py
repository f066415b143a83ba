"""What is said in plain words: questions, follow-ups, doubts during a quiz, and silence.

The rule that holds here: whether to speak is decided before anything is searched.  Untagged talk in a
thread is answered only while one person alone talks with the tutor there, or where somebody said so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot import metrics
from bot.asking import remembered
from bot.asking.answers import Answers, Question
from bot.asking.outcomes import Answered, NotFound, Outcome
from bot.asking.rebuilding import readable
from bot.asking.replying import Links, openers, reply_to, source_of
from bot.conversation import (
    Button,
    Command,
    Learner,
    Message,
    Open,
    Place,
    Press,
    Replies,
    Reply,
    Source,
    Submit,
)
from bot.ports import Aloud, AnswerCache, Clock, MintToken, Threads, Unavailable
from bot.quizzing.doubts import Doubt
from bot.quizzing.pasted import Pasted, read_pasted, weigh
from bot.rooms.dashboard import Dashboard
from bot.rooms.help import Help
from bot.rooms.plain_words import courtesy, is_about_somebody, is_greeting

KEPT = 24 * 3600
OTHERS = "other"
_THEIRS_ALONE = Reply(
    "What somebody answers is theirs alone. `/board` shows those who agreed to it, `/me` how you stand.",
    private=True,
    data={"outcome": "refused", "reason": "another person's data"},
)


class Gaps(Protocol):
    """Takes what the documents could not answer to whoever keeps them."""

    async def add(self, tenant: str, question: str, at: datetime) -> None: ...


class Doubts(Protocol):
    """Guards what is open in a quiz."""

    async def about(self, learner: Learner, place: Place, text: str) -> Doubt: ...


@dataclass(frozen=True)
class Conversation:
    """Answers what is said to the tutor.

    ``readable`` gives the libraries of a place for this reader, ``topic_of`` what a cited note is
    about, ``passage`` the text behind a ``Show source`` button.
    """

    answers: Answers
    readable: Callable[[Learner, Place], Awaitable[tuple[str, ...]]]
    threads: Threads
    cache: AnswerCache
    clock: Clock
    doubts: Doubts
    mint: MintToken
    links: Links
    topic_of: Callable[[Outcome], str | None]
    passage: Callable[[str, str], tuple[str, str] | None]
    help: Help
    dashboard: Dashboard
    gaps: Gaps

    async def message(self, message: Message, aloud: Aloud | None = None) -> Replies:
        """A question, or silence; ``aloud`` hears an answer that a model writes as it grows."""
        thread = _thread(message.learner, message.place)
        if not message.addressed and not await self._speaks(thread, message.learner):
            await self.threads.add(thread, OTHERS, "", self.clock.now())
            return ()
        if message.addressed and (line := courtesy(message.text)):
            return (Reply(line),)
        if message.addressed and is_greeting(message.text):
            return (await self.help.hello(message.place),)
        return await self._answered(message.id, message.learner, message.place, message.text, aloud)

    async def ask(self, turn: Command) -> Replies:
        """``/ask question``: private where others read along, with a button to share it."""
        if not turn.argument:
            return (Reply("What do you want to know? `/ask what is training-serving skew?`", private=True),)
        replies = await self._answered(turn.id, turn.learner, turn.place, turn.argument)
        if turn.place.private:
            return replies
        share = Button("Share with channel", self.mint("share", _short(turn.id), place=turn.place))
        return tuple(replace(reply, private=True, buttons=(*reply.buttons, share)) for reply in replies)

    async def opened(self, opened: Open) -> Replies:
        """A dashboard opened, or the tutor joined a channel."""
        if opened.view == "home":
            return (await self.dashboard.card(opened.learner, opened.place),)
        if opened.view == "joined":
            return (await self.help.welcome(opened.place),)
        return ()

    async def explain(self, press: Press | Submit, heading: str, question: str) -> Replies:
        """``Explain more``: the question again, from the documents."""
        asked = f"{question} {heading}".strip()
        return tuple(
            replace(reply, private=True) for reply in await self._answered(press.id, press.learner, press.place, asked)
        )

    async def share(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``Share with channel``: the same answer, said to everyone."""
        stored = await self.cache.get(_share_key(press.place, ids[0]))
        if stored is None:
            return (Reply("That answer is too old to share; ask again.", private=True),)
        outcome = remembered.read(stored)
        reply = reply_to(outcome, press.place, self.mint, self.links, topic=self.topic_of(outcome))
        # Pressed again, it takes its own place: a double tap shares once.
        return (replace(reply, key=f"share-{ids[0]}", replaces=f"share-{ids[0]}"),)

    async def show(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``Show source``: the cited passage, privately, if this reader may still read it."""
        library, passage = ids
        if library not in await self.readable(press.learner, press.place):
            return (Reply("You can't read that document here.", private=True),)
        found = self.passage(library, passage)
        if found is None:
            return (Reply("That document has changed since; ask again for its present text.", private=True),)
        title, text = found
        return (Reply(f"**{readable(title)}**\n{readable(text)}", private=True),)

    async def thumb(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """👍 or 👎: thanks, once."""
        # Under a name that does not tell whose it is: it stays for a month, whoever is forgotten meanwhile.
        noted = f"thumb:{_short(f'{press.learner.tenant}:{press.learner.id}:{ids[1]}')}"
        if await self.cache.get(noted) != ids[0]:
            metrics.THUMBS.labels(ids[0]).inc()
        await self.cache.put(noted, ids[0], 30 * KEPT)
        return (Reply("Thanks, noted.", private=True),)

    async def gap(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``Tell the doc owner``: the question joins the list of what the documents lack, without a name."""
        asked = await self.cache.get(_gap_key(press.place, ids[0]))
        if asked is None:
            return (Reply("That question is too old; ask it again.", private=True),)
        await self.gaps.add(press.learner.tenant, asked, self.clock.now())
        return (Reply("Noted, without your name, for whoever keeps the documents.", private=True),)

    async def try_one(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``Try a question``: for whoever pressed, so that many who try do not fill the channel."""
        return await self.explain(press, "", "What is training-serving skew?")

    async def _answered(
        self, turn: str, learner: Learner, place: Place, text: str, aloud: Aloud | None = None
    ) -> Replies:
        if is_about_somebody(text):
            return (_THEIRS_ALONE,)
        doubt = await self.doubts.about(learner, place, text)
        if doubt.refusal is not None:
            return (doubt.refusal,)
        if (pasted := read_pasted(text)) is not None:
            return (await self._weighed(pasted, learner, place, doubt),)
        thread = _thread(learner, place)
        history = tuple((role.split(" ")[0], said) for role, said in await self.threads.recent(thread) if said)
        libraries = await self.readable(learner, place)
        question = Question(text, learner.tenant, libraries, history, place.private, doubt.withheld, aloud)
        try:
            outcome = await self.answers.ask(question)
        except Unavailable as away:
            if not away.what.startswith("the index"):
                raise
            return (self.help.without_documents(str(away.__cause__ or away)),)
        await self._remember(turn, thread, learner, text, outcome)
        reply = reply_to(outcome, place, self.mint, self.links, topic=self.topic_of(outcome), share=_short(turn))
        return (reply,)

    async def _weighed(self, pasted: Pasted, learner: Learner, place: Place, doubt: Doubt) -> Reply:
        """A practice question from elsewhere: private, and not kept."""
        libraries = await self.readable(learner, place)

        async def look(words: str) -> list[Source]:
            question = Question(words, learner.tenant, libraries, (), True, doubt.withheld)
            outcome = await self.answers.ask(question)
            found = outcome.citations if isinstance(outcome, Answered) else ()
            nearest = outcome.named if isinstance(outcome, NotFound) else ()
            return [source_of(citation, place, self.mint, self.links) for citation in (*found, *nearest)]

        reply = await weigh(pasted, look)
        return replace(reply, buttons=openers(reply.sources))

    async def _remember(self, turn: str, thread: Place, learner: Learner, text: str, outcome: Outcome) -> None:
        now = self.clock.now()
        await self.threads.add(thread, f"user {learner.id}", text, now)
        await self.threads.add(thread, "assistant", outcome.text, now)
        if isinstance(outcome, NotFound):
            whose = learner.tenant, learner.id
            await self.cache.put(_gap_key(thread, _short(turn)), text, KEPT, whose=whose)
        if isinstance(outcome, Answered) and not thread.private:
            await self.cache.put(_share_key(thread, _short(turn)), remembered.write(outcome), KEPT)

    async def _speaks(self, thread: Place, learner: Learner) -> bool:
        """Whether an untagged message in this thread is meant for the tutor."""
        policy = await self.threads.policy(thread) or await self.threads.policy(replace(thread, thread=None))
        if policy is not None:
            return policy == "auto"
        return thread.thread is not None and _alone(await self.threads.recent(thread), learner)


def _alone(recent: Sequence[tuple[str, str]], learner: Learner) -> bool:
    speakers = {role for role, _ in recent if role != "assistant"}
    return speakers == {f"user {learner.id}"}


def _thread(learner: Learner, place: Place) -> Place:
    """The thread of a turn; each person's private chat is their own."""
    return replace(place, thread=f"{learner.id} {place.thread or ''}".strip()) if place.private else place


def _short(turn: str) -> str:
    return hashlib.sha256(turn.encode()).hexdigest()[:12]


def _gap_key(place: Place, turn: str) -> str:
    return f"gap:{place.platform}:{place.tenant}:{place.channel}:{turn}"


def _share_key(place: Place, turn: str) -> str:
    return f"share:{place.platform}:{place.tenant}:{place.channel}:{turn}"
