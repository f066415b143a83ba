"""Which way a reply goes: Home tab, edit, whisper or post.  One attempt, an honest outcome.

A reply of several messages is resumed where it stopped: what was accepted for a nonce is remembered
while this process lives, so that a second attempt does not repeat the first part.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation import Address, Place, Reply
from bot.platforms import NotDelivered, NotThere, RateLimited
from bot.platforms.abilities import AHEAD
from bot.platforms.slack import blocks, calendar, files, posting, streaming
from bot.platforms.slack.escaping import escaped
from bot.platforms.slack.files import Parcel
from bot.platforms.slack.identity import team_of
from bot.platforms.slack.looking import bearing, look
from bot.platforms.slack.outbound import Message, home, render
from bot.platforms.slack.outcomes import BlocksRefused, Gone, OutOfReach, ServerTrouble
from bot.platforms.slack.posting import Target
from bot.platforms.slack.spelling import spelled
from bot.platforms.slack.streaming import Stream
from bot.platforms.slack.workspaces import Workspaces

_REMEMBERED = 2_000
_TIMESTAMP = re.compile(r"\d{6,}\.\d+")
_LOOK_BACK_SECONDS = 3_600
_LOOK_BACK_FAR_SECONDS = 26 * 3_600


@dataclass(slots=True)
class _Attempt:
    """How far a nonce has come."""

    target: Target | None = None
    pictures: list[str | None] | None = None
    handed: Reply | None = None
    said: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Errand:
    """One message on its way, with all that decides which way."""

    client: AsyncWebClient
    place: Place
    address: Address
    reply: Reply
    nonce: str
    since: float

    @property
    def target(self) -> Target:
        """Where the conversation is; a person's id reaches their private chat."""
        channel = self.address.get("channel") if self.place.private else self.place.channel
        return Target(channel or self.address.get("user", ""), self.place.thread)


class Delivery:
    """Carries replies out.  ``picture_waits``: Slack may need a moment before a new file can be shown."""

    def __init__(
        self,
        workspaces: Workspaces,
        *,
        now: Callable[[], float] = time.time,
        picture_waits: Sequence[float] = (0.5, 1.5),
    ) -> None:
        self._workspaces = workspaces
        self._now = now
        self._picture_waits = picture_waits
        self._attempts: OrderedDict[str, _Attempt] = OrderedDict()
        self._streams: dict[str, Stream] = {}
        self.skills: frozenset[str] = frozenset()

    async def begin(self, place: Place, address: Address) -> Stream | None:
        """See :meth:`bot.platforms.Platform.begin`; Slack streams only into threads."""
        channel = place.channel or address.get("channel")
        if not (channel and place.thread and "user" in address):
            return None
        client = await self._client(place, address)
        team = address.get("home", team_of(place.tenant))
        stream = await streaming.start(client, Target(channel, place.thread), user=address["user"], team=team)
        self._streams[stream.message] = stream
        return stream

    async def deliver(self, place: Place, address: Address, reply: Reply, nonce: str) -> str:
        """See :meth:`bot.platforms.Platform.deliver`."""
        client = await self._client(place, address)
        reply = spelled(reply, self.skills)
        if AHEAD in address:
            return await calendar.hand_over(client, place.channel or "", reply, nonce, address[AHEAD])
        attempt = self._attempt(nonce)
        if attempt.pictures is None:
            attempt.pictures = await files.show(client, reply.images)
        errand = _Errand(client, place, address, reply, nonce, self._now() - _LOOK_BACK_SECONDS)
        if _belongs_home(address, reply):
            return await posting.publish(client, address["user"], home(reply, attempt.pictures))
        if not errand.target.channel:
            raise NotDelivered("nobody to say it to", final=True)
        attempt.target = errand.target
        if reply.files:
            attempt.handed = attempt.handed or await files.hand_over(client, self._parcel(errand))
            errand = replace(errand, reply=attempt.handed)
        if "draft" in address and not attempt.said and await self._streamed(errand):
            return address["draft"]
        for number, message in enumerate(render(errand.reply, attempt.pictures)):
            if number >= len(attempt.said):
                part = errand if number == 0 else replace(errand, nonce=f"{nonce}.{number}")
                attempt.said.append(await self._plainer_if_refused(part, message, first=number == 0))
        if place.private and not place.thread and "ts" in address:
            # The status stands under the question, and an answer beside it does not end it.
            await posting.status(client, Target(errand.target.channel, address["ts"]), "")
        return attempt.said[0]

    async def _streamed(self, errand: _Errand) -> bool:
        """End the stream that shows this reply so far; whether it now says all of it."""
        draft = errand.address["draft"]
        stream = self._streams.pop(draft, None)
        if stream is not None:
            return await stream.stop(errand.reply)
        await streaming.abandon(errand.client, errand.target.channel, draft)
        return False

    async def find(self, place: Place, nonce: str) -> str | None:
        """See :meth:`bot.platforms.Platform.find`; private chats only as long as this process lives."""
        attempt = self._attempts.get(nonce)
        target = attempt.target if attempt else Target(place.channel, place.thread) if place.channel else None
        if target is None:
            return None
        client = await self._client(place, {})
        return await look(client, target, bearing(nonce), self._now() - _LOOK_BACK_FAR_SECONDS)

    def _parcel(self, errand: _Errand) -> Parcel:
        alone = errand.reply.private or errand.place.private
        since = self._now() - _LOOK_BACK_FAR_SECONDS
        return Parcel(errand.reply, errand.target, errand.address.get("user", ""), alone, errand.nonce, since)

    async def _client(self, place: Place, address: Address) -> AsyncWebClient:
        client = await self._workspaces.client(team_of(place.tenant), address.get("enterprise"))
        if client is None:
            raise NotDelivered("the app is not installed there", final=True)
        return client

    def _attempt(self, nonce: str) -> _Attempt:
        attempt = self._attempts.setdefault(nonce, _Attempt())
        self._attempts.move_to_end(nonce)
        if len(self._attempts) > _REMEMBERED:
            self._attempts.popitem(last=False)
        return attempt

    async def _plainer_if_refused(self, errand: _Errand, message: Message, *, first: bool) -> str:
        """A refusal of the blocks is certain, so the same words may go again in a plainer dress."""
        pictured = any(block["type"] == "image" for block in message.blocks)
        for wait in self._picture_waits if pictured else ():
            try:
                return await _send(errand, message, first=first)
            except BlocksRefused:
                await asyncio.sleep(wait)
        try:
            return await _send(errand, message, first=first)
        except BlocksRefused:
            if not pictured:
                return await _send(errand, replace(message, blocks=()), first=first)
            return await self._plainer_if_refused(errand, _unpictured(message), first=first)


