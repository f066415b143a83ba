"""Taking a turn in: stored first, acknowledged second, both well inside Discord's three seconds.

Whoever sees "thinking…" has been heard for good.  If storing fails or is slow, the learner is told
to try again instead; should the turn have been stored after all, its answer takes that place.  If
this process ends between the two steps, whoever works on the turn answers the interaction.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

import aiohttp
import discord
import structlog

from bot.conversation import Command, Message, Open, Press, Submit, Turn
from bot.platforms import Inlet
from bot.platforms.discord.delivery import APOLOGY
from bot.platforms.discord.forms import dialog
from bot.platforms.discord.inbound import NAME, Interaction
from bot.platforms.discord.letter import hashed
from bot.platforms.discord.limits import ACKNOWLEDGE_SECONDS, ENQUEUE_SECONDS
from bot.ports import Unavailable

TRY_AGAIN = "I couldn't take that in just now. Please try again in a minute."

log = structlog.get_logger(__name__)

_NETWORK = (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError)


class Reception:
    """Between Discord's events and the durable way in."""

    def __init__(self, inlet: Inlet) -> None:
        self.inlet = inlet

    async def interaction(self, interaction: Interaction, turn: Command | Press | Submit) -> None:
        """Open the form the turn asks for, or store the turn and acknowledge it."""
        try:
            async with asyncio.timeout(ACKNOWLEDGE_SECONDS):
                form = self.inlet.form(turn)
                if form is not None:
                    await interaction.response.send_modal(dialog(form))
                elif await self._store(turn):
                    await _acknowledge(interaction, turn.address["deferred"])
                else:
                    await interaction.response.send_message(view=notice(TRY_AGAIN), ephemeral=True)
        except _NETWORK as late:
            log.warning("acknowledgement_lost", turn=turn.id, why=str(late) or type(late).__name__)

    async def message(self, said: discord.Message, turn: Message) -> None:
        """Store a message; somebody who spoke to the tutor sees that it is heard."""
        stored = await self._store(turn)
        if not turn.addressed:
            return
        with suppress(*_NETWORK):
            if stored:
                await said.channel.typing()
            else:
                nonce = hashed(f"busy:{turn.id}")
                await said.reply(view=notice(TRY_AGAIN), mention_author=False, nonce=nonce)

    async def event(self, turn: Open) -> None:
        """Store what nobody said."""
        if not await self._store(turn):
            log.error("event_lost", turn=turn.id)

    async def _store(self, turn: Turn) -> bool:
        try:
            async with asyncio.timeout(ENQUEUE_SECONDS):
                await self.inlet.enqueue(turn, f"{NAME}:{turn.id}")
        except (Unavailable, TimeoutError) as away:
            log.warning("not_stored", turn=turn.id, why=str(away) or "too slow")
            return False
        return True


def notice(words: str) -> discord.ui.LayoutView:
    """A sentence of the platform's own."""
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.TextDisplay(words, id=APOLOGY))
    view.stop()
    return view


async def _acknowledge(interaction: Interaction, deferred: str) -> None:
    if deferred == "update":
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=deferred == "quiet", thinking=True)
