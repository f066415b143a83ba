"""The responses to interactions: read, filled, added to and taken away by the token of the interaction.

What a response says is asked of Discord each time, so that any process goes on where another stopped.
Where it cannot be read, what this process put into it itself is known all the same: a second answer
never takes the place of the first.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from bot.platforms import NotDelivered, OutcomeUnknown, RateLimited
from bot.platforms.discord import routes
from bot.platforms.discord.components import together
from bot.platforms.discord.letter import Letter, free
from bot.platforms.discord.outbound import Payload
from bot.platforms.discord.rest import Door, Refused

EPHEMERAL = 1 << 6
ALREADY_ANSWERED = 40060
ENDED = (401, 404)
"""A token that has ended, or a response that is gone."""

ANSWER = 4
"""The interaction callback that answers at once."""

REMEMBERED = 1_000


class Responses:
    """Fills responses, through ``door``."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._filled: dict[str, dict[str, Any]] = {}

    async def read(self, letter: Letter) -> dict[str, Any] | None:
        """What the response says; ``None`` where that is not known."""
        try:
            original = await self._door.call(routes.original("GET", letter.address))
        except Refused:
            return self._filled.get(letter.address["interaction"])
        return original if isinstance(original, dict) else {}

    async def fill(self, letter: Letter, page: Payload, mark: int) -> str | None:
        """The id of the response with the page in it; ``None`` if it is gone."""
        return await self._put(letter, page.body(mark), page)

    async def respond(self, letter: Letter, page: Payload, mark: int) -> str | None:
        """Answer an interaction that seems not to be acknowledged, if it still can be."""
        with suppress(Refused):
            if filled := await self.fill(letter, page, mark):
                return filled
        data = page.body(mark)
        data["flags"] |= EPHEMERAL if letter.aside else 0
        try:
            await self._door.call(routes.callback(letter.address), {"type": ANSWER, "data": data}, page.files)
        except Refused as refused:
            if refused.code != ALREADY_ANSWERED:
                return None
        else:
            self._remember(letter, data)
            return message_id(await self.read(letter)) or letter.address["interaction"]
        with suppress(Refused):
            return await self.fill(letter, page, mark)
        return None

    async def add(self, letter: Letter, original: dict[str, Any], page: Payload) -> str | None:
        """A further answer below the first one; ``None`` where it finds no room, or the response is gone."""
        body = page.body(letter.mark(0, 1))
        both = together((original.get("components", ()), body["components"]))
        if both is None or page.files or original.get("attachments"):
            return None
        body["components"] = both
        return await self._put(letter, body, page)

    async def settle(self, letter: Letter) -> None:
        """Take away a "thinking" that has nothing to say any more; never at the cost of what was said."""
        if letter.deferred == "update":
            return
        with suppress(NotDelivered, OutcomeUnknown, RateLimited):
            original = await self.read(letter)
            if original is not None and free(original):
                await self._door.call(routes.original("DELETE", letter.address))

    async def _put(self, letter: Letter, body: dict[str, Any], page: Payload) -> str | None:
        try:
            filled = await self._door.call(routes.original("PATCH", letter.address), body, page.files)
        except Refused as gone:
            if gone.status not in ENDED:
                raise
            return None
        self._remember(letter, body)
        return message_id(filled) or letter.address["interaction"]

    def _remember(self, letter: Letter, body: dict[str, Any]) -> None:
        if len(self._filled) >= REMEMBERED:
            self._filled.clear()
        interaction = letter.address["interaction"]
        said = {name: body[name] for name in ("components", "attachments")}
        self._filled[interaction] = {"id": interaction, **said}


def message_id(answer: Any) -> str:
    """The id of the message an answer of Discord's is about; empty if it does not say."""
    return str(answer.get("id", "")) if isinstance(answer, dict) else ""
