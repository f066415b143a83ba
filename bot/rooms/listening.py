"""``/listen``: whether the tutor answers what is said without a mention, in this thread or this channel.

By itself it answers a follow-up while one person alone talks with it in a thread, and is silent as soon
as others talk there.  Anyone may say otherwise for a thread; for a whole channel an admin does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.conversation import Command, Replies, Reply
from bot.ports import Threads
from bot.records import ThreadPolicy

WORDS: dict[str, ThreadPolicy] = {"auto": "auto", "always": "auto", "ask": "ask", "mention": "ask", "never": "never"}
SAID: dict[ThreadPolicy, str] = {
    "auto": "I answer everything said {where}, mentioned or not. `/listen ask` ends that.",
    "ask": "I speak {where} only when mentioned. `/listen auto` answers everything.",
    "never": "I stay silent {where} unless mentioned. `/listen auto` answers everything.",
}


@dataclass(frozen=True, slots=True)
class Listening:
    """Keeps what was decided for a place."""

    threads: Threads

    async def listen(self, turn: Command) -> Replies:
        """``/listen auto | ask | never``; without a word, how it is now."""
        place = turn.place
        if place.private:
            return (Reply("Here, everything is said to me.", private=True),)
        where = "in this thread" if place.thread else "in this channel"
        wanted = turn.argument.strip().lower()
        if not wanted:
            known = await self.threads.policy(place) or await self.threads.policy(replace(place, thread=None))
            said = SAID[known] if known else (
                "I answer a follow-up in a thread while one person talks with me there, and am silent once others do. "
                "`/listen auto`, `/listen ask` or `/listen never` decide otherwise {where}."
            )  # fmt: skip
            return (Reply(said.format(where=where), private=True),)
        policy = WORDS.get(wanted)
        if policy is None:
            return (Reply("`/listen auto`, `/listen ask` or `/listen never`.", private=True),)
        if place.thread is None and not turn.learner.admin:
            return (Reply("An admin decides that for a whole channel; in a thread, anyone may.", private=True),)
        await self.threads.set_policy(place, policy)
        return (Reply(SAID[policy].format(where=where), private=True),)
