"""A message that grows while its answer is checked: ``chat.startStream`` → ``appendStream`` → ``stopStream``.

One call runs at a time and takes along whatever has come meanwhile, so a slow Slack makes steps
coarser and never longer.  A stream that fails stops growing; what was shown of it is then put right
by an edit, which says the whole reply.  Words are shown as words: Slack reads a stream as Markdown, so
everything that could be a link, a mention or a picture is broken first.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation import Reply
from bot.platforms import NotDelivered, OutcomeUnknown, RateLimited
from bot.platforms.slack import limits
from bot.platforms.slack.escaping import escaped
from bot.platforms.slack.outbound import closing_blocks
from bot.platforms.slack.outcomes import honest
from bot.platforms.slack.posting import Target

_LINKS = re.compile(r"(?<=\])(?=\()|(?<=!)(?=\[)|(?<=:)(?=//)")
_WORD_JOINER = "\u2060"
_SETTLED_SECONDS = 20.0
_STEP = limits.STREAM_CHARS // 6
"""Characters of one call: each may become five when it is escaped."""


def marked_down(text: str) -> str:
    """``text`` for a field that Slack reads as Markdown: emphasis and lists stay, nothing leads anywhere."""
    return _LINKS.sub(_WORD_JOINER, escaped(text))


def continued(shown: str, wanted: str) -> str:
    """What to append so that ``wanted`` stands there; what would act only once two steps meet is broken too."""
    more = wanted[len(shown) :]
    apart = not shown or shown[-1].isspace() or more[:1].isspace()
    return marked_down(more) if apart else _WORD_JOINER + marked_down(more)


def step(shown: str, wanted: str) -> str:
    """As much of ``wanted`` as one call takes; it ends between two words, if there are two."""
    end = len(shown) + _STEP
    if end >= len(wanted):
        return wanted
    return wanted[: wanted.rfind(" ", len(shown), end) + 1 or end]


@dataclass
class Stream:
    """See :class:`bot.platforms.Draft`."""

    client: AsyncWebClient
    channel: str
    message: str
    _shown: str = ""
    _wanted: str = ""
    _broken: bool = False
    _growing: asyncio.Task[None] | None = field(default=None, repr=False)

    async def grow(self, text: str) -> None:
        """Take ``text`` along with the next call; text that is not a continuation stops the growing."""
        self._wanted = text
        if self._growing is None or self._growing.done():
            self._growing = asyncio.create_task(self._grow())

    async def _grow(self) -> None:
        while not self._broken and len(self._wanted) > len(self._shown):
            wanted = step(self._shown, self._wanted)
            if not wanted.startswith(self._shown):
                self._broken = True
                return
            try:
                await self._call("chat.appendStream", markdown_text=continued(self._shown, wanted))
            except (NotDelivered, OutcomeUnknown, RateLimited):
                self._broken = True
                return
            self._shown = wanted

    async def stop(self, reply: Reply) -> bool:
        """End it with the sources and buttons of ``reply``; whether the message now says all of it."""
        await self.grow(reply.text)
        if self._growing is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._growing, _SETTLED_SECONDS)
        plain = not (reply.cards or reply.images or reply.form)
        whole = plain and not self._broken and self._shown == reply.text
        try:
            await self._call("chat.stopStream", **({"blocks": closing_blocks(reply)} if whole else {}))
        except (NotDelivered, OutcomeUnknown, RateLimited):
            return False
        return whole

    async def _call(self, method: str, **body: Any) -> None:
        await honest(self.client.api_call(method, json={"channel": self.channel, "ts": self.message, **body}))


async def start(client: AsyncWebClient, target: Target, *, user: str, team: str) -> Stream:
    """An empty message in the thread that says the answer is on its way.

    Raises what :func:`bot.platforms.slack.outcomes.honest` raises.
    """
    body = {
        "channel": target.channel,
        "thread_ts": target.thread,
        "recipient_user_id": user,
        "recipient_team_id": team,
    }
    begun = await honest(client.api_call("chat.startStream", json=body))
    if not (message := begun.get("ts")):
        raise NotDelivered("Slack began a stream and did not say which", final=True)
    return Stream(client, target.channel, str(message))


async def abandon(client: AsyncWebClient, channel: str, message: str) -> None:
    """End a stream that another process began; one that has ended already is no error."""
    with contextlib.suppress(NotDelivered, OutcomeUnknown, RateLimited):
        await honest(client.api_call("chat.stopStream", json={"channel": channel, "ts": message}))
