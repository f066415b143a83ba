"""Taking a turn in: stored first, acknowledged second, both well inside Discord's three seconds.

Whoever sees "thinking…" has been heard for good.  If storing fails or is slow, the learner is told
to try again instead; should the turn have been stored after all, its answer takes that place.  If
this process ends between the two steps, whoever works on the turn answers the interaction.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeAlias

import aiohttp
import discord
import structlog

from bot.conversation import Command, Form, Message, Open, Press, Submit, Turn
from bot.platforms import Inlet
from bot.platforms.discord.forms import dialog
from bot.platforms.discord.inbound import NAME, Interaction
from bot.platforms.discord.letter import APOLOGY, hashed
from bot.platforms.discord.limits import ACKNOWLEDGE_SECONDS, ENQUEUE_SECONDS
from bot.ports import Unavailable

TRY_AGAIN = "I couldn't take that in just now. Please try again in a minute."
UNHEARD = (
    "Discord hides your words from me unless you mention me (not the role of my name), "
    "or leave the ping of your reply on."
)

log = structlog.get_logger(__name__)

NETWORK = (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError)
"""What a call of discord.py's own may meet."""


AtHome: TypeAlias = Callable[[Turn], Awaitable[Turn]]


async def anywhere(turn: Turn) -> Turn:
    """Where private chats belong to no server."""
    return turn


class Reception:
    """Between Discord's events and the durable way in."""

    def __init__(self, inlet: Inlet, at_home: AtHome) -> None:
        self.inlet = inlet
        self._at_home = at_home

    async def interaction(self, interaction: Interaction, turn: Command | Press | Submit) -> None:
        """Open the form the turn asks for, or store the turn and acknowledge it; once, whoever brings it."""
        if interaction.extras.setdefault("taken_by", turn) is not turn:
            return
        try:
            async with asyncio.timeout(ACKNOWLEDGE_SECONDS):
                stored = await self._stored_or_form(turn)
                if isinstance(stored, Form):
                    await interaction.response.send_modal(dialog(stored))
                elif stored:
                    await tell(interaction, stored)
                else:
                    await _acknowledge(interaction, turn.address["deferred"])
        except NETWORK as late:
            log.warning("acknowledgement_lost", turn=turn.id, why=str(late) or type(late).__name__)

    async def message(self, said: discord.Message, turn: Message) -> None:
        """Store a message; somebody who spoke to the tutor sees that it is heard."""
        trouble = await self._store(turn)
        if not turn.addressed:
            return
        if trouble:
            await _reply(said, trouble, f"busy:{turn.id}")
            return
        with suppress(*NETWORK):
            await said.channel.typing()

    async def excuse(self, said: discord.Message, turn: Message) -> None:
        """Somebody replied to the tutor, and Discord hid what they said."""
        await _reply(said, UNHEARD, f"unheard:{turn.id}")

    async def event(self, turn: Open) -> None:
        """Store what nobody said."""
        if await self._store(turn):
            log.error("event_lost", turn=turn.id)

    async def _store(self, turn: Turn) -> str:
        stored = await self._stored_or_form(turn, forms=False)
        return stored if isinstance(stored, str) else ""

    async def _stored_or_form(self, turn: Turn, *, forms: bool = True) -> str | Form:
        """The form that the turn opens, or nothing once it is stored in the server it belongs to, or why it is not."""
        try:
            async with asyncio.timeout(ENQUEUE_SECONDS):
                turn = await self._at_home(turn)
                if forms and (form := await self.inlet.form(turn)):
                    return form
                await self.inlet.enqueue(turn, f"{NAME}:{turn.id}")
        except (Unavailable, TimeoutError) as away:
            log.warning("not_stored", turn=turn.id, why=str(away) or "too slow")
            return getattr(away, "words", "") or TRY_AGAIN
        return ""


def notice(words: str) -> discord.ui.LayoutView:
    """A sentence of the platform's own."""
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.TextDisplay(words, id=APOLOGY))
    view.stop()
    return view


async def _reply(said: discord.Message, words: str, key: str) -> None:
    """Reply in the channel with a sentence of the platform's own, once for ``key``."""
    with suppress(*NETWORK):
        await said.reply(view=notice(words), mention_author=False, suppress_embeds=True, nonce=hashed(key))


async def tell(interaction: Interaction, words: str) -> None:
    """Answer at once, for this one person, with a sentence of the platform's own."""
    await interaction.response.send_message(view=notice(words), ephemeral=True, suppress_embeds=True)


async def _acknowledge(interaction: Interaction, deferred: str) -> None:
    if deferred == "update":
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=deferred == "quiet", thinking=True)