def _belongs_home(address: Address, reply: Reply) -> bool:
    """The Home tab was opened, or a button on it changes what it shows."""
    return address.get("view") == "home" or (address.get("surface") == "home" and reply.replaces == "pressed")


def _unpictured(message: Message) -> Message:
    shown = (
        blocks.context(escaped(block["alt_text"])) if block["type"] == "image" else block for block in message.blocks
    )
    return replace(message, blocks=tuple(shown))


async def _send(errand: _Errand, message: Message, *, first: bool) -> str:
    address, reply = errand.address, errand.reply
    hidden = reply.private and not errand.place.private
    pressed = address.get("message") if first and reply.replaces == "pressed" else None
    if pressed and "ephemeral" in address:
        return await _in_response(errand, message, replaces=True)
    earlier = _earlier(errand, hidden=hidden) if first else None
    if earlier is not None:
        with contextlib.suppress(Gone):
            return await posting.edit(errand.client, errand.target.channel, earlier, message, errand.nonce)
    if hidden:
        return await _in_response(errand, message, replaces=False)
    return await _posted(errand, message)


def _earlier(errand: _Errand, *, hidden: bool) -> str | None:
    """The message whose place the reply takes."""
    replaces = errand.reply.replaces or ""
    if "draft" in errand.address:
        return errand.address["draft"]
    if replaces == "pressed":
        return None if hidden else errand.address.get("message")
    return replaces if _TIMESTAMP.fullmatch(replaces) else None


async def _in_response(errand: _Errand, message: Message, *, replaces: bool) -> str:
    """Only for the person who asked: through the interaction's own address while it works."""
    url, user = errand.address.get("response_url"), errand.address.get("user", "")
    thread = errand.address.get("thread")
    if url:
        try:
            await posting.respond(url, message, thread=thread, replace=replaces)
        except OutOfReach:
            pass  # spent or older than half an hour
        else:
            return errand.address.get("message", errand.nonce) if replaces else errand.nonce
    if errand.place.private:
        return await _posted(errand, message)
    try:
        said = await posting.whisper(errand.client, Target(errand.target.channel, thread), user, message)
    except OutOfReach:
        # Where the app is no member it cannot whisper either: the person's private chat is as private.
        return await posting.post(errand.client, Target(user), message, errand.nonce)
    if errand.target.thread and not url:
        await posting.status(errand.client, errand.target, "")  # only a message for all would end it
    return said


async def _posted(errand: _Errand, message: Message) -> str:
    try:
        return await posting.post(errand.client, errand.target, message, errand.nonce)
    except ServerTrouble:
        # Slack may have taken it before it failed: only a look into the channel can tell.
        with contextlib.suppress(NotThere, RateLimited):
            if found := await look(errand.client, errand.target, bearing(errand.nonce), errand.since):
                return found
        raise
    except OutOfReach:
        # A command was typed where the app is no member; its own address still works, for a while.
        if url := errand.address.get("response_url"):
            everyone = not errand.place.private
            with contextlib.suppress(OutOfReach):
                await posting.respond(url, message, thread=errand.place.thread, replace=False, everyone=everyone)
                return errand.nonce
        user = errand.address.get("user")
        if user in (None, errand.target.channel):
            raise
        return await posting.post(errand.client, Target(user), message, errand.nonce)  # who asked is told somewhere
