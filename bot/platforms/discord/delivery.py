"""Where a reply goes, so that saying it again never says it twice.

- The answer to an interaction is an edit of its deferred response: however often it is made, the
  result is the same.  A further answer that only the learner may see is added to that response.
- Everything else is a channel post with an enforced nonce: Discord returns the first message
  instead of making a second one.
- Followup posts have neither property and are not used.
- A message that was begun while its answer was written is completed by an edit.
- What only the learner may see is never posted where others read: if its response is gone, it goes
  to their private chat.

Each message carries a mark (a component id made from the nonce), by which it is known again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from discord.utils import snowflake_time

from bot.conversation import Reply
from bot.platforms import NotDelivered, NotThere
from bot.platforms.discord import routes
from bot.platforms.discord.components import Component, bears, exchanged, marked
from bot.platforms.discord.growing import WRITING, Growing
from bot.platforms.discord.letter import Letter, free
from bot.platforms.discord.limits import THREAD_TITLE, fit
from bot.platforms.discord.markup import silent
from bot.platforms.discord.outbound import Payload, render
from bot.platforms.discord.responses import Responses, message_id
from bot.platforms.discord.rest import Door, Refused

LOOKED_THROUGH = 50
A_DAY = timedelta(hours=26)
MAY_NOT_REFER = 160002
OUT_OF_REACH = (401, 403, 404)
"""A token that has ended, a message of somebody else, or one that is gone."""

HAS_A_THREAD = 160004
A_WEEK = 10_080
"""Minutes without a word after which Discord folds a thread away; the longest it offers."""


class Delivery:
    """Says letters, each once."""

    def __init__(self, door: Door, now: Callable[[], datetime]) -> None:
        self._door = door
        self._responses = Responses(door)
        self._now = now
        self._growing: dict[str, Growing] = {}

    async def deliver(self, letter: Letter) -> str:
        """The id of the letter's last message."""
        if "draft" in letter.address:
            return await self._complete(letter, letter.address["draft"])
        answerable = letter.answerable(self._now())
        if letter.reply.replaces and (edited := await self._edit(letter, answerable)):
            return edited
        if not answerable:
            return await self._late(letter) or await self._say(letter)
        belongs_elsewhere = (
            letter.deferred == "update"
            or (letter.deferred == "open" and letter.aside)
            or (letter.deferred == "quiet" and not letter.alone)
        )
        if belongs_elsewhere:
            said = await self._say(letter)
            await self._responses.settle(letter)
            return said
        return await self._answer(letter)

    async def begin(self, letter: Letter) -> Growing | None:
        """A message that grows; none where an interaction is answered, which shows by itself that words come."""
        if "token" in letter.address:
            return None
        channel = await self._channel(letter)
        (page,) = render(Reply(WRITING), alone=True)
        message = await self._post(letter.named("begun"), channel, [page])

        async def edit(text: str) -> None:
            await self._door.call(
                routes.message(channel, message), render(Reply(text), alone=False)[0].body(letter.mark(0, 1))
            )

        self._growing[message] = Growing(message, edit)
        return self._growing[message]

    async def _complete(self, letter: Letter, begun: str) -> str:
        """Say the whole reply in the place of what was begun, and in further messages where it is long."""
        growing = self._growing.pop(begun, None)
        if growing is not None:
            await growing.end()
        channel, pages = await self._channel(letter), render(letter.reply, alone=False)
        try:
            body = pages[0].body(letter.mark(0, len(pages)))
            await self._door.call(routes.message(channel, begun), body, pages[0].files)
        except Refused as gone:
            if gone.status not in OUT_OF_REACH:
                raise
            return await self._say(letter)
        return await self._post(letter, channel, pages, start=1) or begun

    async def _late(self, letter: Letter) -> str | None:
        """An answer that filled its response after all, before anybody knew."""
        if "token" not in letter.address or letter.alone:
            return None
        with suppress(NotThere):
            return await self.find(letter)
        return None

    async def open_thread(self, channel: str, message: str, title: str) -> None:
        """A thread under a message; Discord gives it the message's own id."""
        try:
            await self._door.call(
                routes.thread(channel, message),
                {"name": fit(silent(title), THREAD_TITLE), "auto_archive_duration": A_WEEK},
            )
        except Refused as refused:
            if refused.code != HAS_A_THREAD:
                raise

    async def find(self, letter: Letter) -> str | None:
        """The id of the letter's last message if it stands among the newest of its channel.

        Raises :class:`NotThere` where these reach back for more than a day and it does not.
        """
        try:
            channel = await self._channel(letter)
            newest = await self._door.call(routes.messages("GET", channel), params={"limit": LOOKED_THROUGH}) or []
        except Refused:
            return None
        mark = letter.mark(0, 1)
        for message in newest:
            if bears(message.get("components", ()), mark):
                return message_id(message)
        # Nothing at all is what Discord shows to whom it does not let read.
        if newest and (
            len(newest) < LOOKED_THROUGH or self._now() - snowflake_time(int(message_id(newest[-1]))) > A_DAY
        ):
            raise NotThere
        return None

    async def _edit(self, letter: Letter, answerable: bool) -> str | None:
        """Put the reply in the place of an earlier message; ``None`` if that cannot be reached any more."""
        address, replaces = letter.address, letter.reply.replaces or ""
        target = address.get("pressed", "") if replaces == "pressed" else replaces
        by_token = replaces == "pressed" and ("hidden" in address or letter.away)
        reveals = letter.aside and "hidden" not in address
        if not target.isdecimal() or reveals or (by_token and not answerable):
            return None
        (page,) = render(letter.reply, alone=True)
        body = page.body(letter.mark(0, 1))
        try:
            if by_token:
                body["components"] = await self._among(letter, target, page)
                route = routes.pressed("PATCH", letter.address, target)
            else:
                route = routes.message(await self._channel(letter), target)
            edited = await self._door.call(route, body, page.files)
        except Refused as gone:
            if gone.status not in OUT_OF_REACH:
                raise
            return None
        if answerable:
            await self._responses.settle(letter)
        return message_id(edited) or target

    async def _among(self, letter: Letter, target: str, page: Payload) -> Sequence[Component]:
        """The page in the place of the answer whose button was pressed; what else that response says stays."""
        mark = letter.mark(0, 1)
        part = marked(page.components, mark)
        if "among" not in letter.address or page.files:
            return part
        whole = await self._door.call(routes.pressed("GET", letter.address, target)) or {}
        standing: Sequence[Component] = whole.get("components", ())
        if bears(standing, mark):
            return standing
        return (not whole.get("attachments") and exchanged(standing, letter.address["among"], part)) or part

    async def _answer(self, letter: Letter) -> str:
        """Fill the deferred response, or what is free of it."""
        pages = render(letter.reply, alone=letter.alone)
        mark = letter.mark(0, len(pages))
        original = await self._responses.read(letter)
        if original is None:
            first = await self._responses.respond(letter, pages[0], mark)
        elif bears(original.get("components", ()), mark):
            first = message_id(original)
        elif free(original):
            first = await self._responses.fill(letter, pages[0], mark)
        elif letter.alone:
            first = await self._responses.add(letter, original, pages[0])
        else:
            first = None
        if first is None:
            return await self._say(letter)
        if len(pages) == 1:
            return first
        return await self._post(letter, await self._channel(letter), pages, start=1)

    async def _say(self, letter: Letter) -> str:
        """Post it: in its channel, or in the learner's private chat if others would read along."""
        channel = await self._private_chat(letter) if letter.aside else await self._channel(letter)
        return await self._post(letter, channel, render(letter.reply, alone=False))

    async def _post(self, letter: Letter, channel: str, pages: Sequence[Payload], start: int = 0) -> str:
        said = ""
        for number in range(start, len(pages)):
            page = pages[number]
            body = page.body(letter.mark(number, len(pages)))
            body |= {"nonce": letter.key(number, len(pages)), "enforce_nonce": True}
            if number == 0 and channel == letter.channel and "message" in letter.address:
                body["message_reference"] = {
                    "message_id": letter.address["message"],
                    "fail_if_not_exists": False,
                }
            said = await self._posted(channel, page, body)
        return said

    async def _posted(self, channel: str, page: Payload, body: dict[str, Any]) -> str:
        try:
            made = await self._door.call(routes.messages("POST", channel), body, page.files)
        except Refused as refused:
            if refused.code != MAY_NOT_REFER:
                raise
            del body["message_reference"]
            made = await self._door.call(routes.messages("POST", channel), body, page.files)
        return message_id(made)

    async def _channel(self, letter: Letter) -> str:
        return letter.channel or await self._private_chat(letter)

    async def _private_chat(self, letter: Letter) -> str:
        if letter.recipient is None:
            raise NotDelivered("nobody is named to send it to", final=True)
        chat = await self._door.call(routes.private_chat(), {"recipient_id": letter.recipient})
        return str(chat["id"])
